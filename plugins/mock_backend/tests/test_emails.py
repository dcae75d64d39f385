"""The vendor's own words, through the host as it is installed."""

from collections.abc import Iterator

import pytest

from proctoring_host import conf
from proctoring_host.mail.compose import compose
from proctoring_host.mail.context import MailFacts
from proctoring_host.mail.kinds import MailKind
from proctoring_host.registry import Registry, get_registry, using_registry

WORDS = "nobody watched you"


@pytest.fixture(params=["mock", "demo"])
def backend(request, settings) -> Iterator[str]:
    """A site where the backend has this name."""
    settings.PROCTORING_BACKENDS = {"DEFAULT": request.param, request.param: {"BACKEND": "mock"}}
    with using_registry(Registry.load(conf.get())):
        yield request.param


@pytest.mark.parametrize("kind", [MailKind.SUBMITTED, MailKind.SATISFACTORY, MailKind.UNSATISFACTORY])
def test_own_words_stand_in_both_forms_of_each_mail(backend, kind):
    facts = MailFacts(kind=kind, backend=backend, course_id="course-v1:D+M+1", exam_name="Exam", language="en")

    letter = compose(facts)

    assert WORDS in letter.html
    assert WORDS in letter.text
    assert "The result of the proctoring review" in letter.text
    assert "Exam" in letter.subject
    assert get_registry().failures == ()


def test_own_words_stand_in_no_other_backends_mail(backend):
    facts = MailFacts(
        kind=MailKind.SUBMITTED, backend="another", course_id="course-v1:D+M+1", exam_name="Exam", language="en"
    )

    assert WORDS not in compose(facts).html


def test_themers_override_beats_the_vendors(backend, settings, tmp_path):
    name = "proctoring_attempt_submitted_email.html"
    override = tmp_path / "emails" / "proctoring" / backend / name
    override.parent.mkdir(parents=True)
    override.write_text("The theme's words")
    settings.PROCTORING_SETTINGS = {"EMAIL_TEMPLATE_DIRS": [str(tmp_path)]}
    facts = MailFacts(
        kind=MailKind.SUBMITTED, backend=backend, course_id="course-v1:D+M+1", exam_name="Exam", language="en"
    )

    assert compose(facts).html == "The theme's words"
