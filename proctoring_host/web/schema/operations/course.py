"""Attempts, for the staff of a course, and the way to the vendor's dashboard."""

from proctoring_host.web.schema.components.attempts import ATTEMPT
from proctoring_host.web.schema.components.incidents import INCIDENT
from proctoring_host.web.schema.operation import HTML, JSON, Answer, Operation, answers, component, silent
from proctoring_host.web.schema.parameters import PAGE, query_text
from proctoring_host.web.schema.shapes import one_of, string

TAG = "For course staff"
COURSE_STAFF = "staff of the course, global staff"
PAGE_OF_ATTEMPTS = {
    "proctored_exam_attempts": [ATTEMPT | {"all_attempts": [ATTEMPT]}],
    "pagination_info": {"has_previous": False, "has_next": True, "current_page": 1, "total_pages": 2},
    "attempt_url": "/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/course-v1:Demo+T1+2026",
}
PAGE_OF_INCIDENTS = {
    "results": [INCIDENT],
    "pagination_info": {"has_previous": False, "has_next": False, "current_page": 1, "total_pages": 1},
}
LINKS = "Paths of the first, previous, next and last page (RFC 8288)."
TO_VENDOR = {
    302: Answer(text="To the vendor.", headers={"Location": "An address of the vendor, made for this person."}),
    404: Answer(
        text="The course has no proctored exam, or its vendor no dashboard; the text may be shown in a frame. "
        "As a problem: special exams are switched off. As HTML: no address has this form.",
        contents={JSON: {"anyOf": [string(), component("Problem")]}, HTML: string()},
        example="No exam of this course is proctored.",
    ),
}
DASHBOARD_PROBLEMS = {
    400: ("Exams of the course are at several vendors.", "invalid"),
    500: ("The vendor is not configured on this site.", "backend_unavailable"),
    502: ("The vendor's answer could not be understood.", "backend_answer_invalid"),
    503: ("The vendor could not be reached.", "backend_unreachable"),
}

OPERATIONS = (
    Operation(
        name="grouped-attempts",
        method="GET",
        tag=TAG,
        who=COURSE_STAFF,
        summary="List the attempts of a course",
        text="The newest attempt of each learner at each exam, with all earlier ones; 25 on a page.",
        query=(PAGE,),
        answers=answers("A page of attempts.", component("GroupedAttempts"), PAGE_OF_ATTEMPTS, Link=LINKS),
    ),
    Operation(
        name="grouped-attempts-search",
        method="GET",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Search the attempts of a course",
        text="As the list of all, for learners whose user name or e-mail address holds the text.",
        query=(PAGE,),
        answers=answers("A page of attempts.", component("GroupedAttempts"), PAGE_OF_ATTEMPTS, Link=LINKS),
        problems={400: ("The text is longer than any name.", "invalid")},
    ),
    Operation(
        name="incidents",
        method="GET",
        tag=TAG,
        who=COURSE_STAFF,
        summary="List what went wrong for learners of a course",
        text="Reports of browsers, and whatever learners were shown a number for; the newest first, 25 on a page.",
        query=(PAGE, query_text("reference", "A reference number, or how it begins.", "7KQ4-M2XW")),
        answers=answers("A page of incidents.", component("Incidents"), PAGE_OF_INCIDENTS, Link=LINKS),
        problems={400: ("The text is longer than any number.", "invalid")},
    ),
    Operation(
        name="attempt",
        method="DELETE",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Remove an attempt",
        text="At the vendor too, so that the learner can begin anew.",
        answers=silent("It was removed."),
        problems={
            400: ("No attempt has this id.", "attempt_not_found"),
            502: ("The vendor could not remove it, so it stays.", "removal_failed"),
            503: ("The vendor could not be reached, so it stays.", "backend_unreachable"),
        },
    ),
    Operation(
        name="reset-attempts",
        method="DELETE",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Remove all attempts of a learner at an exam",
        answers={
            **silent("All were removed."),
            404: Answer(
                text="There is none; a text. As a problem: special exams are switched off. As HTML: no address.",
                contents={JSON: {"anyOf": [string(), component("Problem")]}, HTML: string()},
                example="This learner has no attempt at this exam.",
            ),
        },
        problems={
            400: ("No exam has this id.", "exam_not_found"),
            502: ("The vendor could not remove one of them; it and the rest stay.", "removal_failed"),
            503: ("The vendor could not be reached; the rest stays.", "backend_unreachable"),
        },
    ),
    Operation(
        name="course-dashboard",
        method="GET",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Go to the vendor's dashboard of a course",
        answers=TO_VENDOR,
        problems=DASHBOARD_PROBLEMS,
    ),
    Operation(
        name="exam-dashboard",
        method="GET",
        tag=TAG,
        who=COURSE_STAFF,
        summary="Go to the vendor's dashboard of an exam",
        query=(
            query_text("attempt", "One attempt, by the vendor's name of it.", "a81c6d20"),
            query_text("config", "To where the exam is set up.", "true", schema=one_of(("true", "false"))),
        ),
        answers=TO_VENDOR,
        problems=DASHBOARD_PROBLEMS,
    ),
)
