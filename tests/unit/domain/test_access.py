"""Who may see the content of an exam now: every row of the table, and what must never be granted."""

import itertools

import pytest

from proctoring_host.domain.access import LONGEST_SECONDS, TABLE, AccessFacts, AccessReason, decide_access
from proctoring_host.domain.statuses import NEVER_STORED, Status

STORED = [status for status in Status if status not in NEVER_STORED]
RUNNING = {"status": Status.STARTED, "seconds_left": 600.0}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"is_staff": True}, AccessReason.STAFF),
        ({"is_staff": True, **RUNNING, "entry_allowed": False}, AccessReason.STAFF),
        ({"is_exam": False}, AccessReason.NO_EXAM),
        (RUNNING, AccessReason.RUNNING),
        ({"status": Status.DECLINED}, AccessReason.DECLINED),
        ({"status": Status.SUBMITTED, "past_due": True}, AccessReason.HANDED_IN),
        ({"status": Status.SECOND_REVIEW_REQUIRED, "past_due": True}, AccessReason.HANDED_IN),
        ({"status": Status.TIMED_OUT, "past_due": True}, AccessReason.HANDED_IN),
        ({"status": Status.VERIFIED, "past_due": True}, AccessReason.HANDED_IN),
        ({"status": Status.DECLINED, "past_due": True}, AccessReason.HANDED_IN),
        ({"past_due": True}, AccessReason.OVER),
    ],
)
def test_content_is_shown_to(facts, reason):
    access = decide_access(AccessFacts(**facts))

    assert (access.granted, access.reason) == (True, reason)
    assert access.seconds == LONGEST_SECONDS


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"status": Status.STARTED, "seconds_left": 0.9}, AccessReason.TIME_IS_UP),
        ({**RUNNING, "entry_allowed": False}, AccessReason.WRONG_BROWSER),
        ({"status": Status.SUBMITTED, "past_due": True, "hide_after_due": True}, AccessReason.HIDDEN),
        ({"status": Status.VERIFIED, "past_due": True, "hide_after_due": True}, AccessReason.HIDDEN),
        ({"status": Status.DECLINED, "past_due": True, "hide_after_due": True}, AccessReason.HIDDEN),
        ({"past_due": True, "hide_after_due": True}, AccessReason.HIDDEN),
        ({"status": Status.SUBMITTED}, AccessReason.NOT_YET),
        ({"status": Status.VERIFIED}, AccessReason.NOT_YET),
        ({}, AccessReason.NOT_STARTED),
        ({"status": Status.CREATED}, AccessReason.CLOSED),
        ({"status": Status.READY_TO_SUBMIT, "seconds_left": 600}, AccessReason.CLOSED),
        ({"status": Status.REJECTED, "past_due": True}, AccessReason.CLOSED),
        ({"status": Status.ERROR, "past_due": True}, AccessReason.CLOSED),
        ({"status": Status.CREATED, "past_due": True}, AccessReason.CLOSED),
    ],
)
def test_content_is_not_shown_to(facts, reason):
    access = decide_access(AccessFacts(**facts))

    assert (access.granted, access.reason, access.seconds) == (False, reason, 0)


def test_a_running_attempt_is_let_in_for_no_longer_than_its_clock():
    assert decide_access(AccessFacts(status=Status.STARTED, seconds_left=17.8)).seconds == 17
    assert decide_access(AccessFacts(status=Status.STARTED, seconds_left=1)).seconds == 1


def test_every_row_decides_something_and_every_reason_has_one_row():
    assert sorted(rule.reason for rule in TABLE) == sorted(AccessReason)
    grid = itertools.product((None, *STORED), (0.0, 30.0), (True, False), (True, False), (True, False), (True, False))
    reached = {decide_access(AccessFacts(is_staff=True)).reason}
    for status, left, entry, due, hidden, is_exam in grid:
        facts = AccessFacts(
            status=status,
            seconds_left=left,
            entry_allowed=entry,
            past_due=due,
            hide_after_due=hidden,
            is_exam=is_exam,
        )
        reached.add(decide_access(facts).reason)
    assert reached == set(AccessReason)


def test_before_the_due_date_only_what_runs_or_was_declined_is_shown():
    for status in (None, *STORED):
        access = decide_access(AccessFacts(status=status, seconds_left=60))
        assert access.granted is (status in {Status.STARTED, Status.DECLINED})
