"""The gallery as files, and one mail to a real address."""

import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from proctoring_host.mail.kinds import MailKind

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def run():
    def run_command(*arguments):
        out = StringIO()
        call_command("proctoring", "emails", *arguments, stdout=out)
        return out.getvalue()

    return run_command


def addresses(page):
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend(value for name, value in attrs if name in ("href", "src"))

    Reader().feed(page)
    return found


def test_gallery_as_files_leads_nowhere_else(run, tmp_path):
    out = tmp_path / "gallery"

    told = run("preview", "--out", str(out), "--lang", "en", "--lang", "ar", "--sample", "usual", "--sample", "quotes")

    assert "index.html shows all emails." in told
    pages = {file.name: file.read_text("utf-8") for file in out.glob("*.html")}
    assert len(pages) == 2 * 2 * (1 + len(MailKind))
    files = {file.name for file in out.iterdir()}
    assert all(target in files or target.startswith("#") for page in pages.values() for target in addresses(page))


def test_mail_in_a_file_stands_in_a_frame_that_can_do_nothing(run, write, tmp_path):
    write("emails/proctoring_attempt_submitted_email.html", "<script>alert('{{ learner_name }}')</script>")

    run("preview", "--out", str(tmp_path / "gallery"), "--lang", "en", "--sample", "quotes")

    page = (tmp_path / "gallery" / "submitted-fake-en-quotes.html").read_text("utf-8")
    assert "<script" not in page
    assert re.search(r'<iframe sandbox="" .* srcdoc="&lt;script&gt;alert\(', page)


def test_gallery_says_what_cannot_be_written(run, tmp_path):
    (tmp_path / "taken").write_text("", "utf-8")

    with pytest.raises(CommandError, match="cannot be written"):
        run("preview", "--out", str(tmp_path / "taken"), "--lang", "en")


def test_unknown_language_is_refused(run, tmp_path):
    with pytest.raises(CommandError, match="There is no xx"):
        run("preview", "--out", str(tmp_path), "--lang", "xx")


def test_sample_is_sent_to_the_address(run):
    told = run("send-test", "--to", "tester@sample.example", "--kind", "satisfactory", "--sample", "long")

    message = mail.outbox[0]
    assert message.to == ["tester@sample.example"]
    assert message.subject.startswith('Review of your exam "Sample exam about everything')
    assert f'"{message.subject}" was handed over for tester@sample.example.' in told
    assert message.alternatives[0].mimetype == "text/html"


def test_each_sample_is_a_message_of_its_own(run):
    for _ in range(2):
        run("send-test", "--to", "tester@sample.example")

    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--to", "tester"), "must be an email address"),
        (("--to", "tester@sample.example", "--kind", "submited"), "Did you mean submitted"),
        (("--to", "tester@sample.example", "--lang", "xx"), "no such language"),
    ],
)
def test_sample_that_cannot_be_meant_is_refused(run, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("send-test", *arguments)


def test_mail_server_that_is_down_is_a_sentence(run, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(CommandError, match=r"could not be handed over \(ConnectionRefusedError\)"):
        run("send-test", "--to", "tester@sample.example")
