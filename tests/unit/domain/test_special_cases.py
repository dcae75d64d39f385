"""The twelve special cases of an attempt, as far as they are rules; the use cases' tests have the rest of each."""

from dataclasses import replace
from decimal import Decimal

import pytest

from proctoring_host.domain.deadlines import allowed_time
from proctoring_host.domain.facts import AttemptFacts, Consequence
from proctoring_host.domain.rules import Move, Refusal
from proctoring_host.domain.statuses import (
    COMPLETED,
    IN_PROGRESS,
    ONBOARDING_ERRORS,
    PRE_STARTED,
    Actor,
    ExamKind,
    Status,
)
from proctoring_host.domain.successors import refuse_new_attempt, refuse_resuming
from proctoring_host.domain.transitions import decide
from tests.unit.domain.moments import NOON

RUNNING = sorted(IN_PROGRESS)
PREPARING = sorted(PRE_STARTED)


def proctored(status: Status, **flags: bool) -> AttemptFacts:
    facts = {"has_backend": True, "registered": True, "proctored": True, **flags}
    return AttemptFacts(status=status, kind=ExamKind.PROCTORED, **facts)


def practice(status: Status, kind: ExamKind = ExamKind.PRACTICE, **flags: bool) -> AttemptFacts:
    facts = {"has_backend": True, "registered": True, "proctored": True, "is_sample": True, **flags}
    return AttemptFacts(status=status, kind=kind, **facts)


def move(facts: AttemptFacts, wanted: Status, actor: Actor) -> Move:
    answer = decide(facts, wanted, actor)
    assert isinstance(answer, Move)
    return answer


def code(facts: AttemptFacts, wanted: Status, actor: Actor) -> str:
    answer = decide(facts, wanted, actor)
    assert isinstance(answer, Refusal)
    return answer.code


@pytest.mark.parametrize("actor", [Actor.CLOCK, Actor.STAFF])
def test_case_1_timed_out_is_replaced_by_submitted_unless_it_is_allowed(actor: Actor) -> None:
    replaced = move(proctored(Status.STARTED), Status.TIMED_OUT, actor)
    allowed = move(proctored(Status.STARTED, allow_timed_out=True), Status.TIMED_OUT, actor)

    assert (replaced.to, allowed.to) == (Status.SUBMITTED, Status.TIMED_OUT)
    for answer in (replaced, allowed):
        assert {Consequence.SET_COMPLETION, Consequence.SET_TIMED_OUT} <= answer.consequences


def test_case_1_replacement_comes_before_the_question_whether_it_is_legal() -> None:
    assert not move(proctored(Status.SUBMITTED), Status.TIMED_OUT, Actor.STAFF).changed


@pytest.mark.parametrize("status", RUNNING)
@pytest.mark.parametrize("wanted", [Status.DOWNLOAD_SOFTWARE_CLICKED, Status.READY_TO_START])
@pytest.mark.parametrize("actor", [Actor.LEARNER, Actor.STAFF])
def test_case_2_whoever_enters_again_has_submitted(status: Status, wanted: Status, actor: Actor) -> None:
    answer = move(proctored(status, started_before=True), wanted, actor)

    assert answer.to is Status.SUBMITTED
    assert {Consequence.SET_COMPLETION, Consequence.NOTIFY_SUBMITTED, Consequence.MAIL} <= answer.consequences


def test_case_3_first_start_sets_the_clock_and_tells_the_vendor() -> None:
    answer = move(proctored(Status.READY_TO_START), Status.STARTED, Actor.LEARNER)

    assert answer.consequences == {Consequence.SET_START, Consequence.NOTIFY_STARTED}


def test_case_3_starting_again_while_started_is_refused() -> None:
    assert code(proctored(Status.STARTED, started_before=True), Status.STARTED, Actor.LEARNER) == "already_started"


