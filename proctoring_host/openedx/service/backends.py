"""What the platform asks about backends and about those who may take proctored exams."""

from typing import Any

from proctoring_host import conf, platform
from proctoring_host.exams.dashboard import has_dashboard
from proctoring_host.exams.queries import exams_of_course
from proctoring_host.openedx.service.checked import checked
from proctoring_host.platform.runtime import get_runtime_service
from proctoring_host.registry import get_registry


@checked
def is_backend_dashboard_available(course_id: object) -> bool:
    """Whether a backend of one of the course's active exams has a dashboard."""
    return any(has_dashboard(exam) for exam in exams_of_course(course_id, active_only=True))


def get_integration_specific_email(provider: Any) -> str:
    """`provider` is a backend's name, or any object with that attribute; else the site's contact address."""
    known = get_registry().backend(provider) if isinstance(provider, str) else provider
    return str(getattr(known, "integration_specific_email", "") or conf.get().contact_email)


@checked
def get_enrollments_can_take_proctored_exams(course_id: object, text_search: str | None = None) -> Any:
    """What the runtime service `enrollments` answers; without that service, what the platform's port does.

    In both each enrolment has a `mode`. The service's have the account as `user`, the port's its `user_id` and
    `username`.
    """
    service = get_runtime_service("enrollments")
    if service is not None:
        return service.get_enrollments_can_take_proctored_exams(course_id, text_search)
    return platform.get().enrollments.of_course(str(course_id), text_search or "")
