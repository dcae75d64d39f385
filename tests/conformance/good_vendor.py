"""The vendor of the good backend, as its makers describe it."""

import hashlib
import hmac
import json
from typing import Any

from proctoring_host.data import Callback, CallbackKind, Launched, Ready, ReviewComment, ReviewStatus, Status
from proctoring_host.testing import (
    ATTEMPT_CODE,
    NOW,
    VENDOR,
    Answer,
    Route,
    Sample,
    Subject,
    VendorRequest,
    make_callback,
)
from tests.conformance.good import LASTS, WORDS, Good

LINK = "https://recordings.vendor.example/secret-link"
API_KEY = "key-of-the-good-account"
CALLBACK_SECRET = "secret-of-the-good-callbacks"


def session(request: VendorRequest) -> Answer:
    return Answer.json({"id": f"session-{request.json()['key']}"})


def signed(body: Any, kind: CallbackKind = CallbackKind.GENERIC) -> Callback:
    content, moment = json.dumps(body).encode(), str(int(NOW.timestamp()))
    signature = hmac.new(CALLBACK_SECRET.encode(), moment.encode() + content, hashlib.sha256).hexdigest()
    return make_callback("good", kind, content, {"x-good-time": moment, "x-good-signature": signature})


def review(word: str, **body: Any) -> Callback:
    return signed({"event": "reviewed", "key": ATTEMPT_CODE, "verdict": word, **body}, CallbackKind.REVIEW)


REMARKS = [{"text": "Looks away", "from": 12.5, "to": 20}, {"text": "A voice", "from": 3, "to": 4}]
COMMENTS = (
    ReviewComment(comment="Looks away", status="note", start=12.5, stop=20.0, duration=7.5),
    ReviewComment(comment="A voice", status="note", start=3.0, stop=4.0, duration=1.0),
)
SUBJECT = Subject(
    backend=Good,
    name="good",
    options={"api_url": VENDOR, "api_key": API_KEY, "callback_secret": CALLBACK_SECRET},
    routes=(
        Route("PUT", "/exams", Answer.json({"id": "exam-1"}), "register_exam"),
        Route("POST", "/sessions", session, "register_attempt"),
        Route("GET", "/steps/*", Answer.json({"step": "Look into the camera"}), "launch_info"),
        Route("PATCH", "/sessions/*", Answer.json({}), "notify_attempt"),
        Route("DELETE", "/sessions/*", Answer.json({"gone": True}), "remove_attempt"),
        Route("GET", "/verdicts/*", Answer.json({"verdict": "clear"}), "follow_up"),
        Route(
            "GET", "/reviews", Answer.json({"reviews": [{"key": ATTEMPT_CODE, "verdict": "clear"}]}), "fetch_reviews"
        ),
        Route(
            "GET",
            "/profiles",
            Answer.json({"profiles": [{"learner": "someone", "status": "approved"}]}),
            "onboarding_profiles",
        ),
        Route("DELETE", "/learners/*", Answer.json({"gone": True}), "retire_learner"),
        Route("GET", "/health", Answer.json({"good": True}), "check"),
    ),
    external_id=f"session-{ATTEMPT_CODE}",
    exam_external_id="exam-1",
    callbacks=(
        Sample(callback=signed({"event": "ready", "key": ATTEMPT_CODE}), means=Ready, word="ready"),
        Sample(callback=make_callback("good", CallbackKind.LAUNCH), means=Launched),
        Sample(
            callback=review("clear", remarks=REMARKS, video=LINK, face="photo-in-base-64"),
            means=ReviewStatus.PASSED,
            word="clear",
            comments=COMMENTS,
            private=(LINK, "photo-in-base-64"),
        ),
        *(Sample(callback=review(word), means=meaning, word=word) for word, meaning in list(WORDS.items())[1:]),
    ),
    replay_after_seconds=LASTS.total_seconds(),
    refuses_without_onboarding={Status.ONBOARDING_MISSING: Answer.json({"onboarding": "missing"})},
)
