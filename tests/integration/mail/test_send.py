"""From a transition to a message on its way."""

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import MailFailed
from proctoring_host.mail.send import message_id, repeats_do_no_harm, send_status_mail
from tests.factories import COURSE, make_attempt, make_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db


class FailingBackend(EmailBackend):
    """A mail server that fails as `failure` says, in `open` or when it is given a message."""

    failure: Exception = OSError()
    fails_at = "send"

    def open(self):
        if self.fails_at == "open":
            raise self.failure
        return True

    def send_messages(self, messages):
        raise self.failure


@pytest.fixture(autouse=True)
def site(settings):
    settings.PROCTORING_SETTINGS = {
        "SITE_NAME": "learn.example:8000",
        "PLATFORM_NAME": "Example Academy",
        "STATUS_EMAIL_FROM_ADDRESS": "Exams <exams@learn.example>",
    }
    settings.PROCTORING_COURSES = {COURSE: {"name": "Algebra"}}
    with using_fake_backend():
        yield


@pytest.fixture
def attempt():
    user = make_user("grace", first_name="Grace", last_name="Nobody")
    return make_attempt(make_exam(exam_name="Midterm"), user, Status.SUBMITTED)


def payload(attempt, kind="submitted"):
    return {"attempt_id": attempt.pk, "kind": kind, "transition_id": 17}


def fails(monkeypatch, failure, at="send"):
    monkeypatch.setattr(FailingBackend, "failure", failure)
    monkeypatch.setattr(FailingBackend, "fails_at", at)
    monkeypatch.setattr("django.conf.settings.EMAIL_BACKEND", f"{__name__}.FailingBackend")


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("submitted", 'We received your exam "Midterm"'),
        ("satisfactory", 'Review of your exam "Midterm": satisfactory'),
        ("unsatisfactory", 'Review of your exam "Midterm": unsatisfactory'),
    ],
)
def test_mail_goes_to_the_learner_alone_in_both_forms(attempt, kind, subject):
    result = send_status_mail(payload(attempt, kind))

    (sent,) = mail.outbox
    assert sent.subject == subject
    assert sent.recipients() == ["grace@example.com"]
    assert sent.from_email == "Exams <exams@learn.example>"
    assert "Dear Grace Nobody," in sent.body
    assert [(part.content.lstrip()[:15], part.mimetype) for part in sent.alternatives] == [
        ("<!DOCTYPE html>", "text/html")
    ]
    assert set(result["templates"]) == {
        f"proctoring_attempt_{kind}_email{rest}" for rest in (".html", ".txt", "_subject.txt")
    }


def test_headers_tell_a_repeat_and_an_automaton(attempt):
    results = [send_status_mail(payload(attempt)) for _ in range(2)]

    messages = [sent.message() for sent in mail.outbox]
    assert {message["Message-ID"] for message in messages} == {"<proctoring-transition-17@learn.example>"}
    assert {message["Auto-Submitted"] for message in messages} == {"auto-generated"}
    assert results[0] == results[1]
    assert results[0]["message_id"] == "<proctoring-transition-17@learn.example>"


@pytest.mark.parametrize(
    ("site_name", "host"),
    [
        ("learn.example", "learn.example"),
        ("prüfung.example", "xn--prfung-4ya.example"),
        ("a b\r\nBcc: x", "abBcc"),
        ("", "localhost"),
    ],
)
def test_message_id_is_fit_for_a_header_whatever_the_site_is_called(settings, site_name, host):
    settings.PROCTORING_SETTINGS = {"SITE_NAME": site_name}

    assert message_id(17) == f"<proctoring-transition-17@{host}>"


def test_sender_is_the_sites_where_no_other_is_set(attempt, settings):
    settings.PROCTORING_SETTINGS = {}
    settings.DEFAULT_FROM_EMAIL = "site@learn.example"

    send_status_mail(payload(attempt))

    assert mail.outbox[0].from_email == "site@learn.example"


@pytest.mark.parametrize(
    "address", ["", "nobody", "grace@example.com\nBcc: all@example.com", "grace@example.com, all@example.com"]
)
def test_learner_without_a_usable_address_is_noted_and_is_no_failure(attempt, address):
    type(attempt.user).objects.filter(pk=attempt.user_id).update(email=address)
    handed_over = []

    result = send_status_mail(payload(attempt), before_handover=lambda: handed_over.append(True))

    assert result == {"note": "the learner has no usable email address"}
    assert mail.outbox == []
    assert handed_over == []


def test_line_breaks_in_an_exam_name_make_no_header(attempt):
    type(attempt.exam).objects.update(exam_name="Midterm\r\nBcc: all@example.com")

    send_status_mail(payload(attempt))

    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert mail.outbox[0].recipients() == ["grace@example.com"]
    assert "\n" not in mail.outbox[0].subject


def test_removed_attempt_still_has_its_mail(attempt):
    type(attempt).everything.update(removed_at=attempt.created)

    send_status_mail(payload(attempt))

    assert len(mail.outbox) == 1


def test_handover_is_told_before_the_mail_leaves(attempt):
    seen = []

    send_status_mail(payload(attempt), before_handover=lambda: seen.append(len(mail.outbox)))

    assert seen == [0]
    assert len(mail.outbox) == 1


def test_server_that_is_down_is_found_out_before_the_handover(attempt, monkeypatch):
    fails(monkeypatch, ConnectionRefusedError(111, "refused"), at="open")
    handed_over = []

    with pytest.raises(MailFailed) as raised:
        send_status_mail(payload(attempt), before_handover=lambda: handed_over.append(True))

    assert handed_over == []
    assert not raised.value.final
    assert "ConnectionRefusedError" in raised.value.detail


@pytest.mark.parametrize(
    ("failure", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"grace@example.com": (550, b"no grace@example.com here")}), True),
        (smtplib.SMTPRecipientsRefused({"grace@example.com": (450, b"grace@example.com is busy")}), False),
        (smtplib.SMTPDataError(451, b"later, grace@example.com"), False),
        (smtplib.SMTPServerDisconnected("grace@example.com"), False),
        (TimeoutError("grace@example.com"), False),
    ],
)
def test_failure_of_the_server_says_whether_to_try_again_and_no_address(attempt, monkeypatch, failure, final):
    fails(monkeypatch, failure)

    with pytest.raises(MailFailed) as raised:
        send_status_mail(payload(attempt))

    assert raised.value.final is final
    assert "grace" not in raised.value.detail
    assert attempt.code in raised.value.detail


def test_repeats_do_harm_except_where_the_backend_says_otherwise(settings, tmp_path):
    assert repeats_do_no_harm() is False
    settings.EMAIL_BACKEND = "proctoring_host.mail.transports.FileBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert repeats_do_no_harm() is True


def test_file_backend_keeps_one_file_for_a_transition(attempt, settings, tmp_path):
    settings.EMAIL_BACKEND = "proctoring_host.mail.transports.FileBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)

    send_status_mail(payload(attempt))
    send_status_mail(payload(attempt))

    assert [file.name for file in tmp_path.iterdir()] == ["proctoring-transition-17@learn.example.eml"]


def test_language_of_the_request_does_not_colour_the_mail(attempt):
    from django.utils import translation

    with translation.override("ar"):
        send_status_mail(payload(attempt))
        assert translation.get_language() == "ar"

    assert '<html lang="en" dir="ltr">' in mail.outbox[0].alternatives[0].content
