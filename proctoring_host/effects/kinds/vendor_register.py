"""Registers an attempt at its vendor. No payload: everything is read from the attempt when the call is made."""

from datetime import datetime
from functools import partial

from proctoring_host import conf, platform
from proctoring_host.allowances.queries import AllowanceSum, allowances_of
from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.due import due_of
from proctoring_host.attempts.facts import has_backend
from proctoring_host.attempts.locks import lock
from proctoring_host.attempts.queries import BY_ID
from proctoring_host.attempts.vendor import remove_later
from proctoring_host.cause import Cause
from proctoring_host.data import Learner, RegisteredAttempt, Registration
from proctoring_host.domain.deadlines import allowed_time
from proctoring_host.domain.rows.vocabulary import REVIEWABLE
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED, Actor, Status
from proctoring_host.effects.kinds.follow_up import schedule
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome, Refused
from proctoring_host.errors import ExamUnknown, OnboardingRequired, RegistrationRefused
from proctoring_host.exams.queries import exam_data, policy_text
from proctoring_host.exams.vendor import introduce
from proctoring_host.models import Attempt
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.prepared import save
from proctoring_host.registry import calls

SOON_SECONDS = 1.0
"""Somebody else is just telling the vendor of the exam, which takes one call."""
START_PATH = "proctoring_launch_callback/start_exam"


def handle(call: Call) -> Outcome:
    """The vendor's id and the follow-ups are kept together with the effect's end, so a lost answer is asked again.

    A vendor that keeps exams hears of the exam first. What was taken unregistered, because staff started it, nobody
    can register any more: a person has to know.
    """
    attempt = BY_ID[True].get(pk=call.effect.attempt_id)
    if (needless := _needless(attempt)) is not None:
        return needless
    try:
        introduce(attempt.exam, attempt.backend, _cause(call, ""))
        registered = calls.register_attempt(attempt.backend, registration_of(attempt, call.now))
    except ExamUnknown as unknown:
        if not unknown.elsewhere:
            raise
        return Later(reason=unknown.detail, after_seconds=SOON_SECONDS, counted=False)
    except OnboardingRequired as refusal:
        return Done(
            result={"onboarding": refusal.status}, apply=partial(_onboard_first, call, attempt.pk, refusal.status)
        )
    return Done(result={"external_id": registered.external_id}, apply=partial(_keep, call, attempt.pk, registered))


def _needless(attempt: Attempt) -> Outcome | None:
    """What is to be answered without asking the vendor; None where it is to be asked."""
    over = attempt.status not in PRE_STARTED | IN_PROGRESS
    if attempt.external_id:
        return Done(result={"external_id": attempt.external_id, "skipped": "the attempt is registered already"})
    if attempt.forgotten_at is not None:
        return _of_nobody(attempt)
    if over and _was_taken(attempt):
        return Refused(reason=f"The attempt {attempt.code} was taken before it could be registered.")
    if over or attempt.removed_at is not None:
        return Done(result={"skipped": f"the attempt is {attempt.status}"})
    return None


def _of_nobody(attempt: Attempt) -> Refused:
    """The learner was forgotten: a vendor is not told of them again. To the request it looks like a vendor's no."""
    reason = f"The learner of the attempt {attempt.code} was forgotten, so it is not registered any more."
    return Refused(reason=reason, result={"error_code": RegistrationRefused.code, "http_status": 409})


def registration_of(attempt: Attempt, now: datetime) -> Registration:
    """What the vendor is told; the same for every try, but for the time of the call and what it depends on."""
    settings = conf.get()
    allowances = allowances_of(attempt.user_id, attempt.exam_id)
    return Registration(
        exam=exam_data(attempt.exam),
        attempt_code=attempt.code,
        learner=_learner(attempt),
        time_limit_mins=_minutes(attempt, allowances, now),
        is_sample_attempt=attempt.is_sample_attempt,
        requested_at=now,
        platform_url=settings.base_url,
        launch_url=f"{settings.base_url}/{settings.reached_at}{START_PATH}/{attempt.code}",
        review_policy=policy_text(attempt.exam) or settings.default_review_policy,
        review_policy_exception=allowances.review_policy_exception,
    )


def _learner(attempt: Attempt) -> Learner:
    """Under the name that was verified, where there is one: it is what an identity document is compared with."""
    ports = platform.get()
    person = ports.people.person(attempt.user_id)
    return Learner(
        pseudonym=pseudonym_of(attempt.user_id, attempt.backend),
        full_name=ports.names.verified_name(attempt.user_id) or person.full_name or person.username,
        email=person.email,
    )


def _minutes(attempt: Attempt, allowances: AllowanceSum, now: datetime) -> int:
    """Whole minutes, rounded down: what the learner would have, were they to start now."""
    granted = allowed_time(
        attempt.exam.time_limit_mins,
        allowances.extra_mins,
        allowances.multiplier,
        attempt.saved_seconds,
        due_of(attempt.exam, attempt.user_id),
        now,
    )
    return granted.seconds // 60


def _was_taken(attempt: Attempt) -> bool:
    begun = attempt.started_at is not None or attempt.completed_at is not None
    return begun and _concerns_the_vendor(attempt)


def _concerns_the_vendor(attempt: Attempt) -> bool:
    """Not what was declined, removed, blocked or set aside, be it while the vendor was asked."""
    return has_backend(attempt) and attempt.removed_at is None and attempt.status in REVIEWABLE


def _keep(call: Call, attempt_id: int, registered: RegisteredAttempt) -> None:
    """Only where there is no id yet: the first answer counts, also when two processes got one.

    Where the vendor has no part in the attempt any more its id is not kept, and the vendor need not keep the attempt.
    """
    attempt, cause = lock(attempt_id), _cause(call, "")
    if not _concerns_the_vendor(attempt):
        remove_later(attempt, cause, registered.external_id)
        return
    if attempt.external_id is None:
        attempt.external_id = registered.external_id
        save(attempt, "external_id", "modified")
    for wish in registered.follow_ups:
        schedule(attempt, wish, cause)


def _onboard_first(call: Call, attempt_id: int, status: Status) -> None:
    if _concerns_the_vendor(lock(attempt_id)):
        change_status(attempt_id, status, cause=_cause(call, "The vendor asks for onboarding before this exam."))


def _cause(call: Call, reason: str) -> Cause:
    return Cause(actor=Actor.SYSTEM, at=call.now, reason=reason, correlation_id=call.effect.correlation_id)
