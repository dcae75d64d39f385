"""A learner's own attempts."""

from proctoring_host.web.schema.components.allowances import ALLOWANCE
from proctoring_host.web.schema.components.attempts import ATTEMPT, DATA, NOTHING_RUNS, POLLED
from proctoring_host.web.schema.components.exams import CONTENT_ID, COURSE_ID, EXAM
from proctoring_host.web.schema.operation import Body, Operation, answers, component, polled, silent
from proctoring_host.web.schema.parameters import IF_NONE_MATCH, LEARNING_MFE, USER_ID, query_text
from proctoring_host.web.schema.shapes import array, empty_object

TAG = "Attempts"
LEARNER = "everybody who is signed in, for themselves"
OWNER = "the learner of the attempt"
SELF_OR_GLOBAL = f"{LEARNER}; global staff for anybody"
UNKNOWN = ("No attempt has this id.", "attempt_not_found")
OVERVIEW = {
    "exam": EXAM | {"attempt": DATA, "type": "proctored", "passed_due_date": False, "use_legacy_attempt_api": True},
    "active_attempt": DATA,
}

OPERATIONS = (
    Operation(
        name="attempts",
        method="GET",
        tag=TAG,
        who=LEARNER,
        summary="Read the running attempt",
        text="The clock of a page that knows no attempt id asks here.",
        query=(IF_NONE_MATCH,),
        answers=polled(
            "The newest attempt that is running, or that there is none.",
            {"anyOf": [component("AttemptData"), component("NothingRuns")]},
            NOTHING_RUNS,
        ),
    ),
    Operation(
        name="attempts",
        method="POST",
        tag=TAG,
        who=LEARNER,
        summary="Begin an attempt",
        text="An attempt of a proctored exam is registered at the vendor. A second attempt is made only for a practice "
        "or after an interrupted one was made ready to be resumed. A request that arrives twice gets one answer.",
        body=Body(
            schema=component("NewAttempt"),
            example={"exam_id": 4, "attempt_proctored": "true", "start_clock": "false"},
        ),
        answers=answers("The attempt.", component("ExamAttemptId"), {"exam_attempt_id": 12}),
        problems={
            400: ("There is no such exam (`exam_not_found`), or there is an attempt already.", "attempt_exists"),
            403: ("The exam is past due (`past_due`), or this learner may not take it.", "past_due"),
            500: ("The exam's vendor is not configured on this site.", "backend_unavailable"),
            502: ("The vendor's answer could not be understood.", "backend_answer_invalid"),
            503: ("The vendor could not be reached; the same request may be sent again.", "backend_unreachable"),
        },
    ),
    Operation(
        name="learner-exam",
        method="GET",
        tag=TAG,
        who=SELF_OR_GLOBAL,
        summary="Read an exam as its learner sees it",
        query=(
            query_text("content_id", "Which exam; without it `exam` is empty.", CONTENT_ID),
            LEARNING_MFE,
            USER_ID,
            IF_NONE_MATCH,
        ),
        answers=polled("The exam, and what the learner has running.", component("LearnerOverview"), OVERVIEW),
        problems={400: ("A parameter has a wrong value.", "invalid")},
    ),
    Operation(
        name="active-attempt",
        method="GET",
        tag=TAG,
        who=SELF_OR_GLOBAL,
        summary="Read the running attempt for the learning front end",
        query=(USER_ID, IF_NONE_MATCH),
        answers=polled(
            "The attempt, or an empty object.",
            {"anyOf": [component("AttemptData"), empty_object("Nothing runs.")]},
            DATA,
        ),
        problems={400: ("A parameter has a wrong value.", "invalid")},
    ),
    Operation(
        name="active-exams",
        method="GET",
        tag=TAG,
        who=f"{LEARNER}; course staff, with `course_id`, for their course; global staff for anybody",
        summary="List what a learner has under way",
        text="Both parameters may stand in a body instead, as older clients send them. Without `user_id` it is empty.",
        query=(
            USER_ID,
            query_text("course_id", "Only exams of this course.", COURSE_ID),
        ),
        answers=answers(
            "What is under way.",
            array(component("ActiveExam")),
            [{"exam": EXAM, "attempt": ATTEMPT, "allowances": [ALLOWANCE]}],
        ),
        problems={
            400: ("A parameter has a wrong value.", "invalid"),
            415: ("The body's content type is not known.", "unsupported_media_type"),
        },
    ),
    Operation(
        name="attempt",
        method="GET",
        tag=TAG,
        who=OWNER,
        summary="Read an attempt",
        text="What a clock asks again and again. A deadline that has passed takes effect before the answer.",
        query=(IF_NONE_MATCH,),
        answers=polled("The attempt.", component("PolledAttempt"), POLLED),
        problems={400: UNKNOWN},
    ),
    Operation(
        name="attempt",
        method="PUT",
        tag=TAG,
        who=f"{OWNER}; for `mark_ready_to_resume` staff of the course",
        summary="Act on an attempt",
        text="An action that was done already is answered with 200 and changes nothing.",
        body=Body(schema=component("AttemptAction"), example={"action": "submit"}),
        answers=answers("The attempt was acted on.", component("ActedAttempt"), {"exam_attempt_id": 12}),
        problems={
            400: ("The attempt has no such step now, or there is no such attempt or action.", "illegal_transition"),
            502: ("The vendor's answer could not be understood.", "backend_answer_invalid"),
            503: ("The vendor could not be reached; the same request may be sent again.", "backend_unreachable"),
        },
    ),
    Operation(
        name="acknowledge",
        method="PUT",
        tag=TAG,
        who=OWNER,
        summary="Note that the learner has seen the result",
        answers=silent("It was noted."),
        problems={400: UNKNOWN, 404: ("Results past due are not shown on this site. As HTML: no address.", "invalid")},
    ),
)
