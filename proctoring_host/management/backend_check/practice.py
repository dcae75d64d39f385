"""A practice attempt: registered at the vendor, and removed again. Its learner is nobody."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone

from proctoring_host import conf
from proctoring_host.backend import Capability
from proctoring_host.data import AttemptData, ExamData, ExamKind, Learner, Registration, Status
from proctoring_host.errors import BackendError, BackendUnreachable, OnboardingRequired, ProctoringError
from proctoring_host.management.backend_check.steps import Outcome, Step
from proctoring_host.registry import BackendHandle, calls
from proctoring_host.registry.addressed import implements

COURSE = "course-v1:Proctoring+Check+1"
CONTENT = "block-v1:Proctoring+Check+1+type@sequential+block@check"
START_PATH = "proctoring_launch_callback/start_exam"
NOBODY = Learner(pseudonym="proctoring-check", full_name="Practice Check", email="practice@proctoring.example")


def steps_of_practice(handle: BackendHandle) -> Iterator[Step]:
    """Whatever fails, what was made at the vendor is taken away again as far as the backend can."""
    exam = _exam(handle)
    if Capability.EXAMS in handle.capabilities:
        step, external_id = _exam_step("exam", exam, "registered")
        yield step
        if not external_id:
            return
        exam = replace(exam, external_id=external_id)
    yield from _attempt_steps(handle, exam)
    if exam.external_id:
        yield _exam_step("exam end", replace(exam, is_active=False), "ended")[0]


def _attempt_steps(handle: BackendHandle, exam: ExamData) -> Iterator[Step]:
    registration = _registration(exam)
    code, begun = registration.attempt_code, time.monotonic()
    try:
        external_id = calls.register_attempt(handle.name, registration).external_id
    except OnboardingRequired as wanted:
        text = f"The vendor answered that a learner has to be onboarded first ({wanted.status}), as it may."
        yield _step("register", Outcome.OK, text, begun)
        return
    except ProctoringError as error:
        yield _step("register", Outcome.ERROR, error.detail, begun, _hint(error))
        return
    yield _step("register", Outcome.OK, f"The practice attempt {code} was registered as {external_id}.", begun)
    yield _removal(handle, _attempt(exam, code, external_id))


def _removal(handle: BackendHandle, attempt: AttemptData) -> Step:
    kept = f"The practice attempt {attempt.external_id} stays at the vendor"
    if not implements(handle.name, "remove_attempt"):
        return Step(name="remove", outcome=Outcome.NOTE, text=f"{kept}: the backend has no hook remove_attempt.")
    begun = time.monotonic()
    try:
        gone = calls.remove_attempt(handle.name, attempt)
    except BackendError as error:
        return _step("remove", Outcome.ERROR, f"{kept}: {error.detail}", begun, "Remove it at the vendor.")
    if not gone:
        return _step("remove", Outcome.ERROR, f"{kept}: it was not removed.", begun, "Remove it at the vendor.")
    return _step("remove", Outcome.OK, "The practice attempt was removed again.", begun)


def _exam_step(name: str, exam: ExamData, done: str) -> tuple[Step, str]:
    begun = time.monotonic()
    try:
        external_id = calls.register_exam(exam.backend, exam)
    except BackendError as error:
        return _step(name, Outcome.ERROR, error.detail, begun, _hint(error)), ""
    return _step(name, Outcome.OK, f"The practice exam {external_id} was {done}.", begun), external_id


def _hint(error: ProctoringError) -> str:
    if isinstance(error, BackendUnreachable):
        return "Look at the address in the options, and whether this machine reaches it."
    return "Look at the credentials and the vendor's own log."


def _step(name: str, outcome: Outcome, text: str, begun: float, hint: str = "") -> Step:
    return Step(name=name, outcome=outcome, text=text, hint=hint, seconds=round(time.monotonic() - begun, 2))


def _exam(handle: BackendHandle) -> ExamData:
    return ExamData(
        id=0,
        course_id=COURSE,
        content_id=CONTENT,
        exam_name="Check of the connection",
        time_limit_mins=30,
        is_proctored=True,
        is_practice_exam=True,
        is_active=True,
        hide_after_due=False,
        backend=handle.name,
    )


def _registration(exam: ExamData) -> Registration:
    settings, code = conf.get(), str(uuid.uuid4()).upper()
    return Registration(
        exam=exam,
        attempt_code=code,
        learner=NOBODY,
        time_limit_mins=exam.time_limit_mins,
        is_sample_attempt=True,
        requested_at=timezone.now(),
        platform_url=settings.base_url,
        launch_url=f"{settings.base_url}/{settings.reached_at}{START_PATH}/{code}",
        review_policy=settings.default_review_policy,
    )


def _attempt(exam: ExamData, code: str, external_id: str) -> AttemptData:
    return AttemptData(
        id=0,
        code=code,
        status=Status.CREATED,
        exam=exam,
        kind=ExamKind.PRACTICE,
        backend=exam.backend,
        pseudonym=NOBODY.pseudonym,
        external_id=external_id,
        is_sample_attempt=True,
    )
