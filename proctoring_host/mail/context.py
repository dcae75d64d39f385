"""What the templates of a mail may say. The names are the reference's; four more of ours stand behind them."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from proctoring_host import conf, platform
from proctoring_host.data import EmailQuery
from proctoring_host.mail.kinds import MailKind
from proctoring_host.models import AllowanceKey, Attempt, Exam
from proctoring_host.platform import Person
from proctoring_host.registry import get_registry

SUPPORT_PATH = "/support/contact_us"

STATUS_WORDS = {
    MailKind.SUBMITTED: _("pending"),
    MailKind.SATISFACTORY: _("satisfactory"),
    MailKind.UNSATISFACTORY: _("unsatisfactory"),
    MailKind.RESUME_GRANTED: _("ready to be continued"),
    MailKind.ONBOARDING_APPROVED: _("approved"),
    MailKind.ONBOARDING_REJECTED: _("not approved"),
    MailKind.ONBOARDING_EXPIRING: _("about to expire"),
    MailKind.REVIEW_DELAYED: _("pending"),
    MailKind.ALLOWANCE_GRANTED: _("granted"),
}

CONTEXT_NAMES = {
    "course_url": "address of the course's home page",
    "course_name": "name of the course, in one line",
    "exam_name": "name of the exam, in one line",
    "status": "the result in the learner's language: pending, satisfactory, unsatisfactory and so on",
    "platform": "name of the site (`PLATFORM_NAME`, else `SITE_NAME`)",
    "contact_url": "where the learner can ask: the course's escalation address as `mailto:`, else the backend's "
    "link `contact`, else the support page",
    "contact_url_text": "what to show for that link: the bare address",
    "email_kind": "which email it is, such as `submitted`; never translated",
    "learner_name": "the learner's full name; may be empty",
    "language": "code of the language the mail is written in, for the attribute `lang`",
    "text_direction": "`ltr` or `rtl`, for the attribute `dir`",
    "expires_on": "in `onboarding_expiring` the day on which the approval ends, else empty",
    "allowance": "in `allowance_granted` a sentence that says what is allowed, else empty",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTexts:
    """What the platform says of a course and of itself."""

    course_url: str
    course_name: str
    platform: str
    contact_url: str
    contact_url_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """What one mail is about, before any word of it is chosen. `site` is given in previews: no such course exists.

    `allowance` is its kind and its value, as they are stored.
    """

    kind: MailKind
    backend: str
    course_id: str
    exam_name: str
    language: str
    learner_name: str = field(default="", repr=False)
    site: SiteTexts | None = None
    expires_at: datetime | None = None
    allowance: tuple[str, str] | None = field(default=None, repr=False)

    def query(self, template_name: str) -> EmailQuery:
        """The question that plugins are asked about one of the mail's templates."""
        return EmailQuery(
            kind=self.kind.value,
            template_name=template_name,
            backend=self.backend,
            course_id=self.course_id,
            exam_name=self.exam_name,
            status=self.kind.status,
            language=self.language,
        )


def facts_of(attempt: Attempt, kind: MailKind, person: Person) -> MailFacts:
    """The facts of a mail to this person about this attempt."""
    facts = facts_about(attempt.exam, kind, person)
    return replace(facts, backend=attempt.backend or facts.backend)


def facts_about(exam: Exam, kind: MailKind, person: Person) -> MailFacts:
    """The facts of a mail to this person about this exam."""
    return MailFacts(
        kind=kind,
        backend=exam.backend,
        course_id=exam.course_id,
        exam_name=one_line(exam.exam_name),
        language=supported_language(person.language),
        learner_name=one_line(person.full_name),
    )


def host_context(facts: MailFacts) -> dict[str, str]:
    """The host's names for the templates; to be called with the mail's language active."""
    return {
        **asdict(facts.site or site_texts(facts.course_id, facts.backend)),
        "exam_name": facts.exam_name,
        "status": str(STATUS_WORDS[facts.kind]),
        "email_kind": facts.kind.value,
        "learner_name": facts.learner_name,
        "language": facts.language,
        "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
        "expires_on": date_format(localtime(facts.expires_at)) if facts.expires_at else "",
        "allowance": allowance_sentence(*facts.allowance) if facts.allowance else "",
    }


def allowance_sentence(key: str, value: str) -> str:
    """Empty for a kind of allowance of which learners are not told."""
    if key == AllowanceKey.ADDITIONAL_TIME:
        words = ngettext("You have %(minutes)s more minute.", "You have %(minutes)s more minutes.", int(value))
        return words % {"minutes": value}
    if key == AllowanceKey.TIME_MULTIPLIER:
        return gettext("The time of the exam is multiplied by %(factor)s for you.") % {"factor": value}
    if key == AllowanceKey.REVIEW_POLICY_EXCEPTION:
        return gettext("The reviewers know of this exception for you: %(exception)s") % {"exception": one_line(value)}
    return ""


def site_texts(course_id: str, backend: str) -> SiteTexts:
    settings, courses = conf.get(), platform.get().courses
    contact_url, contact_url_text = contact(course_id, backend)
    return SiteTexts(
        course_url=courses.course_url(course_id),
        course_name=one_line(courses.name(course_id)),
        platform=settings.platform_name or settings.site_name,
        contact_url=contact_url,
        contact_url_text=contact_url_text,
    )


def contact(course_id: str, backend: str) -> tuple[str, str]:
    """Link and text: the course's escalation address, else the backend's contact page, else the support page."""
    address = platform.get().courses.escalation_email(course_id)
    if address:
        return f"mailto:{quote(address, safe='@')}", address
    settings = conf.get()
    page = get_registry().backend(backend).link_urls.get("contact")
    url = page or settings.link_urls.get("contact_us") or f"{settings.base_url}{SUPPORT_PATH}"
    return url, url


def supported_language(wanted: str) -> str:
    """The nearest language that the site offers, else the site's own."""
    try:
        return translation.get_supported_language_variant(wanted)
    except LookupError:
        return conf.get().language_code


def context_table() -> str:
    """The names as a Markdown table; `docs/themes.md` holds it."""
    rows = (f"| `{name}` | {meaning} |" for name, meaning in CONTEXT_NAMES.items())
    return "\n".join(("| name | meaning |", "|---|---|", *rows))


def one_line(text: str) -> str:
    return " ".join(text.split())
