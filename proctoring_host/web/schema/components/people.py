"""Onboarding and retirement."""

from typing import Any

from proctoring_host.web.schema.components.exams import CONTENT_ID, COURSE_ID
from proctoring_host.web.schema.shapes import (
    Schema,
    array,
    boolean,
    integer,
    mapping,
    moment,
    nullable,
    record,
    ref,
    string,
)

ONBOARDING: dict[str, Any] = {
    "onboarding_status": "verified",
    "onboarding_link": f"https://learning.example.com/course/{COURSE_ID}/{CONTENT_ID}",
    "expiration_date": "2028-06-01T09:00:00Z",
    "onboarding_past_due": False,
    "onboarding_release_date": "2026-01-12T00:00:00+00:00",
    "review_requirements_url": "",
}

COMPONENTS: dict[str, Schema] = {
    "OnboardingStatus": record(
        "Where a learner stands with the check of identity that the vendor asks for.",
        {
            "onboarding_status": nullable(string("Null before the learner began.")),
            "onboarding_link": nullable(string("The onboarding exam, for this learner.")),
            "expiration_date": nullable(moment("When it has to be done again.")),
            "onboarding_past_due": boolean(),
            "onboarding_release_date": nullable(moment("When the onboarding exam opens.")),
            "review_requirements_url": nullable(string("What the vendor looks for.")),
        },
    ),
    "OnboardingEntry": record(
        "One learner of the course.",
        {
            "username": string(),
            "enrollment_mode": nullable(string("The track in which the learner is enrolled.")),
            "status": string(),
            "modified": nullable(moment("When the status came to be; null where nothing happened yet.")),
        },
    ),
    "OnboardingPage": record(
        "A page of learners and their onboarding.",
        {
            "count": integer("Learners on all pages."),
            "previous": nullable(string("The path of the page before.")),
            "next": nullable(string("The path of the next page.")),
            "num_pages": integer(),
            "results": array(ref("OnboardingEntry")),
            "use_onboarding_profile_api": boolean("Whether the vendor was asked, rather than our own records."),
        },
    ),
    "RetiredAtBackends": mapping(boolean(), "Under each backend's name whether it forgot the learner."),
}
