"""Registers an attempt at its vendor. No payload: everything is read from the attempt when the call is made."""

from datetime import datetime
from functools import partial

from proctoring_host import conf, platform
from proctoring_host.allowances.queries import AllowanceSum, allowances_of
from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.due import due_of
from proctoring_host.cause import Cause
from proctoring_host.data import Learner, RegisteredAttempt, Registration
from proctoring_host.domain.deadlines import allowed_time
from proctoring_host.domain.statuses import IN_PROGRESS, PRE_STARTED, Actor, Status
from proctoring_host.effects.kinds.follow_up import schedule
from proctoring_host.effects.outcomes import Call, Done
from proctoring_host.errors import OnboardingRequired
from proctoring_host.exams.queries import exam_data, policy_text
from proctoring_host.models import Attempt, Effect
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.registry import calls

START_PATH = "/api/edx_proctoring/proctoring_launch_callback/start_exam"


def handle(call: Call) -> Done:
    """The vendor's id and the follow-ups are kept together with the effect's end, so a lost answer is asked again."""
    attempt = Attempt.everything.whole().get(effects=call.effect.pk)
    if attempt.external_id:
        return Done(result={"external_id": attempt.external_id})
    if attempt.removed_at is not None or Status(attempt.status) not in PRE_STARTED | IN_PROGRESS:
        return Done(result={"skipped": f"the attempt is {attempt.status}"})
    try:
        registered = calls.register_attempt(attempt.backend, registration_of(attempt, call.now))
    except OnboardingRequired as refusal:
        return Done(
            result={"onboarding": refusal.status}, apply=partial(_onboard_first, call, attempt.pk, refusal.status)
        )
    return Done(result={"external_id": registered.external_id}, apply=partial(_keep, call, attempt, registered))


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
        launch_url=f"{settings.base_url}{START_PATH}/{attempt.code}",
        review_policy=policy_text(attempt.exam) or settings.default_review_policy,
        review_policy_exception=allowances.review_policy_exception,
    )


def _learner(attempt: Attempt) -> Learner:
    person = platform.get().people.person(attempt.user_id)
    return Learner(
        pseudonym=pseudonym_of(attempt.user_id, attempt.backend),
        full_name=person.full_name or person.username,
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


def _keep(call: Call, attempt: Attempt, registered: RegisteredAttempt) -> None:
    """Only where there is no id yet: the first answer counts, also when two processes got one."""
    Attempt.everything.filter(pk=attempt.pk, external_id__isnull=True).update(
        external_id=registered.external_id, modified=call.now
    )
    for wish in registered.follow_ups:
        schedule(attempt, wish, _cause(call.effect, call.now, ""))


def _onboard_first(call: Call, attempt_id: int, status: Status) -> None:
    reason = "The vendor asks for onboarding before this exam."
    change_status(attempt_id, status, cause=_cause(call.effect, call.now, reason))


def _cause(effect: Effect, now: datetime, reason: str) -> Cause:
    return Cause(actor=Actor.SYSTEM, at=now, reason=reason, correlation_id=effect.correlation_id)
