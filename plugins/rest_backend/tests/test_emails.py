"""The vendor's own words in mails, through the host as it is installed."""

import pytest

from proctoring_host import conf
from proctoring_host.mail.compose import compose
from proctoring_host.mail.context import MailFacts
from proctoring_host.mail.kinds import MailKind
from proctoring_host.registry import Registry, get_registry, using_registry

WORDS = "may still be uploading your recording"


@pytest.fixture(params=["rest", "abroad"])
def backend(request, settings):
    """A site where the backend has this name."""
    entry = {"BACKEND": "rest", "base_url": "https://v.example", "client_id": "id", "client_secret": "s" * 32}
    settings.PROCTORING_BACKENDS = {"DEFAULT": request.param, request.param: entry}
    with using_registry(Registry.load(conf.get())):
        yield request.param


def facts(backend, kind=MailKind.SUBMITTED):
    return MailFacts(kind=kind, backend=backend, course_id="course-v1:D+M+1", exam_name="Exam", language="en")


def test_own_words_stand_in_both_forms_of_the_mail_after_submission(backend):
    letter = compose(facts(backend))

    assert WORDS in " ".join(letter.html.split())
    assert WORDS in " ".join(letter.text.split())
    assert get_registry().failures == ()


@pytest.mark.parametrize("kind", [MailKind.SATISFACTORY, MailKind.UNSATISFACTORY])
def test_other_mails_say_what_the_base_says(backend, kind):
    letter = compose(facts(backend, kind))

    assert "upload" not in letter.text
    assert get_registry().failures == ()


def test_own_words_stand_in_no_other_backends_mail(backend):
    assert WORDS not in " ".join(compose(facts("another")).html.split())


def test_a_themes_override_beats_the_vendors(backend, settings, tmp_path):
    override = tmp_path / "emails" / "proctoring" / backend / "proctoring_attempt_submitted_email.html"
    override.parent.mkdir(parents=True)
    override.write_text("The theme's words")
    settings.PROCTORING_SETTINGS = {"EMAIL_TEMPLATE_DIRS": [str(tmp_path)]}

    assert compose(facts(backend)).html == "The theme's words"
