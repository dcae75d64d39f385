"""Mails as files: one for each message, replaced by its repetition."""

from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

from proctoring_host.mail.transports import FileBackend, file_name, site_connection

BACKEND = "proctoring_host.mail.transports.FileBackend"


def message(message_id="<proctoring-transition-7@learn.example>", body="Hello"):
    return EmailMessage("Übung", body, "host@example.com", ["learner@example.com"], headers={"Message-ID": message_id})


def test_message_is_a_file_that_mail_programs_read(tmp_path):
    sent = FileBackend(file_path=tmp_path / "new" / "mail").send_messages([message()])

    (file,) = (tmp_path / "new" / "mail").iterdir()
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert sent == 1
    assert file.name == "proctoring-transition-7@learn.example.eml"
    assert (read["Subject"], read["To"]) == ("Übung", "learner@example.com")
    assert read.get_content().strip() == "Hello"


def test_repeated_message_replaces_itself(tmp_path):
    backend = FileBackend(file_path=tmp_path)

    backend.send_messages([message(body="First")])
    backend.send_messages([message(body="Second"), message("<another@learn.example>")])

    assert len(list(tmp_path.iterdir())) == 2
    assert b"Second" in (tmp_path / "proctoring-transition-7@learn.example.eml").read_bytes()


def test_messages_without_an_id_of_their_own_are_kept_apart(tmp_path):
    plain = [EmailMessage("Hello", "Text", "host@example.com", ["learner@example.com"]) for _ in range(2)]

    FileBackend(file_path=tmp_path).send_messages(plain)

    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "message_id", ["<../../etc/passwd>", "<a/b@c>", "<.hidden@c>", "<" + "x" * 500 + "@c>", "<>", "<ä@ö>"]
)
def test_file_name_is_safe_whatever_the_id(tmp_path, message_id):
    name = file_name(message_id)

    assert "/" not in name
    assert not name.startswith(".")
    assert len(name) < 200
    assert name.endswith(".eml")


def test_ids_that_look_alike_have_different_files():
    assert len({file_name(f"<a{char}b@c>") for char in "/: _?"}) == 5


def test_folder_comes_from_the_settings(settings, tmp_path):
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path)

    site_connection().send_messages([message()])

    assert len(list(tmp_path.iterdir())) == 1


def test_missing_folder_setting_is_said(settings):
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_FILE_PATH = None

    with pytest.raises(ImproperlyConfigured, match="EMAIL_FILE_PATH"):
        site_connection()


@pytest.mark.skipif(not hasattr(mail, "mailers"), reason="this version of Django has no mailers")
def test_folder_comes_from_the_options_of_a_mailer(settings, tmp_path):
    settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": {"file_path": str(tmp_path)}}}

    site_connection().send_messages([message()])

    assert len(list(tmp_path.iterdir())) == 1


def test_folder_that_cannot_be_written_is_an_error_unless_it_is_to_be_silent(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError, match="file"):
        FileBackend(file_path=tmp_path / "file").send_messages([message()])
    assert FileBackend(file_path=tmp_path / "file", fail_silently=True).send_messages([message()]) == 0


def test_repeats_are_declared_harmless():
    assert FileBackend.idempotent_by_message_id is True
