"""Single answers of the transition table that clients and use cases rely on."""

import pytest

from proctoring_host.domain.facts import AttemptFacts, Consequence
from proctoring_host.domain.rules import Move, Refusal
from proctoring_host.domain.statuses import IN_PROGRESS, NEVER_STORED, PRE_STARTED, Actor, ExamKind, Status
from proctoring_host.domain.transitions import decide

SET_UP_KINDS = [ExamKind.PROCTORED, ExamKind.PRACTICE, ExamKind.ONBOARDING]


def facts(status: Status, kind: ExamKind = ExamKind.PROCTORED, **flags: bool) -> AttemptFacts:
    with_vendor = kind is not ExamKind.TIMED
    values = {"has_backend": with_vendor, "registered": with_vendor, "proctored": with_vendor, **flags}
    return AttemptFacts(status=status, kind=kind, **values)


def refusal(given: AttemptFacts, wanted: Status, actor: Actor) -> Refusal:
    answer = decide(given, wanted, actor)
    assert isinstance(answer, Refusal)
    return answer


def move(given: AttemptFacts, wanted: Status, actor: Actor) -> Move:
    answer = decide(given, wanted, actor)
    assert isinstance(answer, Move)
    return answer


def test_timed_start_sets_the_clock_and_tells_no_vendor() -> None:
    answer = move(facts(Status.CREATED, ExamKind.TIMED), Status.STARTED, Actor.LEARNER)

    assert answer == Move(
        to=Status.STARTED, changed=True, consequences=frozenset({Consequence.SET_START}), rule="start_timed"
    )


@pytest.mark.parametrize("kind", SET_UP_KINDS)
@pytest.mark.parametrize("status", [Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED])
@pytest.mark.parametrize("has_backend", [True, False])
def test_start_before_the_set_up_is_refused(kind: ExamKind, status: Status, has_backend: bool) -> None:
    assert refusal(facts(status, kind, has_backend=has_backend), Status.STARTED, Actor.LEARNER).code == "not_ready"


@pytest.mark.parametrize("kind", SET_UP_KINDS)
def test_start_is_refused_where_the_backend_is_missing(kind: ExamKind) -> None:
    given = facts(Status.READY_TO_START, kind, has_backend=False)

    assert refusal(given, Status.STARTED, Actor.LEARNER).code == "not_ready"


@pytest.mark.parametrize("kind", SET_UP_KINDS)
@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED),
        (Status.CREATED, Status.READY_TO_START),
        (Status.DOWNLOAD_SOFTWARE_CLICKED, Status.READY_TO_START),
        (Status.READY_TO_START, Status.DOWNLOAD_SOFTWARE_CLICKED),
        (Status.READY_TO_START, Status.STARTED),
    ],
)
def test_what_the_vendor_does_not_know_is_neither_set_up_nor_begun(
    kind: ExamKind, status: Status, wanted: Status
) -> None:
    given = facts(status, kind, registered=False)

    assert refusal(given, wanted, Actor.LEARNER).code == "not_registered"
    assert move(given, wanted, Actor.STAFF).changed


@pytest.mark.parametrize("status", [Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED])
def test_a_vendor_has_no_news_of_what_it_does_not_know(status: Status) -> None:
    assert refusal(facts(status, registered=False), Status.READY_TO_START, Actor.VENDOR).code == "not_registered"


@pytest.mark.parametrize("wanted", [Status.DECLINED, Status.ERROR])
def test_what_the_vendor_does_not_know_can_be_given_up(wanted: Status) -> None:
    for status in PRE_STARTED:
        assert move(facts(status, registered=False), wanted, Actor.LEARNER).changed


@pytest.mark.parametrize("status", sorted(PRE_STARTED))
def test_a_vendor_may_ask_for_onboarding_until_the_exam_begins(status: Status) -> None:
    answer = move(facts(status, registered=False), Status.ONBOARDING_PENDING, Actor.SYSTEM)

    assert (answer.to, answer.rule) == (Status.ONBOARDING_PENDING, "onboarding_required")


