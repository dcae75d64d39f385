"""Exams, attempts and calls to try a backend with. Every function takes whatever is to be different."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from proctoring_host.data import (
    Actor,
    AttemptChange,
    AttemptData,
    Callback,
    CallbackKind,
    ExamData,
    ExamKind,
    Learner,
    Registration,
    Status,
)

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
ATTEMPT_CODE = "0F0E0D0C-0B0A-4908-8706-050403020100"
EXTERNAL_ID = "attempt-1"
EXAM_EXTERNAL_ID = "exam-1"
PSEUDONYM = "9f1c7f3d-learner"
FULL_NAME = "Testina Learnerova"
EMAIL = "testina.learnerova@learner.example"
LEARNER = Learner(pseudonym=PSEUDONYM, full_name=FULL_NAME, email=EMAIL)

_PATHS = {
    CallbackKind.LAUNCH: "proctoring_launch_callback/start_exam/{code}",
    CallbackKind.READY: "v1/proctored_exam/attempt/{external_id}/ready",
    CallbackKind.REVIEWED: "v1/proctored_exam/attempt/{external_id}/reviewed",
    CallbackKind.REVIEW: "proctoring_review_callback/",
    CallbackKind.GENERIC: "v1/backends/{backend}/callback/",
}
NAMES_ITS_ATTEMPT = frozenset({CallbackKind.LAUNCH, CallbackKind.READY, CallbackKind.REVIEWED})


def make_exam(backend: str, **fields: Any) -> ExamData:
    """A proctored exam of 90 minutes that the vendor knows."""
    exam = ExamData(
        id=42,
        course_id="course-v1:Org+Course+Run",
        content_id="block-v1:Org+Course+Run+type@sequential+block@exam",
        exam_name="Midterm",
        time_limit_mins=90,
        is_proctored=True,
        is_practice_exam=False,
        is_active=True,
        hide_after_due=False,
        backend=backend,
        external_id=EXAM_EXTERNAL_ID,
    )
    return replace(exam, **fields)


def make_registration(backend: str, **fields: Any) -> Registration:
    """What a vendor is told of the attempt `ATTEMPT_CODE`, or of the one that is given."""
    code = fields.get("attempt_code", ATTEMPT_CODE)
    registration = Registration(
        exam=make_exam(backend),
        attempt_code=code,
        learner=LEARNER,
        time_limit_mins=90,
        is_sample_attempt=False,
        requested_at=NOW,
        platform_url="https://platform.example",
        launch_url=f"https://platform.example/api/edx_proctoring/proctoring_launch_callback/start_exam/{code}",
        review_policy="Closed Book",
    )
    return replace(registration, **fields)


def make_attempt(backend: str, status: Status = Status.CREATED, **fields: Any) -> AttemptData:
    """The attempt of `make_registration`, as it is once the vendor knows it."""
    attempt = AttemptData(
        id=7,
        code=ATTEMPT_CODE,
        status=status,
        exam=make_exam(backend),
        kind=ExamKind.PROCTORED,
        backend=backend,
        pseudonym=PSEUDONYM,
        external_id=EXTERNAL_ID,
        allowed_seconds=90 * 60,
    )
    return replace(attempt, **fields)


def make_change(attempt: AttemptData, to_status: Status, **fields: Any) -> AttemptChange:
    """The attempt has come to a status."""
    change = AttemptChange(
        attempt=replace(attempt, status=to_status),
        from_status=attempt.status,
        to_status=to_status,
        actor=Actor.LEARNER,
        changed_at=NOW,
    )
    return replace(change, **fields)


def make_callback(
    backend: str, kind: CallbackKind, body: bytes = b"", headers: Mapping[str, str] | None = None, **fields: Any
) -> Callback:
    """A call at the address of this kind; where the address names an attempt, it is that of `make_attempt`."""
    named = kind in NAMES_ITS_ATTEMPT
    path = _PATHS[kind].format(code=ATTEMPT_CODE, external_id=EXTERNAL_ID, backend=backend)
    callback = Callback(
        kind=kind,
        backend=backend,
        method="GET" if kind is CallbackKind.LAUNCH else "POST",
        path=f"/api/edx_proctoring/{path}",
        body=body,
        headers={"content-type": "application/json", **(headers or {})},
        remote_address="192.0.2.1",
        service_user=kind in {CallbackKind.READY, CallbackKind.REVIEWED},
        attempt=make_attempt(backend) if named else None,
        received_at=NOW,
    )
    return replace(callback, **fields)
