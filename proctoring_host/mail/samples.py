"""Invented mails, as awkward as real ones: what previews, lint and the tests of themes are made with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from proctoring_host import conf
from proctoring_host.mail.context import SUPPORT_PATH, MailFacts, SiteTexts
from proctoring_host.mail.kinds import MailKind
from proctoring_host.models import AllowanceKey

SAMPLE_COURSE = "course-v1:Sample+Course+Run"
SAMPLE_EXPIRY = datetime(2031, 3, 14, 12, tzinfo=UTC)
SAMPLE_ALLOWANCE = (AllowanceKey.ADDITIONAL_TIME.value, "30")
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Names of one kind. `title` is for people who choose among them."""

    title: Any
    exam_name: str = "Sample exam"
    course_name: str = "Sample course"
    learner_name: str = "Sample Learner"
    platform: str = "Sample Academy"
    contact: str = "support@sample.example"


SAMPLES = MappingProxyType(
    {
        "usual": Sample(title=_("Usual names")),
        "long": Sample(
            title=_("Long names"),
            exam_name="Sample exam about everything there is to know " * 4 + LONG_WORD,
            course_name="Sample course with a name that does not end " * 4 + LONG_WORD,
            learner_name="Sample Learner of Many Names " * 4 + LONG_WORD,
        ),
        "quotes": Sample(
            title=_("Quotes and markup in names"),
            exam_name="""Tom's "final" <b>exam</b> & {{ more }} {% block %} %(percent)s""",
            course_name="""<script>alert('course')</script> & "Co" <!-- """,
            learner_name="""O'Sample "Learner" <img src=x onerror=alert(1)>""",
            platform="Sample & Sons' <Academy>",
        ),
        "rtl": Sample(
            title=_("Names from right to left"),
            exam_name="امتحان تجريبي (1)",
            course_name="دورة تجريبية",
            learner_name="متعلم تجريبي",
            platform="أكاديمية تجريبية",
        ),
        "bare": Sample(title=_("No name and no contact"), learner_name="", contact=""),
    }
)


def sample_facts(
    kind: MailKind, backend: str, language: str, sample: Sample, course_id: str = SAMPLE_COURSE
) -> MailFacts:
    """The facts of an invented mail: neither the course nor the learner is looked up anywhere."""
    return MailFacts(
        kind=kind,
        backend=backend,
        course_id=course_id,
        exam_name=sample.exam_name,
        language=language,
        learner_name=sample.learner_name,
        site=_site(sample, course_id),
        expires_at=SAMPLE_EXPIRY if kind is MailKind.ONBOARDING_EXPIRING else None,
        allowance=SAMPLE_ALLOWANCE if kind is MailKind.ALLOWANCE_GRANTED else None,
    )


def _site(sample: Sample, course_id: str) -> SiteTexts:
    base = conf.get().base_url
    page = f"{base}{SUPPORT_PATH}"
    return SiteTexts(
        course_url=f"{base}/courses/{course_id}/",
        course_name=sample.course_name,
        platform=sample.platform,
        contact_url=f"mailto:{sample.contact}" if sample.contact else page,
        contact_url_text=sample.contact or page,
    )
