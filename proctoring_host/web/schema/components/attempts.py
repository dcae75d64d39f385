"""Attempts: as they are stored, as clocks and front ends read them, and what is asked of them."""

from typing import Any

from proctoring_host.domain.client_reports import FACTS
from proctoring_host.domain.statuses import ExamKind, Status
from proctoring_host.web.schema.components.exams import CONTENT_ID, COURSE_ID, EXAM, EXAM_FIELDS
from proctoring_host.web.schema.shapes import (
    Schema,
    array,
    boolean,
    empty_object,
    flexible_flag,
    flexible_id,
    integer,
    moment,
    nullable,
    number,
    one_of,
    record,
    ref,
    string,
)

ACTIONS = (
    "start",
    "stop",
    "submit",
    "click_download_software",
    "error",
    "decline",
    "reset_attempt",
    "mark_ready_to_resume",
)
CODE = "5B7A1C9E-3D0F-4E52-9A66-0C1B2D3E4F50"
USER: dict[str, Any] = {"id": 7, "username": "ada", "email": "ada@example.com"}
ATTEMPT: dict[str, Any] = {
    "id": 12,
    "created": "2026-06-01T09:00:00Z",
    "modified": "2026-06-01T09:03:00Z",
    "user": USER,
    "started_at": "2026-06-01T09:03:00Z",
    "completed_at": None,
    "external_id": "a81c6d20",
    "status": "started",
    "proctored_exam": EXAM,
    "allowed_time_limit_mins": 90,
    "attempt_code": CODE,
    "is_sample_attempt": False,
    "taking_as_proctored": True,
    "review_policy_id": None,
    "is_status_acknowledged": False,
    "time_remaining_seconds": None,
    "is_resumable": False,
    "ready_to_resume": False,
    "resumed": False,
}
POLLED: dict[str, Any] = ATTEMPT | {
    "time_remaining_seconds": 4199.5,
    "accessibility_time_string": "you have 1 hour and 10 minutes remaining",
}
DATA: dict[str, Any] = {
    "in_timed_exam": True,
    "taking_as_proctored": True,
    "exam_type": "a proctored exam",
    "exam_display_name": "Final exam",
    "exam_url_path": f"https://learning.example.com/course/{COURSE_ID}/{CONTENT_ID}",
    "time_remaining_seconds": 4199.5,
    "total_time": "1 hour and 30 minutes",
    "low_threshold_sec": 1080,
    "critically_low_threshold_sec": 270,
    "course_id": COURSE_ID,
    "attempt_id": 12,
    "external_id": "a81c6d20",
    "accessibility_time_string": "you have 1 hour and 10 minutes remaining",
    "attempt_status": "started",
    "exam_started_poll_url": "/api/edx_proctoring/v1/proctored_exam/attempt/12",
    "attempt_ready_to_resume": False,
    "use_legacy_attempt_api": True,
    "desktop_application_js_url": "",
    "ping_interval": 60,
    "attempt_code": CODE,
}
NOTHING_RUNS: dict[str, Any] = {"in_timed_exam": False, "is_proctored": False}

STATUS = one_of(Status, "Where the attempt stands.")
LEFT = "Seconds left; a number with a fraction while a clock runs, the whole number 0 where none does."

ATTEMPT_FIELDS: dict[str, Schema] = {
    "id": integer(),
    "created": moment(),
    "modified": moment(),
    "user": ref("User"),
    "started_at": nullable(moment()),
    "completed_at": nullable(moment()),
    "external_id": nullable(string("What the vendor calls the attempt.")),
    "status": STATUS,
    "proctored_exam": ref("Exam"),
    "allowed_time_limit_mins": nullable(integer("Minutes with all allowances; null before the start.")),
    "attempt_code": nullable(string("What vendors know the attempt by.")),
    "is_sample_attempt": boolean("Whether it is an attempt of a practice exam."),
    "taking_as_proctored": boolean(),
    "review_policy_id": nullable(integer()),
    "is_status_acknowledged": boolean("Whether the learner has seen the result."),
    "time_remaining_seconds": nullable(number("What was saved when the attempt was interrupted.")),
    "is_resumable": boolean(),
    "ready_to_resume": boolean(),
    "resumed": boolean("Whether a newer attempt went on from this one."),
}

DATA_FIELDS: dict[str, Schema] = {
    "in_timed_exam": boolean(),
    "taking_as_proctored": boolean(),
    "exam_type": string("For people, in the language of the request."),
    "exam_display_name": string(),
    "exam_url_path": string("An address of the learning front end, or a path on the platform."),
    "time_remaining_seconds": number(LEFT),
    "total_time": string("For people."),
    "low_threshold_sec": integer("Below it a clock warns; 0 before the start."),
    "critically_low_threshold_sec": integer("Below it a clock warns again; 0 before the start."),
    "course_id": string(),
    "attempt_id": integer(),
    "external_id": nullable(string()),
    "accessibility_time_string": string("For screen readers."),
    "attempt_status": STATUS,
    "exam_started_poll_url": string("A path: the address of the attempt."),
    "attempt_ready_to_resume": boolean(),
    "use_legacy_attempt_api": boolean("Always true: clients send actions to this API."),
    "desktop_application_js_url": string("The vendor's script for the browser; empty where there is none."),
    "ping_interval": number("Seconds between two looks at the vendor's software; proctored exams only."),
    "attempt_code": nullable(string("Proctored exams only.")),
    "software_download_url": nullable(string("While the vendor's software is being set up only.")),
}
DATA_OPTIONAL = ("ping_interval", "attempt_code", "software_download_url")

