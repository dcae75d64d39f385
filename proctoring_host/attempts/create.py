"""A learner begins an exam."""

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from proctoring_host.attempts import cascade, log
from proctoring_host.attempts.change import change_locked, refused, settle_locked
from proctoring_host.attempts.due import is_past_due
from proctoring_host.attempts.facts import facts_of
from proctoring_host.attempts.insert import insert_attempt, live_key_of
from proctoring_host.attempts.locks import lock, lock_all_of
from proctoring_host.attempts.queries import awaits_registration
from proctoring_host.attempts.registration import registered
from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.domain.statuses import COMPLETED, Actor, ExamKind, Status
from proctoring_host.domain.successors import refuse_new_attempt
from proctoring_host.errors import AttemptExists, AttemptPastDue, ExamNotFound, InvalidValue
from proctoring_host.exams.queries import get_exam, kind_of
from proctoring_host.feature import require_feature
from proctoring_host.models import Attempt, Exam
from proctoring_host.onboarding.prerequisites import prerequisites_of
from proctoring_host.people.users import find_user
from proctoring_host.prepared import Given, Prepared, save

# The first try may lose against another request, the second then finds the winner; a third is for a winner that is
# superseded at that very moment.
TRIES = 3
LIVE = Prepared(lambda: Attempt.objects.filter(live_key=Given("live_key")).values_list("pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A checked request for an attempt; `declined` says that the attempt is declined as soon as it is made."""

    exam: Exam
    user_id: int
    proctored: bool
    declined: bool
    cause: Cause


def create_attempt(exam_id: int, user_id: int, *, taking_as_proctored: bool, cause: Cause) -> Attempt:
    """`create_attempt_at` for who knows the ids alone. Raises `UserNotFound` besides."""
    require_feature()
    exam = get_exam(exam_id)
    find_user(user_id)
    return create_attempt_at(exam, user_id, taking_as_proctored=taking_as_proctored, cause=cause)


def create_attempt_at(
    exam: Exam, user_id: int, *, taking_as_proctored: bool, cause: Cause, came_first: bool | None = None
) -> Attempt:
    """Make the attempt, commit it, register it with the vendor; answers with the row as it is then.

    A request that came before the attempt it collides with was committed, or that finds it not yet registered, gets
    that attempt. A practice gives way to a new one, an attempt that is ready to be resumed goes on in a new one.
    A proctored exam taken without proctoring is declined at once. `came_first` says of a caller that has waited for
    others since it came whether there was no attempt in the way then.

    Raises `FeatureDisabled`, `ExamNotFound`, `InvalidValue`, `AttemptPastDue`, `AttemptExists`, and
    a `BackendError` when the vendor could not be reached or refused: the attempt then stays, the worker goes on
    trying, and so does the learner's next request.
    """
    # Asked before anything that waits for other requests: what is found later was committed after this one came.
    if came_first is None:
        came_first = _live(user_id, exam.pk) is None
    wish = check_wish(exam, user_id, taking_as_proctored=taking_as_proctored, cause=cause)
    for turn in range(TRIES):
        try:
            attempt, is_new = _obtained(wish, came_first=came_first, seen_none=came_first and turn == 0)
        except IntegrityError:
            continue
        if attempt is None:
            break
        return registered(attempt, again=not is_new)
    raise _exists(wish)


def check_wish(exam: Exam, user_id: int, *, taking_as_proctored: bool, cause: Cause) -> Wish:
    """All that can be refused without looking at other attempts."""
    require_feature()
    if not exam.is_active:
        raise ExamNotFound(_("The exam %(id)s is not active.") % {"id": exam.pk}, field="exam_id")
    if exam.is_proctored and exam.is_practice_exam and not taking_as_proctored:
        text = _("A practice of proctoring cannot be taken without proctoring.")
        raise InvalidValue(text, field="attempt_proctored")
    _refuse_past_due(exam, user_id, cause)
    declined = _is_declined(exam, user_id, taking_as_proctored)
    proctored = exam.is_proctored and not declined
    return Wish(exam=exam, user_id=user_id, proctored=proctored, declined=declined, cause=cause)


def _refuse_past_due(exam: Exam, user_id: int, cause: Cause) -> None:
    if not exam.is_proctored or not is_past_due(exam, user_id, cause.at):
        return
    text = _("The due date of exam %(id)s has passed for user %(user)s, so no attempt can be made.")
    error = AttemptPastDue(text % {"id": exam.pk, "user": user_id})
    if exam.is_practice_exam:
        # Clients know 403 as the answer for an exam that is over, and 400 for a practice that cannot be registered.
        error.http_status = 400
    raise error


def _is_declined(exam: Exam, user_id: int, taking_as_proctored: bool) -> bool:
    """Who takes a proctored exam without proctoring, or declined what had to be done before it, has declined it."""
    if kind_of(exam) is not ExamKind.PROCTORED:
        return False
    return not taking_as_proctored or bool(prerequisites_of(exam, user_id).declined)


@retried
def _obtained(wish: Wish, *, came_first: bool, seen_none: bool) -> tuple[Attempt | None, bool]:
    with transaction.atomic():
        return _obtain(wish, came_first=came_first, seen_none=seen_none)


def _obtain(wish: Wish, *, came_first: bool, seen_none: bool) -> tuple[Attempt | None, bool]:
    """The attempt, and whether it is new; None where the learner has one that stays.

    Where none was seen a moment ago none is looked for: should there be one by now, the insert tells.
    """
    if wish.declined:
        lock_all_of(wish.user_id, wish.exam.course_id)
    # Not a locking read: locks on a row that is not there are what two inserts would wait for in a circle.
    live = None if seen_none else _live(wish.user_id, wish.exam.pk)
    existing = None if live is None else lock(live)
    # Removed or followed by another one while the lock was waited for: should there be that one, the insert tells.
    if existing is None or existing.live_key is None:
        return _new(wish), True
    settle_locked(existing, wish.cause)
    if came_first or wish.cause.at < existing.created or awaits_registration(existing):
        return existing, False
    if refuse_new_attempt(facts_of(existing, Status.CREATED, wish.cause.at)):
        return None, False
    saved_seconds = _give_way(existing, wish.cause)
    return _new(wish, saved_seconds), True


def _live(user_id: int, exam_id: int) -> int | None:
    """The number of the learner's live attempt."""
    return next((int(pk) for (pk,) in LIVE.rows(live_key=live_key_of(user_id, exam_id))), None)


def _give_way(existing: Attempt, cause: Cause) -> int | None:
    """Take the live key from an attempt that is followed by a new one; the seconds it hands on."""
    if existing.status == Status.ERROR and (existing.ready_to_resume or existing.resumed):
        existing.resumed = True
        existing.is_resumable = existing.ready_to_resume = False
        _release(existing, cause, "Resumed in a new attempt")
        return existing.saved_seconds
    if existing.status in COMPLETED:
        _release(existing, cause, "Followed by a new attempt")
    else:
        system = replace(cause, actor=Actor.SYSTEM, reason="Given up for a new attempt.")
        change_locked(existing, Status.ONBOARDING_RESET, system)
    return None


def _release(existing: Attempt, cause: Cause, what: str) -> None:
    existing.live_key = None
    save(existing)
    log.note(existing, cause, what)


def _new(wish: Wish, saved_seconds: int | None = None) -> Attempt:
    if wish.declined:
        # What is not there cannot be locked: two declines make the attempts of a course in the same order instead.
        cascade.make_earlier(wish.exam, wish.user_id, wish.cause)
    attempt = insert_attempt(
        wish.exam, wish.user_id, taking_as_proctored=wish.proctored, cause=wish.cause, saved_seconds=saved_seconds
    )
    refusal = change_locked(attempt, Status.DECLINED, wish.cause) if wish.declined else None
    if refusal:
        raise refused(attempt, refusal)
    return attempt


def _exists(wish: Wish) -> AttemptExists:
    text = _(
        "Cannot create new exam attempt for exam_id=%(exam)s and user_id=%(user)s "
        "in course_id=%(course)s because it already exists!"
    )
    values = {"exam": wish.exam.pk, "user": wish.user_id, "course": wish.exam.course_id}
    return AttemptExists(text % values)