def test_case_3_going_on_keeps_the_clock_and_does_not_tell_the_vendor() -> None:
    answer = move(proctored(Status.READY_TO_SUBMIT, started_before=True), Status.STARTED, Actor.LEARNER)

    assert answer.changed
    assert answer.consequences == frozenset()


@pytest.mark.parametrize("status", [Status.STARTED, Status.VERIFIED, Status.ERROR])
def test_case_4_submitted_sets_the_completion_time_each_time(status: Status) -> None:
    answer = move(proctored(status, submitted_before=True), Status.SUBMITTED, Actor.STAFF)

    assert Consequence.SET_COMPLETION in answer.consequences


@pytest.mark.parametrize("status", RUNNING)
def test_case_5_an_attempt_whose_time_is_up_is_submitted(status: Status) -> None:
    answer = move(proctored(status), Status.TIMED_OUT, Actor.CLOCK)

    assert answer.to is Status.SUBMITTED
    assert {Consequence.NOTIFY_SUBMITTED, Consequence.MAIL} <= answer.consequences


@pytest.mark.parametrize("registered", [True, False])
def test_case_6_declined_clears_proctoring_and_cascades(registered: bool) -> None:
    answer = move(proctored(Status.STARTED, registered=registered), Status.DECLINED, Actor.LEARNER)

    told = {Consequence.REMOVE_AT_VENDOR} if registered else set()
    assert answer.consequences == {Consequence.CLEAR_PROCTORING, Consequence.CASCADE_DECLINES} | told


@pytest.mark.parametrize("status", [*PREPARING, *RUNNING])
def test_case_6_the_cascade_declines_what_is_incomplete_and_does_not_cascade_again(status: Status) -> None:
    answer = move(proctored(status), Status.DECLINED, Actor.SYSTEM)

    assert answer.to is Status.DECLINED
    assert answer.consequences == {Consequence.CLEAR_PROCTORING, Consequence.REMOVE_AT_VENDOR}


def test_case_6_what_was_handed_in_stays_at_the_vendor() -> None:
    answer = move(proctored(Status.VERIFIED, submitted_before=True), Status.DECLINED, Actor.STAFF)

    assert Consequence.REMOVE_AT_VENDOR not in answer.consequences


@pytest.mark.parametrize("status", sorted(COMPLETED))
def test_case_6_the_cascade_skips_what_is_completed(status: Status) -> None:
    assert not move(proctored(status), Status.DECLINED, Actor.SYSTEM).changed


@pytest.mark.parametrize("wanted", sorted(ONBOARDING_ERRORS))
def test_case_7_a_vendor_that_wants_an_onboarding_leaves_the_attempt_in_that_status(wanted: Status) -> None:
    assert move(proctored(Status.CREATED), wanted, Actor.SYSTEM).to is wanted
    assert code(proctored(Status.STARTED), wanted, Actor.SYSTEM) == "illegal_transition"


@pytest.mark.parametrize("wanted", [Status.VERIFIED, Status.REJECTED, Status.SECOND_REVIEW_REQUIRED])
def test_case_8_completing_an_onboarding_exam_clears_what_waited_for_it(wanted: Status) -> None:
    onboarding = practice(Status.SUBMITTED, ExamKind.ONBOARDING, submitted_before=True)
    submitted = move(practice(Status.STARTED, ExamKind.ONBOARDING), Status.SUBMITTED, Actor.LEARNER)

    assert Consequence.CLEAR_ONBOARDING_BLOCKS in submitted.consequences
    assert Consequence.CLEAR_ONBOARDING_BLOCKS in move(onboarding, wanted, Actor.VENDOR).consequences


def test_case_8_completing_another_exam_clears_nothing() -> None:
    for facts in (proctored(Status.STARTED), practice(Status.STARTED)):
        answer = move(facts, Status.SUBMITTED, Actor.LEARNER)
        assert Consequence.CLEAR_ONBOARDING_BLOCKS not in answer.consequences


