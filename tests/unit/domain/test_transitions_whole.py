"""The transition table walked whole."""

from collections.abc import Iterator
from itertools import product

import pytest

from proctoring_host.domain.facts import AttemptFacts
from proctoring_host.domain.rules import Move, Refusal, Rule
from proctoring_host.domain.statuses import (
    COMPLETED,
    INCOMPLETE,
    NEVER_STORED,
    ONBOARDING_ERRORS,
    REVIEWED,
    Actor,
    ExamKind,
    Status,
)
from proctoring_host.domain.transitions import TABLE, decide
from tests.unit.domain import grids

KINDS = (*ExamKind, None)
# Every flag that some row looks at when it is chosen; the others only colour what follows.
CHOOSING = ("has_backend", "registered", "is_sample", "submitted_before", "archived", "past_due", "allow_timed_out")
TIMED = {"kind": ExamKind.TIMED}
PROCTORED = {"kind": ExamKind.PROCTORED, "has_backend": True, "registered": True, "proctored": True}
PRACTICE = {**PROCTORED, "kind": ExamKind.PRACTICE, "is_sample": True}


def reached(facts: AttemptFacts, wanted: Status, actor: Actor) -> Status | None:
    answer = decide(facts, wanted, actor)
    return answer.to if isinstance(answer, Move) else None


def every_facts() -> Iterator[AttemptFacts]:
    for status, kind, *flags in product(Status, KINDS, *[(False, True)] * len(CHOOSING)):
        yield AttemptFacts(status=status, kind=kind, **dict(zip(CHOOSING, flags, strict=True)))


def test_flags_that_choose_a_row_are_those_that_are_walked() -> None:
    looked_at = set()

    class Watching:
        status, kind = Status.CREATED, None

        def __getattr__(self, name: str) -> bool:
            looked_at.add(name)
            return False

    for rule in TABLE:
        for guard in rule.guards:
            guard.holds(Watching())

    assert looked_at == set(CHOOSING)


@pytest.mark.slow
@pytest.mark.parametrize("actor", Actor)
def test_every_request_has_one_sound_answer(actor: Actor) -> None:
    for facts in every_facts():
        for wanted in Status:
            answer = decide(facts, wanted, actor)
            if isinstance(answer, Refusal):
                assert answer.code
                assert answer.text
                continue
            assert not facts.archived
            assert answer.to not in NEVER_STORED or not answer.changed
            assert answer.changed == (answer.to is not facts.status)
            assert answer.changed or not answer.consequences


@pytest.mark.parametrize(
    ("grid", "actor", "facts"),
    [
        (grids.LEARNER_TIMED, Actor.LEARNER, TIMED),
        (grids.LEARNER_TIMED, Actor.LEARNER, {"kind": None}),
        (grids.LEARNER_PROCTORED, Actor.LEARNER, PROCTORED),
        (grids.LEARNER_UNREGISTERED, Actor.LEARNER, {**PROCTORED, "registered": False}),
        (grids.LEARNER_PRACTICE, Actor.LEARNER, PRACTICE),
        (grids.LEARNER_PRACTICE, Actor.LEARNER, {**PRACTICE, "kind": ExamKind.ONBOARDING}),
        (grids.VENDOR_SUBMITTED_BEFORE, Actor.VENDOR, {**PROCTORED, "submitted_before": True}),
        (grids.CLOCK, Actor.CLOCK, TIMED),
        (grids.CLOCK, Actor.CLOCK, {**PROCTORED, "past_due": True}),
        (grids.SYSTEM_PROCTORED, Actor.SYSTEM, PROCTORED),
    ],
)
def test_table_does_what_is_written_down_by_hand(grid: str, actor: Actor, facts: dict) -> None:
    expected = {(status, wanted): to for status, wanted, to in grids.read(grid)}

    found = {
        (status, wanted): reached(AttemptFacts(status=status, **facts), wanted, actor) for status, wanted in expected
    }

    assert found == expected


def staff_answers() -> dict[tuple[Status, Status], Status | None]:
    facts = {**PROCTORED, "allow_timed_out": True, "started_before": True}
    pairs = product(Status, Status)
    return {
        (status, wanted): reached(AttemptFacts(status=status, **facts), wanted, Actor.STAFF) for status, wanted in pairs
    }


def test_staff_are_refused_the_66_pairs_and_what_is_never_stored() -> None:
    refused = {pair for pair, to in staff_answers().items() if to is None}

    from_completed_to_incomplete = set(product(COMPLETED, INCOMPLETE))
    assert len(from_completed_to_incomplete) == 66
    assert refused == from_completed_to_incomplete | set(product(Status, NEVER_STORED))


def test_staff_reach_what_they_want_except_a_new_set_up_of_a_running_attempt() -> None:
    differing = {pair for pair, to in staff_answers().items() if to not in {None, pair[1]}}

    running = {Status.STARTED, Status.READY_TO_SUBMIT}
    preparing = {Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED, Status.READY_TO_START}
    assert differing == set(product(running, preparing))


@pytest.mark.parametrize("allowed", [False, True])
def test_a_vendor_never_touches_what_was_declined_reset_or_never_registered(allowed: bool) -> None:
    for status in ONBOARDING_ERRORS | {Status.DECLINED, Status.ONBOARDING_RESET}:
        facts = AttemptFacts(status=status, submitted_before=True, allow_timed_out=allowed, **PROCTORED)
        assert {reached(facts, wanted, Actor.VENDOR) for wanted in Status} == {None, status}


def test_no_learner_moves_an_attempt_that_never_started_to_submitted() -> None:
    for facts in every_facts():
        if facts.status in INCOMPLETE - {Status.STARTED, Status.READY_TO_SUBMIT}:
            assert reached(facts, Status.SUBMITTED, Actor.LEARNER) is None


def test_learner_leaves_an_ended_attempt_only_by_repeating_a_practice_or_declining_a_block() -> None:
    for facts in every_facts():
        left = {reached(facts, wanted, Actor.LEARNER) for wanted in Status} - {None, facts.status}
        if facts.status in COMPLETED - ONBOARDING_ERRORS:
            assert left <= ({Status.ONBOARDING_RESET} if facts.is_sample else set())
        elif facts.status in ONBOARDING_ERRORS:
            assert left <= {Status.ONBOARDING_RESET, Status.DECLINED}


def test_nobody_but_staff_and_vendor_leaves_a_reviewed_attempt_apart_from_repeating_and_clearing() -> None:
    for facts in every_facts():
        if facts.status in REVIEWED:
            for actor in (Actor.LEARNER, Actor.CLOCK, Actor.SYSTEM):
                left = {reached(facts, wanted, actor) for wanted in Status} - {None, facts.status}
                assert left <= {Status.ONBOARDING_RESET}


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.id)
def test_every_row_answers_some_request(rule: Rule) -> None:
    asked = (
        (facts, wanted, actor)
        for facts in every_facts()
        if facts.status in rule.sources
        for wanted, actor in product(rule.targets, rule.actors)
    )

    assert any(decide(*request).rule == rule.id for request in asked)


def test_rows_have_different_ids_and_one_sentence_as_reason() -> None:
    ids = [rule.id for rule in TABLE]

    assert len(set(ids)) == len(ids)
    for rule in TABLE:
        assert rule.reason.endswith(".")
        assert rule.reason.count(". ") == 0
