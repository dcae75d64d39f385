"""Several workers at once run each effect once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from proctoring_host.domain.statuses import Status
from proctoring_host.effects.runner import run_due
from proctoring_host.models import Effect, EffectState
from tests.factories import T0, make_attempt
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import notification, registration


@pytest.mark.django_db(transaction=True)
def test_each_effect_runs_once_and_lanes_stay_in_order(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    attempts = [make_attempt(external_id=None) for _ in range(6)]
    for attempt in attempts:
        registration(attempt)
        notification(attempt, Status.STARTED)
        notification(attempt, Status.SUBMITTED)
    together = threading.Barrier(3)

    def work() -> None:
        together.wait()
        run_due(T0 + timedelta(hours=1))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    run_due(T0 + timedelta(hours=1))

    told = [(change.attempt.code, change.to_status) for change in vendor.called("notify_attempt")]
    registered = [registration.attempt_code for registration in vendor.called("register_attempt")]
    assert set(Effect.objects.values_list("state", flat=True)) == {EffectState.DONE}
    assert sorted(registered) == sorted(attempt.code for attempt in attempts)
    for attempt in attempts:
        mine = [status for code, status in told if code == attempt.code]
        assert mine == [Status.STARTED, Status.SUBMITTED]
