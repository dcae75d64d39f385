"""What a learner is told about the proctoring of an exam."""

from collections.abc import Mapping
from dataclasses import dataclass

from proctoring_host import conf, platform
from proctoring_host.attempts.overview import launch_info_of
from proctoring_host.attempts.queries import current_attempt
from proctoring_host.data import LaunchInfo
from proctoring_host.exams.queries import get_exam
from proctoring_host.models import Exam
from proctoring_host.registry import get_registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The backend of an exam, as its configuration describes it; also of one that cannot be used at the moment.

    `launch` is the vendor's own part, for the learner's attempt; empty before there is one.
    """

    name: str
    tech_support_email: str
    tech_support_phone: str
    learner_notification_from_email: str
    integration_specific_email: str
    escalation_email: str
    launch: LaunchInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamSettings:
    """`provider` is None for an exam that is only timed. Links of the backend go before those of the site."""

    exam: Exam
    platform_name: str
    contact_email: str
    link_urls: Mapping[str, str]
    provider: Provider | None


def settings_of_exam(exam_id: int, user_id: int) -> ExamSettings:
    """For this learner. Raises `ExamNotFound`."""
    exam = get_exam(exam_id)
    settings = conf.get()
    links = dict(settings.link_urls)
    if exam.is_proctored:
        links |= {name: url for name, url in get_registry().backend(exam.backend).link_urls.items() if url}
    return ExamSettings(
        exam=exam,
        platform_name=settings.platform_name,
        contact_email=settings.contact_email,
        link_urls=links,
        provider=_provider(exam, user_id, settings.contact_email) if exam.is_proctored else None,
    )


def _provider(exam: Exam, user_id: int, contact_email: str) -> Provider:
    handle = get_registry().backend(exam.backend)
    attempt = current_attempt(user_id, exam.pk)
    return Provider(
        name=handle.verbose_name,
        tech_support_email=handle.tech_support_email,
        tech_support_phone=handle.tech_support_phone,
        learner_notification_from_email=handle.learner_notification_from_email,
        integration_specific_email=handle.integration_specific_email or contact_email,
        escalation_email=platform.get().courses.escalation_email(exam.course_id),
        launch=launch_info_of(attempt) if attempt else LaunchInfo(),
    )
