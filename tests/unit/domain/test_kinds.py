import pytest

from proctoring_host.domain.kinds import exam_kind
from proctoring_host.domain.statuses import ExamKind


@pytest.mark.parametrize(
    ("proctored", "practice", "onboards", "kind"),
    [
        (False, False, False, ExamKind.TIMED),
        (False, False, True, ExamKind.TIMED),
        (True, False, False, ExamKind.PROCTORED),
        (True, False, True, ExamKind.PROCTORED),
        (True, True, False, ExamKind.PRACTICE),
        (True, True, True, ExamKind.ONBOARDING),
        (False, True, False, None),
        (False, True, True, None),
    ],
)
def test_kind_follows_from_two_flags_and_the_backend(
    proctored: bool, practice: bool, onboards: bool, kind: ExamKind | None
) -> None:
    assert exam_kind(proctored, practice, onboards) is kind
