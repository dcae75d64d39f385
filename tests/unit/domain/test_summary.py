import pytest

from proctoring_host.domain.statuses import ExamKind, Status
from proctoring_host.domain.summary import Summary, summarise

PRACTISING = [ExamKind.PRACTICE, ExamKind.ONBOARDING]


def summary(kind: ExamKind | None, status: Status | None = None, *, course_over: bool = False) -> Summary:
    found = summarise(kind, status, course_over=course_over, may_take_proctored=True)
    assert found is not None
    return found


@pytest.mark.parametrize("status", [None, *Status])
def test_timed_exam_always_says_the_same(status: Status | None) -> None:
    found = summary(ExamKind.TIMED, status, course_over=True)

    assert found == summary(ExamKind.TIMED)
    assert (found.status, found.in_completed_state) == (None, False)


@pytest.mark.parametrize("kind", [ExamKind.PROCTORED, *PRACTISING])
def test_nothing_is_said_to_whoever_may_not_be_proctored(kind: ExamKind) -> None:
    assert summarise(kind, Status.CREATED, course_over=False, may_take_proctored=False) is None


def test_timed_exam_needs_no_permission() -> None:
    assert summarise(ExamKind.TIMED, None, course_over=False, may_take_proctored=False) is not None


def test_plain_content_has_no_summary() -> None:
    assert summarise(None, None, course_over=False, may_take_proctored=True) is None


def test_proctored_exam_without_attempt_is_eligible_until_the_course_is_over() -> None:
    assert summary(ExamKind.PROCTORED).status is Status.ELIGIBLE
    assert summary(ExamKind.PROCTORED, course_over=True).status is Status.EXPIRED
    assert summary(ExamKind.PROCTORED, Status.CREATED, course_over=True).status is Status.CREATED


@pytest.mark.parametrize("kind", PRACTISING)
def test_practice_never_expires(kind: ExamKind) -> None:
    assert summary(kind, course_over=True) == summary(kind)
    assert summary(kind).status is Status.ELIGIBLE


@pytest.mark.parametrize(
    ("one", "other"), [(Status.SUBMITTED, Status.SECOND_REVIEW_REQUIRED), (Status.REJECTED, Status.ERROR)]
)
def test_statuses_that_mean_the_same_to_a_learner_look_the_same(one: Status, other: Status) -> None:
    first, second = summary(ExamKind.PROCTORED, one), summary(ExamKind.PROCTORED, other)

    assert (first.short_description, first.suggested_icon) == (second.short_description, second.suggested_icon)
    assert (first.status, second.status) == (one, other)


def test_done_are_the_statuses_a_learner_need_not_come_back_to() -> None:
    done = {status for status in Status if summary(ExamKind.PROCTORED, status).in_completed_state}
    practised = {status for status in Status if summary(ExamKind.PRACTICE, status).in_completed_state}

    assert done == {
        Status.SUBMITTED,
        Status.SECOND_REVIEW_REQUIRED,
        Status.VERIFIED,
        Status.REJECTED,
        Status.ERROR,
    }
    assert practised == {Status.SUBMITTED, Status.ERROR}


def test_each_class_of_statuses_has_its_own_words() -> None:
    proctored = {summary(ExamKind.PROCTORED, status).short_description for status in Status}
    practice = {summary(ExamKind.PRACTICE, status).short_description for status in Status}

    # default, eligible, declined, submitted, verified, rejected, expired; default, submitted, error
    assert (len(proctored), len(practice)) == (7, 3)


def test_description_is_translated_by_whoever_shows_it() -> None:
    found = summarise(ExamKind.TIMED, None, course_over=False, may_take_proctored=True, translate=str.upper)

    assert found is not None
    assert found.short_description == summary(ExamKind.TIMED).short_description.upper()
