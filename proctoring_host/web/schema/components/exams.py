"""Exams, their settings and policies, and the shape of a refusal."""

from typing import Any

from proctoring_host.web.schema.shapes import (
    Schema,
    array,
    boolean,
    flexible_flag,
    flexible_id,
    integer,
    mapping,
    moment,
    nullable,
    record,
    ref,
    string,
)

COURSE_ID = "course-v1:Demo+T1+2026"
CONTENT_ID = "block-v1:Demo+T1+2026+type@sequential+block@final"
EXAM: dict[str, Any] = {
    "id": 4,
    "course_id": COURSE_ID,
    "content_id": CONTENT_ID,
    "external_id": "8f2d0c1e",
    "exam_name": "Final exam",
    "time_limit_mins": 90,
    "is_proctored": True,
    "is_practice_exam": False,
    "is_active": True,
    "due_date": "2026-06-30T16:00:00Z",
    "hide_after_due": False,
    "backend": "mock",
}
SPEC: dict[str, Any] = {name: value for name, value in EXAM.items() if name != "id"}

PROBLEM = record(
    "Why a request was refused. Programs decide by `code`, people read `detail`.",
    {
        "detail": string("A sentence for people, in the language of the request. It never holds anybody's data."),
        "code": string("A word for programs, which does not change with the language."),
        "field": string("The field of the request that is to blame, where one is."),
    },
    optional=("code", "field"),
)

FIELD_PROBLEM = record(
    "A problem, and beside it, under each wrong field's name, what is wrong with it (`non_field_errors`: with all "
    "of it). For a list of exams the names are the positions of the wrong ones, from 0, each with an object of fields.",
    PROBLEM["properties"],
    optional=("code", "field"),
    additionalProperties={"anyOf": [array(string()), mapping(array(string()))]},
)

EXAM_FIELDS: dict[str, Schema] = {
    "id": integer(),
    "course_id": string("The key of the course."),
    "content_id": string("The usage key of the exam's content; with the course id it is unique."),
    "external_id": nullable(string("What the vendor calls the exam.")),
    "exam_name": string(),
    "time_limit_mins": integer("Minutes, before any allowance."),
    "is_proctored": boolean(),
    "is_practice_exam": boolean(),
    "is_active": boolean("False for an exam that its course no longer has."),
    "due_date": nullable(moment("The same for all learners; the platform may know another date for one of them.")),
    "hide_after_due": boolean("Whether the content stays hidden after the due date."),
    "backend": nullable(string("The name of the configured vendor.")),
}

SPEC_FIELDS: dict[str, Schema] = {
    "course_id": string("The key of the course.", minLength=1),
    "content_id": string("The usage key of the exam's content.", minLength=1),
    "external_id": nullable(string("What the vendor calls the exam, where it has a name already.")),
    "exam_name": string(minLength=1),
    "time_limit_mins": {"anyOf": [integer("Minutes.", minimum=1, maximum=525600), string(pattern="^[1-9][0-9]{0,4}$")]},
    "is_proctored": flexible_flag("Whether a vendor watches."),
    "is_practice_exam": flexible_flag("Whether it may be repeated and counts for nothing."),
    "is_active": flexible_flag("Whether learners see it."),
    "hide_after_due": flexible_flag("Whether the content stays hidden after the due date."),
    "due_date": nullable(moment("Without an offset it is UTC. Between the years 2 and 9998.")),
    "backend": nullable(string("The name of a configured vendor; without one, the default.")),
}
CHANGES: dict[str, Schema] = {
    name: schema
    for name, schema in SPEC_FIELDS.items()
    if name not in ("course_id", "content_id", "backend", "external_id")
} | {"external_id": string("What the vendor calls the exam.")}

LINKS = ("online_proctoring_rules", "faq", "contact_us", "tech_requirements")
SETTINGS_FIELDS: dict[str, Schema] = {
    "platform_name": string(),
    "contact_us": string("Where learners ask for help."),
    "link_urls": nullable(mapping(nullable(string()), f"Addresses for learners, such as {', '.join(LINKS)}.")),
    "exam_proctoring_backend": nullable(
        {
            "type": "object",
            "description": "What the vendor shows on the set-up page (`name`, `instructions`, `download_url`, "
            "`rules`); an empty object for a timed exam.",
            "additionalProperties": True,
        }
    ),
    "provider_tech_support_email": nullable(string()),
    "provider_tech_support_phone": nullable(string()),
    "provider_name": nullable(string("What people call the vendor.")),
    "learner_notification_from_email": nullable(string("Where the vendor's mail to learners comes from.")),
    "integration_specific_email": nullable(string("Whom the platform's own people ask.")),
    "proctoring_escalation_email": nullable(
        string("Whom a learner of this course asks when the vendor does not help.")
    ),
}
ONLY_PROCTORED = tuple(name for name in SETTINGS_FIELDS if name.endswith("email") or name.startswith("provider"))

COMPONENTS: dict[str, Schema] = {
    "Problem": PROBLEM,
    "FieldProblem": FIELD_PROBLEM,
    "Exam": record("An exam.", EXAM_FIELDS),
    "NewExam": record(
        "All that makes an exam.",
        SPEC_FIELDS | {"external_id": string("What the vendor calls the exam.")},
        optional=("due_date", "backend"),
    ),
    "CourseExam": record(
        "An exam in the list of all exams of a course.",
        SPEC_FIELDS,
        optional=("external_id", "due_date", "backend"),
    ),
    "ExamChanges": record(
        "What is to be changed; fields that are left out keep their value.",
        {"exam_id": flexible_id("Which exam."), **CHANGES},
        optional=tuple(CHANGES),
    ),
    "ExamId": record("The id of an exam.", {"exam_id": integer()}),
    "ExamIds": array(ref("ExamId"), "In the order of the request."),
    "ReviewPolicy": record(
        "What reviewers are told about an exam.",
        {"review_policy": nullable(string("Null when there is none."))},
    ),
    "ReviewPolicyText": record("A new policy.", {"review_policy": string(minLength=1)}),
    "ExamSettings": record(
        "What a front end shows around an exam. The fields of the vendor are there for proctored exams only.",
        SETTINGS_FIELDS,
        optional=ONLY_PROCTORED,
    ),
}
