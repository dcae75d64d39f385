"""One round of the worker: what cannot be done for one attempt keeps nobody else waiting."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.effects import sweep as sweeping
from proctoring_host.effects.sweep import sweep
from proctoring_host.errors import AttemptNotFound
from proctoring_host.models import Attempt, EffectState
from tests.factories import make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration

pytestmark = pytest.mark.django_db
settle = sweeping.settle


def overdue(minutes: int) -> Attempt:
    deadline = timezone.now() - timedelta(minutes=minutes)
    return make_attempt(status=Status.STARTED, started_at=deadline, deadline_at=deadline)


def failing(*attempts: Attempt, error: Exception):
    """Settles all but these."""

    def stumble(attempt: Attempt, cause: object) -> Attempt:
        if attempt in attempts:
            raise error
        return settle(attempt, cause)

    return stumble


def test_an_attempt_that_cannot_be_ended_keeps_neither_others_nor_effects_waiting(
    vendor: FakeVendor, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    stuck, others = [overdue(60), overdue(50), overdue(40)], [overdue(30), overdue(20)]
    effect = registration()
    monkeypatch.setattr(sweeping, "settle", failing(*stuck, error=ValueError("Ada Learner")))

    swept = sweep()

    effect.refresh_from_db()
    assert swept.ended == 2
    assert {Attempt.objects.get(pk=attempt.pk).status for attempt in others} == {Status.SUBMITTED}
    assert effect.state == EffectState.DONE
    assert all(f"attempt not ended attempt={attempt.pk}" in caplog.text for attempt in stuck)
    assert "Ada" not in caplog.text


def test_one_that_is_gone_meanwhile_is_passed_over(vendor: FakeVendor, monkeypatch) -> None:
    gone, other = overdue(2), overdue(1)
    monkeypatch.setattr(sweeping, "settle", failing(gone, error=AttemptNotFound("Gone.")))

    assert sweep().ended == 1
    assert Attempt.objects.get(pk=other.pk).status == Status.SUBMITTED


def test_a_database_that_is_away_ends_the_round(vendor: FakeVendor, monkeypatch) -> None:
    monkeypatch.setattr(sweeping, "settle", failing(overdue(1), error=OperationalError("away")))

    with pytest.raises(OperationalError):
        sweep()


def test_reminders_that_cannot_be_written_keep_no_effect_waiting(vendor: FakeVendor, monkeypatch, caplog) -> None:
    def stumble(now: object, limit: int) -> int:
        raise ValueError("Ada Learner")

    monkeypatch.setattr(sweeping, "sweep_expiring", stumble)
    effect = registration()

    sweep()

    effect.refresh_from_db()
    assert effect.state == EffectState.DONE
    assert "reminders not written sweep=stumble" in caplog.text
    assert "Ada" not in caplog.text
