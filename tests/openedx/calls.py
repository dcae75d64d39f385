"""Calls to the host's API as the platform's people and vendors make them."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from proctoring_host.models import Attempt

COURSE = "course-v1:Example+CS1+2026"
CONTENT = "block-v1:Example+CS1+2026+type@sequential+block@final"
EXAM = {
    "course_id": COURSE,
    "content_id": CONTENT,
    "external_id": "",
    "exam_name": "Final",
    "time_limit_mins": 60,
    "is_proctored": True,
    "is_practice_exam": False,
    "is_active": True,
    "hide_after_due": False,
}
SECRET = {"X-Proctoring-Token": "what the vendor and the platform know"}


class Caller:
    """Somebody who calls the API with JSON."""

    def __init__(self, user: User | None = None, **headers: str) -> None:
        self.client = Client(headers=headers)
        if user:
            self.client.force_login(user)

    def call(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        sent = None if body is None else json.dumps(body)
        answer = self.client.generic(method, path, sent or "", content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None


def api(name: str, **kwargs: object) -> str:
    return reverse(f"proctoring:{name}", kwargs=kwargs)


def begin(learner: Caller, exam_id: int) -> Attempt:
    wish = {"exam_id": exam_id, "attempt_proctored": True, "start_clock": False}
    made = learner.call("POST", api("attempts"), wish)
    return Attempt.objects.get(pk=made["exam_attempt_id"])


def act(learner: Caller, attempt: Attempt, action: str) -> None:
    learner.call("PUT", api("attempt", attempt_id=attempt.pk), {"action": action})


def vendor_says(attempt: Attempt, status: str) -> None:
    body = {"attempt_code": attempt.code, "status": status}
    Caller().call("POST", api("backend-callback", backend="mock"), body, **SECRET)


def taken(learner: Caller, exam_id: int) -> Attempt:
    attempt = begin(learner, exam_id)
    act(learner, attempt, "click_download_software")
    vendor_says(attempt, "ready")
    for action in ("start", "stop", "submit"):
        act(learner, attempt, action)
    return attempt
