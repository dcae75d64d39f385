"""Allowances."""

from typing import Any

from proctoring_host.web.schema.components.allowances import ALLOWANCE
from proctoring_host.web.schema.operation import JSON, Answer, Body, Operation, answers, component, done
from proctoring_host.web.schema.shapes import array

TAG = "Allowances"
COURSE_STAFF = "staff of the exam's course, global staff"
GRANT = {"exam_id": 4, "user_info": "ada", "key": "additional_time_granted", "value": "30"}
SEVERAL = {
    "course_id": "course-v1:Demo+T1+2026",
    "exam_ids": "4,5",
    "user_ids": "ada,grace@example.com",
    "allowance_type": "additional_time_granted",
    "value": "30",
}
OUTCOMES = [
    {"exam_id": "4", "user_id": "ada", "status": 200},
    {"exam_id": "4", "user_id": "nobody", "status": 400, "detail": "Nobody is called so.", "code": "user_not_found"},
]
NOTHING_GRANTED = "The request is wrong, or not a single pair could be granted."
NOBODY = {
    "detail": "Nobody is called so.",
    "code": "user_not_found",
    "field": "user_info",
    "outcomes": [outcome for outcome in OUTCOMES if "code" in outcome],
}
REFUSED = ("There is no such exam or learner, or the value is wrong; `field` names the input.", "allowance_invalid")


def _bulk(name: str, text: str) -> Operation:
    some: dict[int, Answer] = {
        207: Answer(
            text="Some could not be granted; the outcome of every pair.",
            contents={JSON: array(component("BulkOutcome"))},
            example=OUTCOMES,
        ),
        400: Answer(text=NOTHING_GRANTED, contents={JSON: component("BulkProblem")}, example=NOBODY),
    }
    return Operation(
        name=name,
        method="PUT",
        tag=TAG,
        who="staff of the courses of all the exams, global staff",
        summary=f"Allow several learners something in several exams{text}",
        text=(
            "400 is answered only when not a single one could be granted, "
            "and for more than 1000 pairs of learner and exam."
        ),
        body=Body(schema=component("BulkAllowance"), example=SEVERAL),
        answers={**done("All were granted."), **some},
    )


def _listing(name: str, summary: str, schema: str, example: Any) -> Operation:
    return Operation(
        name=name,
        method="GET",
        tag=TAG,
        who="staff of the course, global staff",
        summary=summary,
        answers=answers("Of the active exams of the course.", component(schema), example),
    )


OPERATIONS = (
    _listing("course-allowances", "List the allowances of a course", "AllowanceList", [ALLOWANCE]),
    _listing("grouped-allowances", "List them by learner", "AllowancesByLearner", {"ada": [ALLOWANCE]}),
    Operation(
        name="allowance",
        method="PUT",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Allow a learner something",
        text="Makes the allowance, or changes it.",
        body=Body(schema=component("AllowanceGrant"), example=GRANT),
        answers=done("It was granted."),
        problems={400: REFUSED},
    ),
    Operation(
        name="allowance",
        method="DELETE",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Take an allowance away",
        text="Also when there was none.",
        body=Body(
            schema=component("AllowanceRemoval"),
            example={"exam_id": 4, "user_id": 7, "key": "additional_time_granted"},
        ),
        answers=done("There is no such allowance any more."),
        problems={400: REFUSED},
    ),
    _bulk("bulk-allowance", ""),
    _bulk("course-bulk-allowance", " of one course"),
)