@pytest.mark.parametrize("kind", ExamKind)
@pytest.mark.parametrize("status", sorted(PRE_STARTED))
def test_start_past_due_is_refused_for_every_kind(kind: ExamKind, status: Status) -> None:
    assert refusal(facts(status, kind, past_due=True), Status.STARTED, Actor.LEARNER).code == "past_due"


def test_going_on_after_the_due_date_is_a_matter_of_the_clock_alone() -> None:
    given = facts(Status.READY_TO_SUBMIT, started_before=True, past_due=True)

    assert move(given, Status.STARTED, Actor.LEARNER).to is Status.STARTED


@pytest.mark.parametrize("kind", [ExamKind.TIMED, ExamKind.PRACTICE, ExamKind.ONBOARDING])
def test_only_proctored_exams_are_declined(kind: ExamKind) -> None:
    assert refusal(facts(Status.CREATED, kind), Status.DECLINED, Actor.LEARNER).code == "illegal_transition"


def test_submitting_twice_changes_nothing() -> None:
    answer = move(facts(Status.SUBMITTED, submitted_before=True), Status.SUBMITTED, Actor.LEARNER)

    assert not answer.changed
    assert answer.consequences == frozenset()


def test_mail_goes_to_nobody_who_is_not_proctored() -> None:
    for given in (
        facts(Status.STARTED, ExamKind.TIMED),
        facts(Status.STARTED, ExamKind.PRACTICE, is_sample=True),
        facts(Status.STARTED, proctored=False),
        facts(Status.STARTED, is_sample=True),
    ):
        assert Consequence.MAIL not in move(given, Status.SUBMITTED, Actor.LEARNER).consequences


@pytest.mark.parametrize("wanted", [Status.VERIFIED, Status.REJECTED, Status.SUBMITTED])
def test_mail_follows_the_three_statuses_that_have_one(wanted: Status) -> None:
    answer = move(facts(Status.SECOND_REVIEW_REQUIRED, submitted_before=True), wanted, Actor.STAFF)

    assert Consequence.MAIL in answer.consequences


@pytest.mark.parametrize("wanted", [Status.SECOND_REVIEW_REQUIRED, Status.ERROR, Status.DECLINED, Status.TIMED_OUT])
def test_no_mail_follows_other_statuses(wanted: Status) -> None:
    answer = move(facts(Status.STARTED, allow_timed_out=True), wanted, Actor.STAFF)

    assert answer.to is wanted
    assert Consequence.MAIL not in answer.consequences


@pytest.mark.parametrize("submitted_before", [True, False])
def test_pass_counts_only_for_what_was_submitted(submitted_before: bool) -> None:
    answer = move(facts(Status.STARTED, submitted_before=submitted_before), Status.VERIFIED, Actor.VENDOR)

    assert answer.to is (Status.VERIFIED if submitted_before else Status.ERROR)
    assert (Consequence.MAIL in answer.consequences) == submitted_before


def test_pass_without_submission_for_an_attempt_in_error_changes_nothing() -> None:
    answer = move(facts(Status.ERROR), Status.VERIFIED, Actor.VENDOR)

    assert (answer.to, answer.changed, answer.rule) == (Status.ERROR, False, "pass_without_submission")


@pytest.mark.parametrize("wanted", sorted(IN_PROGRESS))
def test_staff_give_a_start_to_whatever_they_put_in_progress(wanted: Status) -> None:
    answer = move(facts(Status.CREATED), wanted, Actor.STAFF)

    assert answer.consequences == {Consequence.SET_START, Consequence.NOTIFY_STARTED}


def test_staff_start_past_due_and_keep_a_start_that_was() -> None:
    given = facts(Status.CREATED, past_due=True, started_before=True)

    assert move(given, Status.STARTED, Actor.STAFF).consequences == frozenset()


@pytest.mark.parametrize(("kind", "cascades"), [(ExamKind.PROCTORED, True), (ExamKind.PRACTICE, False)])
def test_staff_decline_a_practice_without_touching_other_exams(kind: ExamKind, cascades: bool) -> None:
    answer = move(facts(Status.CREATED, kind), Status.DECLINED, Actor.STAFF)

    assert (Consequence.CASCADE_DECLINES in answer.consequences) == cascades


