"""How `proctoring doctor` counts what waits."""

import pytest

from proctoring_host.effects.queries import Backlog
from proctoring_host.management.doctor import services


@pytest.mark.parametrize(
    ("count", "seconds", "texts"),
    [
        (0, 0.0, []),
        (
            1,
            1.2,
            [
                "Overdue by up to 1 second: 1 vendor call or mail.",
                "Given up after many tries: 1 vendor call or mail.",
            ],
        ),
        (
            2,
            61.0,
            [
                "Overdue by up to 61 seconds: 2 vendor calls or mails.",
                "Given up after many tries: 2 vendor calls or mails.",
            ],
        ),
    ],
)
def test_words_follow_their_number(count: int, seconds: float, texts: list[str], monkeypatch) -> None:
    waiting = Backlog(pending=count, overdue=count, oldest_age_seconds=seconds, dead=count)
    monkeypatch.setattr(services, "backlog", lambda now: waiting)

    assert [finding.text for finding in services.of_worker()] == texts
