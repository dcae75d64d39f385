"""What the scripts of a page are told of the time."""

import pytest

from proctoring_host.data import LaunchInfo
from proctoring_host.domain.deadlines import Thresholds, thresholds
from proctoring_host.web.learner.client import _marks, client_data
from tests.factories import T0


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (thresholds(5400, 0.2, 0.05), [(1080, False), (300, False), (60, True)]),
        (thresholds(600, 0.2, 0.05), [(300, False), (120, False), (60, True)]),
        (Thresholds(0, 0), [(300, False), (60, True)]),
    ],
    ids=["90 minutes", "10 minutes", "no marks"],
)
def test_the_time_is_told_at_the_marks_and_near_the_end_and_never_twice_in_the_same_words(marks, expected) -> None:
    assert [(mark["at"], mark["urgent"]) for mark in _marks(marks)] == expected


def test_before_there_is_an_attempt_nothing_runs_and_nobody_is_asked() -> None:
    data = client_data(None, now=T0, launch=LaunchInfo(script_url="/static/x.js"))

    assert (data["runs"], set(data)) == (False, {"runs", "texts"})
