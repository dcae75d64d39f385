"""What single learners are allowed beyond the rules."""

from typing import Any

from proctoring_host.web.schema.components.attempts import USER
from proctoring_host.web.schema.components.exams import EXAM, PROBLEM
from proctoring_host.web.schema.shapes import (
    Schema,
    array,
    flexible_id,
    integer,
    mapping,
    moment,
    one_of,
    record,
    ref,
    string,
)

KEYS = ("additional_time_granted", "review_policy_exception", "time_multiplier")
KEY = one_of(KEYS, "Minutes more, a text for reviewers, or a factor of the time limit.")
VALUE: Schema = {
    "description": "Whole minutes, a text, or a number of at least 1; as text or as a number.",
    "anyOf": [string(minLength=1), {"type": "number"}],
}
ALLOWANCE: dict[str, Any] = {
    "id": 3,
    "created": "2026-05-01T08:00:00Z",
    "modified": "2026-05-01T08:00:00Z",
    "user": USER,
    "key": "additional_time_granted",
    "value": "30",
    "proctored_exam": EXAM,
}
WORDS: Schema = {
    "anyOf": [
        string("Up to 1000 between commas; one at the end does no harm.", minLength=1),
        array({"type": ["string", "integer"]}, minItems=1, maxItems=1000),
    ]
}

COMPONENTS: dict[str, Schema] = {
    "Allowance": record(
        "What one learner is allowed in one exam.",
        {
            "id": integer(),
            "created": moment(),
            "modified": moment(),
            "user": ref("User"),
            "key": string(),
            "value": string(),
            "proctored_exam": ref("Exam"),
        },
    ),
    "AllowanceList": array(ref("Allowance")),
    "AllowancesByLearner": mapping(ref("AllowanceList"), "Under each user name the allowances of that learner."),
    "AllowanceGrant": record(
        "An allowance to be made or changed.",
        {
            "exam_id": flexible_id("Which exam."),
            "user_info": {
                "description": "The learner: user name, e-mail address or id; a number is always an id.",
                "anyOf": [string(minLength=1), integer(minimum=0)],
            },
            "key": KEY,
            "value": VALUE,
        },
    ),
    "AllowanceRemoval": record(
        "The allowance to be taken away.",
        {"exam_id": flexible_id("Which exam."), "user_id": flexible_id("The learner."), "key": KEY},
    ),
    "BulkAllowance": record(
        "One allowance for several learners in several exams of one course.",
        {
            "course_id": string("The course of all the exams."),
            "exam_ids": WORDS,
            "user_ids": WORDS | {"description": "User names or e-mail addresses; numbers are ids."},
            "allowance_type": KEY,
            "value": VALUE,
        },
        optional=("course_id",),
    ),
    "BulkProblem": record(
        "Why nobody was allowed anything: `detail` has every reason, `code` and `field` are those of the first pair.",
        PROBLEM["properties"] | {"outcomes": array(ref("BulkOutcome"))},
        optional=("code", "field", "outcomes"),
    ),
    "BulkOutcome": record(
        "What became of one pair of learner and exam.",
        {
            "exam_id": {"type": ["string", "integer"], "description": "As it was sent."},
            "user_id": {"type": ["string", "integer"], "description": "As it was sent."},
            "status": integer("200, or the status that the pair alone would have had."),
            "detail": string("Why there is no allowance for this pair."),
            "code": string("The same for programs."),
        },
        optional=("status", "detail", "code"),
    ),
}