def test_case_9_an_error_makes_resumable_and_saves_what_is_left() -> None:
    answer = move(proctored(Status.STARTED), Status.ERROR, Actor.LEARNER)

    assert answer.consequences == {Consequence.SAVE_SECONDS, Consequence.MAKE_RESUMABLE, Consequence.NOTIFY_ERROR}


def test_case_9_an_error_before_the_start_saves_nothing() -> None:
    answer = move(proctored(Status.CREATED), Status.ERROR, Actor.LEARNER)

    assert answer.consequences == {Consequence.MAKE_RESUMABLE, Consequence.NOTIFY_ERROR}


@pytest.mark.parametrize("flag", ["ready_to_resume", "resumed"])
def test_case_9_an_error_in_the_resume_process_does_not_make_resumable(flag: str) -> None:
    answer = move(proctored(Status.SUBMITTED, **{flag: True}), Status.ERROR, Actor.STAFF)

    assert Consequence.MAKE_RESUMABLE not in answer.consequences


def test_case_9_submitting_ends_being_resumable() -> None:
    answer = move(proctored(Status.ERROR, resumable=True), Status.SUBMITTED, Actor.STAFF)

    assert Consequence.CLEAR_RESUMABLE in answer.consequences


def test_case_9_only_what_is_resumable_is_made_ready_to_resume() -> None:
    refused = refuse_resuming(proctored(Status.ERROR))

    assert refused is not None
    assert refused.code == "not_resumable"
    assert refuse_resuming(proctored(Status.ERROR, resumable=True)) is None


def test_case_9_a_resumed_attempt_carries_the_saved_seconds() -> None:
    assert allowed_time(90, 30, Decimal(2), 421, None, NOON).seconds == 421


def test_case_10_a_new_attempt_is_refused_when_one_exists() -> None:
    for status in sorted(Status):
        refused = refuse_new_attempt(proctored(status, resumable=True))
        assert refused is not None
        assert refused.code == "attempt_exists"


@pytest.mark.parametrize("flag", ["ready_to_resume", "resumed"])
def test_case_10_a_new_attempt_may_follow_one_in_the_resume_process(flag: str) -> None:
    broken = proctored(Status.ERROR, **{flag: True})

    assert refuse_new_attempt(broken) is None


def test_case_10_a_new_attempt_may_follow_a_practice_that_is_not_running() -> None:
    giving_way = {s for s in Status if refuse_new_attempt(practice(s)) is None}

    assert giving_way == set(Status) - IN_PROGRESS


def test_case_10_a_new_attempt_may_follow_a_missing_onboarding_once_the_exam_is_only_timed() -> None:
    blocked = {s for s in Status if refuse_new_attempt(replace(proctored(s), kind=ExamKind.TIMED)) is None}

    assert blocked == ONBOARDING_ERRORS


@pytest.mark.parametrize("status", [*RUNNING, Status.VERIFIED])
def test_case_11_a_practice_that_runs_or_was_passed_is_not_reset(status: Status) -> None:
    assert code(practice(status), Status.ONBOARDING_RESET, Actor.LEARNER) == "illegal_transition"


@pytest.mark.parametrize("status", [Status.CREATED, Status.SUBMITTED, Status.ERROR, Status.REJECTED])
def test_case_11_any_other_practice_is_set_aside_for_a_new_one(status: Status) -> None:
    answer = move(practice(status), Status.ONBOARDING_RESET, Actor.LEARNER)

    assert answer.consequences == {Consequence.RELEASE_LIVE_KEY}


def test_case_11_what_is_no_practice_is_not_reset() -> None:
    assert code(proctored(Status.ERROR), Status.ONBOARDING_RESET, Actor.LEARNER) == "illegal_transition"


@pytest.mark.parametrize("actor", Actor)
def test_case_12_a_removed_attempt_is_never_changed(actor: Actor) -> None:
    for status in Status:
        for wanted in Status:
            assert code(proctored(status, archived=True), wanted, actor) == "archived"
