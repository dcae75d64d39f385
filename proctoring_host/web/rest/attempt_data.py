"""The second JSON form of an attempt, the one that clocks and front ends read, and the exam around it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from proctoring_host import platform
from proctoring_host.attempts.overview import AttemptOverview, ExamOverview, LearnerOverview
from proctoring_host.domain.prerequisites import Prerequisites, Requirement
from proctoring_host.domain.statuses import ExamKind
from proctoring_host.models import Exam
from proctoring_host.web.rest.representations import exam_json, in_words, time_left_in_words, unstarted_as_whole

EXAM_AS_REQUIREMENT = "proctored_exam"
NOTHING_RUNS = {"in_timed_exam": False, "is_proctored": False}


def attempt_data_json(overview: AttemptOverview, *, learning_mfe: bool) -> dict[str, Any]:
    """`exam_url_path` is an address of the learning front end, or a path on the platform."""
    attempt = overview.attempt
    data: dict[str, Any] = {
        "in_timed_exam": True,
        "taking_as_proctored": attempt.taking_as_proctored,
        "exam_type": exam_type_phrase(overview.kind),
        "exam_display_name": attempt.exam.exam_name,
        "exam_url_path": exam_address(attempt.exam, learning_mfe=learning_mfe),
        "time_remaining_seconds": unstarted_as_whole(overview.seconds_left),
        "total_time": in_words(overview.allowed_seconds),
        "low_threshold_sec": overview.marks.low,
        "critically_low_threshold_sec": overview.marks.critical,
        "course_id": attempt.exam.course_id,
        "attempt_id": attempt.pk,
        "external_id": attempt.external_id,
        "accessibility_time_string": time_left_in_words(overview.seconds_left),
        "attempt_status": attempt.status,
        "exam_started_poll_url": reverse("proctoring:attempt", kwargs={"attempt_id": attempt.pk}),
        "attempt_ready_to_resume": attempt.ready_to_resume,
        "use_legacy_attempt_api": True,
        "desktop_application_js_url": overview.launch.script_url,
    }
    return data | (_proctored_json(overview) if attempt.exam.is_proctored else {})


def _proctored_json(overview: AttemptOverview) -> dict[str, Any]:
    data: dict[str, Any] = {"ping_interval": overview.ping_interval, "attempt_code": overview.attempt.code}
    if overview.is_being_set_up:
        data["software_download_url"] = overview.launch.download_url
    return data


def learner_json(overview: LearnerOverview, *, learning_mfe: bool) -> dict[str, Any]:
    """Nothing is an empty object, in both places."""
    running = overview.running
    return {
        "exam": learner_exam_json(overview.exam, learning_mfe=learning_mfe) if overview.exam else {},
        "active_attempt": attempt_data_json(running, learning_mfe=learning_mfe) if running else {},
    }


def learner_exam_json(overview: ExamOverview, *, learning_mfe: bool) -> dict[str, Any]:
    data = exam_json(overview.exam)
    if overview.attempt is None:
        data["total_time"] = in_words(overview.allowed_seconds or 0)
        if overview.prerequisites is not None:
            data["prerequisite_status"] = prerequisites_json(overview.prerequisites, overview.exam.course_id)
    if overview.onboarding_exam is not None:
        data["onboarding_link"] = exam_address(overview.onboarding_exam, learning_mfe=learning_mfe)
    return data | {
        "attempt": attempt_data_json(overview.attempt, learning_mfe=learning_mfe) if overview.attempt else {},
        "type": overview.kind,
        "passed_due_date": overview.past_due,
        "use_legacy_attempt_api": True,
    }


def prerequisites_json(found: Prerequisites, course_id: str) -> dict[str, Any]:
    """The first key is spelt as clients read it."""
    return {
        "are_prerequisites_satisifed": found.met,
        "satisfied_prerequisites": [_requirement_json(each, course_id) for each in found.satisfied],
        "failed_prerequisites": [_requirement_json(each, course_id) for each in found.failed],
        "pending_prerequisites": [_requirement_json(each, course_id) for each in found.pending],
        "declined_prerequisites": [_requirement_json(each, course_id) for each in found.declined],
    }


def _requirement_json(requirement: Requirement, course_id: str) -> dict[str, Any]:
    """The name of an exam's requirement is the exam's content id, so it can be linked to."""
    is_exam = requirement.namespace == EXAM_AS_REQUIREMENT
    return {
        "namespace": requirement.namespace,
        "name": requirement.name,
        "display_name": requirement.display_name,
        "order": requirement.order,
        "status": requirement.status,
        "jumpto_url": platform.get().courses.exam_path(course_id, requirement.name) if is_exam else None,
    }


def exam_address(exam: Exam, *, learning_mfe: bool) -> str:
    courses = platform.get().courses
    address = courses.exam_url if learning_mfe else courses.exam_path
    return address(exam.course_id, exam.content_id)


def exam_type_phrase(kind: ExamKind) -> str:
    return {
        ExamKind.TIMED: _("a timed exam"),
        ExamKind.PROCTORED: _("a proctored exam"),
        ExamKind.PRACTICE: _("a practice exam"),
        ExamKind.ONBOARDING: _("an onboarding exam"),
    }[kind]
