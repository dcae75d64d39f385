"""Onboarding and retirement."""

from proctoring_host.web.schema.components.exams import COURSE_ID
from proctoring_host.web.schema.components.people import ONBOARDING
from proctoring_host.web.schema.operation import JSON, Answer, Operation, answers, component
from proctoring_host.web.schema.parameters import LEARNING_MFE, PAGE, query_text

ONBOARDING_TAG, RETIREMENT_TAG = "Onboarding", "Retirement"
SERVICE = "the platform's retirement service"
NO_ONBOARDING = (
    "The course has no onboarding exam that can be seen. As HTML: no address.",
    "not_found",
)
ROSTER = {
    "count": 26,
    "previous": None,
    "next": f"/api/edx_proctoring/v1/user_onboarding/status/course_id/{COURSE_ID}?page=2",
    "num_pages": 2,
    "results": [
        {"username": "ada", "enrollment_mode": "verified", "status": "verified", "modified": "2026-06-01T09:00:00Z"}
    ],
    "use_onboarding_profile_api": False,
}
LINKS = "Paths of the first, previous, next and last page (RFC 8288)."
VENDOR_FAILED = {
    500: ("The vendor is not configured on this site.", "backend_unavailable"),
    502: ("The vendor's answer could not be understood.", "backend_answer_invalid"),
    503: ("The vendor could not be reached.", "backend_unreachable"),
}
BODILESS = Answer(text="Not the retirement service; without a body. Where nobody is signed in, a problem.")
UNKNOWN_PERSON = ("Nobody has this id. As HTML: no address has this form.", "user_not_found")

OPERATIONS = (
    Operation(
        name="onboarding-status",
        method="GET",
        tag=ONBOARDING_TAG,
        who="everybody who is signed in, for themselves; staff of the course for others",
        summary="Read where a learner stands with onboarding",
        query=(
            query_text("course_id", "The key of the course.", COURSE_ID, required=True),
            query_text("username", "Another learner.", "ada"),
            LEARNING_MFE,
        ),
        answers=answers("Where the learner stands.", component("OnboardingStatus"), ONBOARDING),
        problems={
            400: ("`course_id` is missing, or nobody has this user name.", "invalid"),
            404: NO_ONBOARDING,
            **VENDOR_FAILED,
        },
    ),
    Operation(
        name="course-onboarding",
        method="GET",
        tag=ONBOARDING_TAG,
        who="staff of the course, global staff",
        summary="List where the learners of a course stand with onboarding",
        query=(
            PAGE,
            query_text("text_search", "Part of a user name or an e-mail address.", "ada"),
            query_text("statuses", "Only these; several between commas.", "verified,submitted"),
        ),
        answers=answers("A page of learners.", component("OnboardingPage"), ROSTER, Link=LINKS),
        problems={400: ("A parameter has a wrong value.", "invalid"), 404: NO_ONBOARDING, **VENDOR_FAILED},
    ),
    Operation(
        name="retire-backend-user",
        method="POST",
        tag=RETIREMENT_TAG,
        who=SERVICE,
        summary="Have the vendors forget a learner",
        text="Asks every vendor at which the learner had an attempt. It may be repeated.",
        answers={
            **answers("All vendors forgot the learner.", component("RetiredAtBackends"), {"mock": True}),
            403: BODILESS,
            500: Answer(
                text="At least one vendor did not; the same request may be sent again.",
                contents={JSON: component("RetiredAtBackends")},
                example={"mock": False},
            ),
        },
        problems={404: UNKNOWN_PERSON},
    ),
    Operation(
        name="retire-user",
        method="POST",
        tag=RETIREMENT_TAG,
        who=SERVICE,
        summary="Forget a learner",
        text="Erases what is kept of the learner's allowances and reviews, and the learner's words. May be repeated.",
        answers={204: Answer(text="It was erased."), 403: BODILESS},
        problems={404: UNKNOWN_PERSON},
    ),
)
