import pytest

from proctoring_host.domain.responsible import SiblingAttempt, is_responsible
from proctoring_host.domain.statuses import Status


def among(status: Status, *others: Status, is_sample: bool = False) -> bool:
    attempt = SiblingAttempt(id=1, status=status, is_sample=is_sample)
    siblings = [SiblingAttempt(id=number, status=other) for number, other in enumerate(others, 2)]
    return is_responsible(attempt, siblings)


@pytest.mark.parametrize("status", Status)
def test_only_attempt_is_responsible(status: Status) -> None:
    assert among(status)


@pytest.mark.parametrize("status", Status)
def test_practice_is_always_responsible(status: Status) -> None:
    assert among(status, Status.REJECTED, Status.DECLINED, is_sample=True)


@pytest.mark.parametrize(
    ("status", "others", "expected"),
    [
        (Status.DECLINED, [Status.VERIFIED], True),
        (Status.ERROR, [Status.REJECTED], True),
        (Status.SUBMITTED, [Status.ERROR, Status.VERIFIED], True),
        (Status.SUBMITTED, [Status.ERROR, Status.REJECTED], False),
        (Status.VERIFIED, [Status.VERIFIED, Status.VERIFIED], True),
        (Status.VERIFIED, [Status.VERIFIED, Status.SUBMITTED], False),
        (Status.VERIFIED, [Status.ERROR], False),
        (Status.REJECTED, [Status.VERIFIED, Status.SUBMITTED], True),
        (Status.REJECTED, [Status.REJECTED], False),
        (Status.REJECTED, [Status.DECLINED], False),
        (Status.STARTED, [Status.ERROR], False),
        (Status.SECOND_REVIEW_REQUIRED, [Status.ERROR], False),
    ],
)
def test_one_of_several_speaks_for_the_learner(status: Status, others: list[Status], expected: bool) -> None:
    assert among(status, *others) is expected


def test_attempt_is_not_its_own_sibling() -> None:
    before = SiblingAttempt(id=1, status=Status.REJECTED)

    assert is_responsible(SiblingAttempt(id=1, status=Status.SUBMITTED), [before])
