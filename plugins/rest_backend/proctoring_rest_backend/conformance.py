"""What the conformance suite has to know about a vendor of the REST kind: `pytest --proctoring-backend rest`.

A vendor that derives a backend from this one describes itself with `replace(SUBJECT, backend=..., name=...)`.
"""

import json
from typing import Any

from proctoring_host.data import Callback, CallbackKind, Ready, ReviewComment, ReviewStatus, Status
from proctoring_host.testing import VENDOR, Answer, Route, Sample, Subject, VendorRequest, make_callback
from proctoring_rest_backend.backend import RestBackend

TOKEN = "the-access-token-of-the-suite"  # noqa: S105  nobody's
EXAM = "/api/v1/exam/*/"
COMMENTS = [
    {"comment": "Looks away", "status": "Suspicious", "start": 12.5, "stop": 20, "duration": 7.5},
    {"comment": "A voice", "status": "Rules Violation", "start": 3, "stop": 4.25, "duration": 1.25},
]


def attempt(request: VendorRequest) -> Answer:
    """An id for each attempt, as a vendor gives that heeds `Idempotency-Key`."""
    return Answer.json({"id": f"attempt-{request.headers['idempotency-key'].lower()}"})


def review(status: str, **body: Any) -> Callback:
    """What the vendor's service user posts."""
    return make_callback("rest", CallbackKind.REVIEWED, json.dumps({"status": status, **body}).encode())


SUBJECT = Subject(
    backend=RestBackend,
    name="rest",
    options={
        "base_url": VENDOR,
        "client_id": "the-client-of-the-suite",
        "client_secret": "the-secret-of-the-suite-which-is-long-enough",
    },
    quick_options={"timeout": 0.3},
    secrets=(TOKEN,),
    routes=(
        Route("POST", "/oauth2/access_token", Answer.json({"access_token": TOKEN, "expires_in": 300})),
        Route("GET", "/api/v1/config/", Answer.json({"name": "Vendor", "rules": {"books": "Books"}}), "check"),
        Route("POST", f"{EXAM}attempt/", attempt, "register_attempt"),
        Route("GET", f"{EXAM}attempt/*/", Answer.json({"instructions": ["Look into the camera"]}), "launch_info"),
        Route("PATCH", f"{EXAM}attempt/*/", Answer.json({"status": "submitted"}), "notify_attempt"),
        Route("DELETE", f"{EXAM}attempt/*/", Answer.json({"status": "deleted"}), "remove_attempt"),
        Route("POST", "/api/v1/exam/", Answer.json({"id": "exam-1"}), "register_exam"),
        Route("POST", EXAM, Answer.json({"id": "exam-1"}), "register_exam"),
        Route("GET", EXAM, Answer.json({"rules": {"books": True}}), "launch_info"),
        Route(
            "GET",
            "/api/v1/courses/*/onboarding_statuses",
            Answer.json({"results": [{"user_id": "someone", "status": "pending", "expiration_date": None}]}),
            "onboarding_profiles",
        ),
        Route("DELETE", "/api/v1/user/*/", Answer.json(True), "retire_learner"),
    ),
    exam_external_id="exam-1",
    callbacks=(
        Sample(callback=make_callback("rest", CallbackKind.READY, b'{"status": "ready"}'), means=Ready),
        Sample(
            callback=review("passed", comments=COMMENTS, reviewed_by="reviewer@vendor.example", photo="a-face"),
            means=ReviewStatus.PASSED,
            word="passed",
            comments=tuple(ReviewComment(**comment) for comment in COMMENTS),  # type: ignore[arg-type]  # as named
            private=("reviewer@vendor.example", "a-face"),
        ),
        *(
            Sample(callback=review(status), means=status, word=status.value)
            for status in ReviewStatus
            if status is not ReviewStatus.PASSED
        ),
    ),
    covers_body=False,
    refuses_without_onboarding={
        Status.ONBOARDING_MISSING: Answer.json({"status": "onboarding_missing"}),
        Status.ONBOARDING_PENDING: Answer.json({"status": "onboarding_pending"}, 403),
        Status.ONBOARDING_FAILED: Answer.json({"status": "onboarding_failed"}, 412),
        Status.ONBOARDING_EXPIRED: Answer.json({"status": "onboarding_expired"}),
    },
)