LEARNER_EXAM_FIELDS: dict[str, Schema] = {
    **EXAM_FIELDS,
    "attempt": {"anyOf": [ref("AttemptData"), empty_object("No attempt.")]},
    "type": one_of(ExamKind, "What the exam is to its learner."),
    "passed_due_date": boolean("For this learner."),
    "use_legacy_attempt_api": boolean("Always true."),
    "total_time": string("For people; without an attempt only."),
    "prerequisite_status": ref("PrerequisiteStatus"),
    "onboarding_link": string("Where the learner does what the vendor asks for first; with such an error only."),
}

REQUIREMENT = record(
    "Something the course asks of its learners before this exam.",
    {
        "namespace": string(),
        "name": string(),
        "display_name": string(),
        "order": nullable(integer()),
        "status": nullable(string()),
        "jumpto_url": nullable(string("A path to it, where it is an exam.")),
    },
)
PREREQUISITES = record(
    "Whether the learner has done what has to be done first. The first field is spelt as its clients read it.",
    {
        "are_prerequisites_satisifed": boolean(),
        **{
            f"{word}_prerequisites": array(ref("Requirement"))
            for word in ("satisfied", "failed", "pending", "declined")
        },
    },
)

COMPONENTS: dict[str, Schema] = {
    "User": record("A learner.", {"id": integer(), "username": string(), "email": string()}),
    "Attempt": record("An attempt as it is stored.", ATTEMPT_FIELDS),
    "PolledAttempt": record(
        "An attempt as its learner's clock reads it.",
        ATTEMPT_FIELDS | {"time_remaining_seconds": number(LEFT), "accessibility_time_string": string()},
    ),
    "AttemptWithHistory": record(
        "The newest attempt of a learner at an exam, and all of them.",
        ATTEMPT_FIELDS | {"all_attempts": array(ref("Attempt"), "Newest first, this one included.")},
    ),
    "AttemptData": record("A running attempt for front ends.", DATA_FIELDS, optional=DATA_OPTIONAL),
    "NothingRuns": record("No attempt is running.", {"in_timed_exam": boolean(), "is_proctored": boolean()}),
    "Requirement": REQUIREMENT,
    "PrerequisiteStatus": PREREQUISITES,
    "LearnerExam": record(
        "An exam as its learner sees it.",
        LEARNER_EXAM_FIELDS,
        optional=("total_time", "prerequisite_status", "onboarding_link"),
    ),
    "LearnerOverview": record(
        "An exam and what the learner has running.",
        {
            "exam": {"anyOf": [ref("LearnerExam"), empty_object("No exam was asked for, or there is no such exam.")]},
            "active_attempt": {"anyOf": [ref("AttemptData"), empty_object("Nothing runs.")]},
        },
    ),
    "NewAttempt": record(
        "An attempt to be made.",
        {
            "exam_id": flexible_id("Which exam."),
            "attempt_proctored": flexible_flag("False declines a proctored exam at once."),
            "start_clock": flexible_flag("Whether the clock of a timed exam starts now."),
        },
        optional=("attempt_proctored", "start_clock"),
    ),
    "AttemptAction": record(
        "What is to happen to the attempt.",
        {
            "action": one_of(ACTIONS),
            "detail": string("With `error`: what went wrong; kept without secrets and personal data."),
            "facts": {
                "type": "object",
                "description": "With `error`: what the browser knows of itself; of " + ", ".join(sorted(FACTS)) + ".",
                "additionalProperties": True,
            },
            "user_id": flexible_id("With `mark_ready_to_resume`: the learner of the attempt."),
        },
        optional=("detail", "facts", "user_id"),
    ),
    "ExamAttemptId": record("The attempt.", {"exam_attempt_id": integer()}),
    "ActedAttempt": record(
        "The attempt that was acted on.",
        {
            "exam_attempt_id": {
                "type": ["integer", "boolean"],
                "description": "False where an error was waved through.",
            },
            "reference": string("With `error`: the number under which staff find the report."),
        },
        optional=("reference",),
    ),
    "PaginationInfo": record(
        "Where the page stands.",
        {"has_previous": boolean(), "has_next": boolean(), "current_page": integer(), "total_pages": integer()},
    ),
    "GroupedAttempts": record(
        "A page of attempts, one entry for each learner and exam.",
        {
            "proctored_exam_attempts": array(ref("AttemptWithHistory")),
            "pagination_info": ref("PaginationInfo"),
            "attempt_url": string("The path of this list, without the page."),
        },
    ),
    "ActiveExam": record(
        "Something a learner has under way.",
        {"exam": ref("Exam"), "attempt": ref("Attempt"), "allowances": array(ref("Allowance"))},
    ),
}