def test_staff_block_without_further_consequences() -> None:
    assert move(facts(Status.CREATED), Status.ONBOARDING_MISSING, Actor.STAFF).consequences == frozenset()


@pytest.mark.parametrize("actor", [Actor.STAFF, Actor.SYSTEM])
def test_setting_an_attempt_aside_lets_its_learner_make_a_new_one(actor: Actor) -> None:
    answer = move(facts(Status.VERIFIED), Status.ONBOARDING_RESET, actor)

    assert answer.consequences == {Consequence.RELEASE_LIVE_KEY}


def test_refusal_without_a_row_names_both_statuses_and_the_actor() -> None:
    answer = refusal(facts(Status.VERIFIED), Status.STARTED, Actor.VENDOR)

    assert answer.code == "illegal_transition"
    assert set(answer.values.values()) == {"verified", "started", "vendor"}
    assert all(value in answer.text for value in answer.values.values())
    assert "%(status)s" in answer.message


def test_refusal_of_a_row_says_its_reason() -> None:
    answer = refusal(facts(Status.STARTED), Status.STARTED, Actor.LEARNER)

    assert (answer.text, answer.rule) == ("This attempt has already been started.", "already_started")


@pytest.mark.parametrize("actor", Actor)
def test_what_describes_an_exam_is_never_given_to_an_attempt(actor: Actor) -> None:
    for wanted in NEVER_STORED:
        assert refusal(facts(Status.CREATED), wanted, actor).code == "never_stored"


def test_staff_who_want_what_is_there_are_told_so() -> None:
    answer = move(facts(Status.VERIFIED), Status.VERIFIED, Actor.STAFF)

    assert (answer.rule, answer.changed) == ("staff_repeats", False)


def test_going_on_gives_a_start_to_an_attempt_that_has_none() -> None:
    answer = move(facts(Status.READY_TO_SUBMIT), Status.STARTED, Actor.LEARNER)

    assert answer.consequences == {Consequence.SET_START, Consequence.NOTIFY_STARTED}


@pytest.mark.parametrize("kind", [ExamKind.TIMED, ExamKind.PRACTICE, ExamKind.ONBOARDING])
@pytest.mark.parametrize("status", [Status.CREATED, Status.SUBMITTED])
def test_cascade_concerns_proctored_exams_only(kind: ExamKind, status: Status) -> None:
    assert refusal(facts(status, kind), Status.DECLINED, Actor.SYSTEM).code == "illegal_transition"


def test_onboarding_is_wanted_by_backends_only() -> None:
    given = facts(Status.CREATED, ExamKind.TIMED)

    assert refusal(given, Status.ONBOARDING_MISSING, Actor.SYSTEM).code == "illegal_transition"


BROKEN = {Consequence.MAKE_RESUMABLE, Consequence.NOTIFY_ERROR, Consequence.CLEAR_ONBOARDING_BLOCKS}


@pytest.mark.parametrize("actor", [Actor.STAFF, Actor.VENDOR])
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Status.VERIFIED, {Consequence.CLEAR_ONBOARDING_BLOCKS}),
        (Status.REJECTED, {Consequence.CLEAR_ONBOARDING_BLOCKS}),
        (Status.SECOND_REVIEW_REQUIRED, {Consequence.CLEAR_ONBOARDING_BLOCKS}),
        (Status.ERROR, BROKEN),
    ],
)
def test_verdict_on_an_onboarding_has_all_its_consequences(
    actor: Actor, wanted: Status, expected: set[Consequence]
) -> None:
    given = facts(Status.SUBMITTED, ExamKind.ONBOARDING, is_sample=True, submitted_before=True)

    assert move(given, wanted, actor).consequences == expected


def test_pass_without_submission_has_the_consequences_of_an_error() -> None:
    answer = move(facts(Status.STARTED, ExamKind.ONBOARDING, is_sample=True), Status.VERIFIED, Actor.VENDOR)

    assert answer.consequences == BROKEN | {Consequence.SAVE_SECONDS}
