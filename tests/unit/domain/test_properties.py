"""What holds for every life of an attempt, whoever asks for what and whenever."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from proctoring_host.domain.deadlines import Clamp, allowed_time
from proctoring_host.domain.facts import Consequence
from proctoring_host.domain.statuses import (
    COMPLETED,
    IN_PROGRESS,
    PRE_STARTED,
    REVIEWED,
    Actor,
    Status,
)
from tests.unit.domain.lives import OTHERS, Life, Mood, begun, live, lives, requests
from tests.unit.domain.moments import NOON

# Pure arithmetic, the same on every database and version: once is enough.
pytestmark = pytest.mark.slow
ENDED = COMPLETED | {Status.ONBOARDING_RESET}
VERDICTS = [Status.VERIFIED, Status.REJECTED, Status.SECOND_REVIEW_REQUIRED, Status.ERROR]
EVERYBODY, LEARNER = list(Actor), [Actor.LEARNER]
running = lives.map(begun)
all_moods = requests(EVERYBODY, list(Mood))
steadily = requests(EVERYBODY, [Mood.STEADY])
without_staff = requests(OTHERS, list(Mood))


@given(
    life=lives | running,
    before=all_moods,
    reviewed=st.sampled_from(sorted(REVIEWED)),
    after=requests(LEARNER, list(Mood)),
)
def test_no_path_lets_a_learner_leave_a_reviewed_state(life, before, reviewed, after) -> None:
    live(life, before)
    life.ask(reviewed, Actor.STAFF)
    assert life.status is reviewed
    practice = life.facts.is_sample and reviewed is not Status.VERIFIED

    live(life, after)

    assert life.status in ({reviewed, Status.ONBOARDING_RESET} if practice else {reviewed})


@given(life=running, asked=requests(EVERYBODY, [Mood.STEADY] * 8 + list(Mood), min_size=3))
def test_clock_is_never_negative_and_never_grows(life, asked) -> None:
    readings, deadlines = [life.left], {life.deadline_at}
    for request in asked:
        live(life, [request])
        if life.status in IN_PROGRESS:
            readings.append(life.left)
            deadlines.add(life.deadline_at)
    event(f"read at least {min(len(readings), 5)} times")

    assert all(reading >= 0 for reading in readings)
    assert all(later <= earlier for earlier, later in pairwise(readings))
    assert deadlines == {life.deadline_at}
    assert life.due is None or life.deadline_at <= max(life.due, life.started_at)


@given(life=running, before=steadily, after=requests(OTHERS, [Mood.STEADY], min_size=2))
def test_resuming_never_gives_more_than_was_left(life, before, after) -> None:
    live(life, before)
    assume(life.status in IN_PROGRESS)
    left = life.left
    life.ask(Status.ERROR, Actor.STAFF)
    heir = Life(kind=life.kind, due=life.due, now=life.now, saved_seconds=life.saved_seconds)

    live(heir, after)
    event(f"resumed: {heir.started_at is not None}")

    assert life.saved_seconds == int(left)
    if heir.started_at is not None:
        assert (heir.deadline_at - heir.started_at).total_seconds() <= left


@given(life=running, asked=steadily)
def test_whatever_is_in_progress_has_a_deadline_and_ends_with_it(life, asked) -> None:
    live(life, asked)
    assume(life.status in IN_PROGRESS)
    assert life.deadline_at is not None

    life.now = max(life.now, life.deadline_at)
    life.ask(Status.TIMED_OUT, Actor.CLOCK)

    assert life.status is (Status.TIMED_OUT if life.allow_timed_out else Status.SUBMITTED)
    assert life.completed_at == life.deadline_at
    assert life.left == 0


@given(life=lives | running, asked=all_moods | steadily, verdict=st.sampled_from(VERDICTS))
def test_every_path_ends_with_the_deadline_and_a_review(life, asked, verdict) -> None:
    """From whatever state it has reached, and whoever took part, two events suffice to end an attempt.

    That is the deadline, which everything in progress has, and then a review with any verdict, which also ends what
    was never started. Without a review an attempt that never started may stay as it is: the next test says that it
    does not start late either.
    """
    live(life, asked)
    event(f"before: {life.status}")
    if life.status in IN_PROGRESS:
        life.now = max(life.now, life.deadline_at)
        life.ask(Status.TIMED_OUT, Actor.CLOCK)

    life.ask(verdict, Actor.VENDOR)

    assert life.status in ENDED


@given(life=lives, before=requests(LEARNER, [Mood.STEADY], seconds=60, max_size=2), after=without_staff)
def test_nothing_but_staff_starts_an_attempt_past_due(life, before, after) -> None:
    live(life, before)
    assume(life.status in PRE_STARTED)
    life.due = min(life.now, life.due or life.now)

    live(life, after)

    assert life.started_at is None
    assert life.status not in IN_PROGRESS


@given(life=running, before=all_moods, end=st.sampled_from(sorted(ENDED)), after=without_staff)
def test_nothing_but_staff_revives_what_has_ended(life, before, end, after) -> None:
    live(life, before)
    life.ask(end, Actor.STAFF)
    assert life.status in ENDED

    live(life, after)

    assert life.status in ENDED


@given(life=lives, asked=steadily)
def test_clock_is_set_once_and_a_vendor_hears_of_one_start(life, asked) -> None:
    live(life, asked)
    event(f"started: {life.started_at is not None}")

    for once in (Consequence.SET_START, Consequence.NOTIFY_STARTED):
        assert sum(once in move.consequences for move in life.answers) <= 1


@given(
    limit=st.integers(0, 10_000),
    extra=st.integers(0, 10_000),
    multiplier=st.none() | st.decimals(1, 10, places=2),
    saved=st.none() | st.integers(0, 10**6),
    until_due=st.none() | st.integers(-(10**6), 10**6),
)
def test_time_is_what_was_granted_or_less_for_a_reason(limit, extra, multiplier, saved, until_due) -> None:
    due = None if until_due is None else NOON + timedelta(seconds=until_due)
    granted = allowed_time(limit, extra, multiplier, saved, None, NOON)

    allowed = allowed_time(limit, extra, multiplier, saved, due, NOON)

    assert granted.clamps == ()
    assert granted.seconds >= limit * 60 if saved is None else granted.seconds == saved
    assert 0 <= allowed.seconds <= granted.seconds
    assert (allowed.seconds < granted.seconds) <= (Clamp.DUE in allowed.clamps)
    assert (Clamp.PAST_DUE in allowed.clamps) == (until_due is not None and until_due <= 0)
    if until_due is not None:
        assert allowed.seconds <= max(0, until_due)


@given(limit=st.integers(0, 10_000), saved=st.none() | st.integers(0, 10**6))
def test_without_allowances_nobody_has_more_than_the_exam_gives_or_was_saved(limit, saved) -> None:
    expected = limit * 60 if saved is None else saved

    assert allowed_time(limit, 0, None, saved, None, NOON).seconds == expected
    assert allowed_time(limit, 0, Decimal(1), saved, None, NOON).seconds == expected
