"""Every row of the table of screens, by name, and the table as a whole."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctoring_host.domain.prerequisites import Prerequisites, Requirement
from proctoring_host.domain.screens import (
    TABLE,
    Offer,
    PrerequisiteState,
    RegistrationState,
    ScreenFacts,
    ScreenId,
    decide_screen,
)
from proctoring_host.domain.statuses import NEVER_STORED, PRE_STARTED, ExamKind, Status

STATUSES = (None, *(status for status in Status if status not in NEVER_STORED))
PROCTORED, PRACTICE, ONBOARDING = ExamKind.PROCTORED, ExamKind.PRACTICE, ExamKind.ONBOARDING
OVER = {"past_due": True}
GRACE = {"past_due": True, "in_grace": True}
SEEN = {"past_due": True, "viewable_past_due": True, "acknowledged": True}


def timed(status: Status | None = None, **facts: object) -> ScreenFacts:
    return ScreenFacts(kind=ExamKind.TIMED, status=status, **facts)


def proctored(status: Status | None = None, **facts: object) -> ScreenFacts:
    return ScreenFacts(kind=PROCTORED, status=status, **facts)


def practice(status: Status | None = None, **facts: object) -> ScreenFacts:
    return ScreenFacts(kind=PRACTICE, status=status, **facts)


def onboarding(status: Status | None = None, **facts: object) -> ScreenFacts:
    return ScreenFacts(kind=ONBOARDING, status=status, **facts)


# By the name of the row that has to decide.
ROWS: dict[str, tuple[ScreenFacts, str]] = {
    "any: the staff of the course": (timed(is_staff=True), "content"),
    "any: exam not active": (proctored(Status.STARTED, is_active=False), "content"),
    "any: content that is no exam, also a practice that is not proctored": (ScreenFacts(kind=None), "content"),
    "with a backend: no permission to take proctored exams": (onboarding(may_take=False), "content"),
    "proctored, practice: course over": (proctored(Status.VERIFIED, course_over=True), "content"),
    "timed: no attempt or created; past due": (timed(Status.CREATED, **OVER), "timed_expired"),
    "timed: no attempt or created": (timed(), "timed_entrance"),
    "timed: incomplete and past due": (timed(Status.READY_TO_SUBMIT, **OVER), "timed_expired"),
    "timed: timed_out": (timed(Status.TIMED_OUT), "timed_out"),
    "timed: started": (timed(Status.STARTED), "content"),
    "timed: ready_to_submit": (timed(Status.READY_TO_SUBMIT), "timed_ready_to_submit"),
    "timed: submitted, not hidden after due, past due; within the grace period": (
        timed(Status.SUBMITTED, **GRACE),
        "timed_submitted",
    ),
    "timed: submitted, not hidden after due, past due": (timed(Status.SUBMITTED, **OVER), "content"),
    "timed: submitted": (timed(Status.SUBMITTED, past_due=True, hide_after_due=True), "timed_submitted"),
    "timed: declined, when it was proctored": (timed(Status.DECLINED), "content"),
    "timed: handed in, when it was proctored": (timed(Status.REJECTED), "timed_submitted"),
    "timed: being set up, when it was proctored": (timed(Status.READY_TO_START), "timed_entrance"),
    "proctored: declined": (proctored(Status.DECLINED, account_active=False, past_due=True), "content"),
    "with a backend: account not active": (proctored(account_active=False, past_due=True), "inactive_account"),
    "proctored: no attempt, past due": (
        proctored(past_due=True, prerequisites=PrerequisiteState.DECLINED),
        "proctored_expired",
    ),
    "onboarding: no attempt, past due": (onboarding(**OVER), "onboarding_expired"),
    "proctored: no attempt, declined prerequisite": (proctored(prerequisites=PrerequisiteState.DECLINED), "content"),
    "proctored: no attempt, failed prerequisite": (
        proctored(prerequisites=PrerequisiteState.FAILED, backend_available=False),
        "failed_prerequisites",
    ),
    "proctored: no attempt, pending prerequisite": (
        proctored(prerequisites=PrerequisiteState.PENDING),
        "pending_prerequisites",
    ),
    "with a backend: no attempt, backend not available": (practice(backend_available=False), "backend_unavailable"),
    "proctored: no attempt": (proctored(), "proctored_entrance"),
    "practice: no attempt": (practice(past_due=True), "practice_entrance"),
    "onboarding: no attempt": (onboarding(Status.ONBOARDING_RESET), "onboarding_entrance"),
    "proctored: incomplete and past due": (proctored(Status.STARTED, **OVER), "proctored_expired"),
    "with a backend: ready to resume": (proctored(Status.ERROR, ready_to_resume=True), "ready_to_resume"),
    "with a backend: started, wrong browser, backend not available": (
        proctored(Status.STARTED, entry_allowed=False, backend_available=False),
        "backend_unavailable",
    ),
    "with a backend: started, wrong browser": (practice(Status.STARTED, entry_allowed=False), "wrong_browser"),
    "with a backend: started": (onboarding(Status.STARTED, backend_available=False), "content"),
    "with a backend: being set up, backend not available": (
        proctored(Status.READY_TO_START, backend_available=False),
        "backend_unavailable",
    ),
    "with a backend: registration failed": (
        proctored(Status.CREATED, registration=RegistrationState.FAILED),
        "registration_failed",
    ),
    "with a backend: registration not confirmed yet": (
        proctored(Status.CREATED, registration=RegistrationState.WAITING),
        "registering",
    ),
    "with a backend: created, download clicked": (practice(Status.DOWNLOAD_SOFTWARE_CLICKED), "instructions"),
    "with a backend: ready_to_start, wrong browser": (
        proctored(Status.READY_TO_START, entry_allowed=False),
        "ready_elsewhere",
    ),
    "with a backend: ready_to_start": (onboarding(Status.READY_TO_START), "ready_to_start"),
    "onboarding: ready_to_submit": (onboarding(Status.READY_TO_SUBMIT), "onboarding_ready_to_submit"),
    "proctored, practice: ready_to_submit": (practice(Status.READY_TO_SUBMIT, past_due=True), "ready_to_submit"),
    "with a backend: onboarding_missing": (proctored(Status.ONBOARDING_MISSING), "onboarding_missing"),
    "with a backend: onboarding_pending": (proctored(Status.ONBOARDING_PENDING), "onboarding_pending"),
    "with a backend: onboarding_failed": (proctored(Status.ONBOARDING_FAILED), "onboarding_failed"),
    "with a backend: onboarding_expired": (proctored(Status.ONBOARDING_EXPIRED), "onboarding_outdated"),
    "with a backend: timed_out": (proctored(Status.TIMED_OUT), "timed_out"),
    "proctored: error": (proctored(Status.ERROR), "proctored_error"),
    "practice: error": (practice(Status.ERROR), "practice_error"),
    "onboarding: error": (onboarding(Status.ERROR), "onboarding_error"),
    "practice: submitted": (practice(Status.SUBMITTED), "practice_submitted"),
    "onboarding: submitted or second review": (onboarding(Status.SECOND_REVIEW_REQUIRED), "onboarding_submitted"),
    "onboarding: verified": (onboarding(Status.VERIFIED), "onboarding_verified"),
    "onboarding: rejected": (onboarding(Status.REJECTED), "onboarding_rejected"),
    "proctored: result acknowledged, where exams can be viewed past due": (
        proctored(Status.REJECTED, **SEEN),
        "content",
    ),
    "proctored: submitted, second review": (proctored(Status.SECOND_REVIEW_REQUIRED), "proctored_submitted"),
    "proctored: verified": (proctored(Status.VERIFIED, **OVER), "proctored_verified"),
    "proctored: rejected": (proctored(Status.REJECTED, **OVER), "proctored_rejected"),
    "practice: reviewed": (practice(Status.VERIFIED), "content"),
    "practice, onboarding: declined": (practice(Status.DECLINED), "content"),
}


@pytest.mark.parametrize("name", ROWS)
def test_row(name: str) -> None:
    facts, screen = ROWS[name]

    shown = decide_screen(facts)

    assert (shown.row.name, shown.screen) == (name, screen)


def test_each_row_of_the_table_has_its_test() -> None:
    names = [row.name for row in TABLE]

    assert sorted(names) == sorted(ROWS)
    assert len(set(names)) == len(names)


def test_every_screen_is_shown_by_some_row() -> None:
    assert {row.screen for row in TABLE} == set(ScreenId)


FLAGS = (
    "account_active",
    "past_due",
    "hide_after_due",
    "backend_available",
    "entry_allowed",
    "ready_to_resume",
    "acknowledged",
    "viewable_past_due",
)


def test_every_combination_of_kind_status_and_flags_gets_one_screen() -> None:
    """And shows content of an exam with a backend only while it runs, once it is over, or where it was declined."""
    ended = {Status.DECLINED, Status.SUBMITTED, Status.SECOND_REVIEW_REQUIRED, Status.VERIFIED, Status.REJECTED}

    for kind, status in product(ExamKind, STATUSES):
        for flags in product((False, True), repeat=len(FLAGS)):
            shown = decide_screen(ScreenFacts(kind=kind, status=status, **dict(zip(FLAGS, flags, strict=True))))
            if shown.screen is ScreenId.CONTENT:
                assert status in ended | {Status.STARTED}, shown.row.name


facts_of_any_kind = st.builds(
    ScreenFacts,
    kind=st.sampled_from([*ExamKind, None]),
    status=st.sampled_from(STATUSES),
    prerequisites=st.sampled_from(PrerequisiteState),
    registration=st.sampled_from(RegistrationState),
    **dict.fromkeys(
        (*FLAGS, "is_staff", "is_active", "may_take", "course_over", "in_grace", "has_time_left", "timed_out"),
        st.booleans(),
    ),
    opt_out_allowed=st.booleans(),
)


@given(facts_of_any_kind)
def test_any_facts_get_one_screen_and_no_offer_that_they_forbid(facts: ScreenFacts) -> None:
    shown = decide_screen(facts)

    assert next(row for row in TABLE if row.fits(facts)) is shown.row
    assert facts.opt_out_allowed or Offer.OPT_OUT not in shown.offers
    assert facts.has_time_left or Offer.CONTINUE not in shown.offers


@given(facts_of_any_kind)
def test_staff_never_see_a_screen(facts: ScreenFacts) -> None:
    assert decide_screen(replace(facts, is_staff=True)).screen is ScreenId.CONTENT


@given(facts_of_any_kind)
def test_no_clock_starts_in_a_browser_that_may_not_see_the_exam(facts: ScreenFacts) -> None:
    assert facts.entry_allowed or decide_screen(facts).screen is not ScreenId.READY_TO_START


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Prerequisites(), PrerequisiteState.MET),
        (Prerequisites(pending=(Requirement(namespace="a", name="b"),)), PrerequisiteState.PENDING),
        (
            Prerequisites(
                pending=(Requirement(namespace="a", name="b"),), failed=(Requirement(namespace="c", name="d"),)
            ),
            PrerequisiteState.FAILED,
        ),
        (
            Prerequisites(
                failed=(Requirement(namespace="a", name="b"),), declined=(Requirement(namespace="c", name="d"),)
            ),
            PrerequisiteState.DECLINED,
        ),
    ],
)
def test_the_worst_prerequisite_counts(found: Prerequisites, state: PrerequisiteState) -> None:
    assert PrerequisiteState.of(found) is state


def offers(facts: ScreenFacts) -> frozenset[Offer]:
    return decide_screen(facts).offers


def test_a_proctored_exam_may_be_taken_without_proctoring_where_the_course_allows_it() -> None:
    assert Offer.OPT_OUT in offers(proctored())
    assert Offer.OPT_OUT not in offers(proctored(opt_out_allowed=False))
    assert Offer.OPT_OUT not in offers(practice())
    assert all(Offer.OPT_OUT in offers(proctored(status)) for status in PRE_STARTED)


def test_a_running_exam_cannot_be_declined_any_more() -> None:
    running = proctored(Status.STARTED, entry_allowed=False, backend_available=False)

    assert Offer.OPT_OUT not in offers(running)
    assert Offer.CLOCK in offers(running)


def test_confirming_the_end_offers_to_go_on_while_time_remains() -> None:
    assert Offer.CONTINUE in offers(timed(Status.READY_TO_SUBMIT, has_time_left=True))
    assert Offer.CONTINUE not in offers(timed(Status.READY_TO_SUBMIT))


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.VERIFIED, Status.REJECTED])
def test_results_offer_to_view_the_exam_after_the_due_date_where_the_site_allows_it(status: Status) -> None:
    assert Offer.VIEW in offers(proctored(status, past_due=True, viewable_past_due=True))
    assert Offer.VIEW not in offers(proctored(status, viewable_past_due=True))
    assert Offer.VIEW not in offers(proctored(status, past_due=True))
    assert Offer.VIEW not in offers(proctored(status, past_due=True, viewable_past_due=True, hide_after_due=True))


def test_within_the_grace_period_learners_are_told_to_wait() -> None:
    assert Offer.WAITING in offers(timed(Status.SUBMITTED, **GRACE))
    assert Offer.WAITING in offers(proctored(Status.VERIFIED, **GRACE))
    assert Offer.WAITING not in offers(proctored(Status.VERIFIED, **OVER))


def test_who_ran_out_of_time_is_told_so() -> None:
    assert Offer.TIME_WAS_UP in offers(timed(Status.SUBMITTED, timed_out=True))
    assert Offer.TIME_WAS_UP not in offers(timed(Status.SUBMITTED))
