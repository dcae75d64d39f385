"""A vendor that does not answer is left alone for a while, and tried by one effect after that."""

from datetime import timedelta

import pytest

from proctoring_host import Backend, BackendOptions
from proctoring_host.conf import ProctoringSettings
from proctoring_host.domain.statuses import Status
from proctoring_host.effects import circuit
from proctoring_host.effects.circuit import (
    FIRST_PAUSE,
    PROBE_SECONDS,
    THRESHOLD,
    close,
    counts,
    gate_of,
    is_open,
    note,
)
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outcomes import Done
from proctoring_host.effects.retry import SPREAD_SECONDS
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendError,
    BackendUnavailable,
    BackendUnreachable,
    InvalidValue,
    OnboardingRequired,
    RegistrationRefused,
)
from proctoring_host.models import Circuit, EffectState
from proctoring_host.registry import Candidate, Registry, using_registry
from tests.factories import FakeClock, make_attempt
from tests.fake_backend import FakeBackend, FakeVendor
from tests.integration.effects.steps import registration, runner, transition, written

DOWN = BackendUnreachable("No answer.", backend="fake")
BUSY = BackendError("Busy.", backend="fake", vendor_status=429, retry_after=120)
NO = RegistrationRefused("No.", backend="fake", vendor_status=400)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def fail(vendor: FakeVendor, clock: FakeClock, times: int, error: BackendError = DOWN) -> None:
    """So many registrations, each of which the vendor fails."""
    vendor.raises["register_attempt"] = error
    for _ in range(times):
        runner(clock).run(registration().pk)


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (DOWN, True),
        (BUSY, True),
        (NO, False),
        (BackendError("Broken.", backend="fake", vendor_status=502), True),
        (BackendAnswerInvalid("Not JSON.", backend="fake"), True),
        (BackendError("Breaks the contract.", backend="fake", final=True), False),
        (BackendUnavailable("Not configured.", backend="fake"), False),
        (OnboardingRequired(Status.ONBOARDING_MISSING), False),
        (InvalidValue("Ours."), False),
        (ValueError("A bug."), False),
    ],
)
def test_only_what_tells_of_trouble_at_the_vendor_counts(error: Exception, counted: bool) -> None:
    assert counts(error) is counted


@pytest.mark.django_db
def test_after_failures_in_a_row_nobody_calls_and_effects_wait_with_a_reason(
    vendor: FakeVendor, clock: FakeClock
) -> None:
    fail(vendor, clock, THRESHOLD)
    waiting = registration()

    runner(clock).run(waiting.pk)

    waiting.refresh_from_db()
    assert vendor.counts["register_attempt"] == THRESHOLD
    assert (waiting.state, waiting.tries, waiting.result["error_code"]) == (EffectState.PENDING, 0, "backend_paused")
    assert "does not answer just now" in waiting.last_error
    assert waiting.next_at == clock.now + timedelta(seconds=FIRST_PAUSE + SPREAD_SECONDS / 2)


@pytest.mark.django_db
def test_an_answer_in_between_begins_the_count_anew(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD - 1)
    vendor.raises.clear()
    runner(clock).run(registration().pk)

    fail(vendor, clock, THRESHOLD - 1)

    assert not is_open("fake")


@pytest.mark.django_db
def test_refusals_of_single_attempts_open_nothing(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD + 1, NO)

    assert vendor.counts["register_attempt"] == THRESHOLD + 1
    assert not is_open("fake")


@pytest.mark.django_db
def test_a_vendor_that_names_a_time_is_left_alone_until_then(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, 1, BUSY)

    clock.advance(119)
    assert gate_of("fake", clock()).wait_seconds == 1
    clock.advance(1)
    assert gate_of("fake", clock()).probe


@pytest.mark.django_db
def test_after_the_pause_one_call_is_let_through_and_its_success_frees_all(
    vendor: FakeVendor, clock: FakeClock
) -> None:
    fail(vendor, clock, THRESHOLD)
    clock.advance(FIRST_PAUSE)
    seen = []
    vendor.before["register_attempt"] = lambda: seen.append(gate_of("fake", clock()).wait_seconds)
    vendor.raises.clear()

    state = runner(clock).run(registration().pk)

    assert state == EffectState.DONE
    assert seen == [PROBE_SECONDS]
    row = Circuit.objects.get(backend="fake")
    assert (row.failures, row.trips, row.open_until) == (0, 0, None)


@pytest.mark.django_db
def test_a_probe_that_fails_makes_the_next_pause_longer(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD)
    clock.advance(FIRST_PAUSE)

    fail(vendor, clock, 1)

    assert gate_of("fake", clock()).wait_seconds == 2 * FIRST_PAUSE


@pytest.mark.django_db
def test_a_probe_that_asked_nothing_leaves_the_next_one_to_ask(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD)
    clock.advance(FIRST_PAUSE)
    effect = registration()
    effect.attempt.status = Status.DECLINED
    effect.attempt.save()

    runner(clock).run(effect.pk)

    assert gate_of("fake", clock()).probe


@pytest.mark.django_db
def test_a_probe_whose_process_is_gone_is_followed_by_another(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD)
    clock.advance(FIRST_PAUSE)
    assert gate_of("fake", clock()).probe

    clock.advance(PROBE_SECONDS)

    assert gate_of("fake", clock()).probe


@pytest.mark.django_db
def test_a_person_may_have_a_vendor_called_that_is_left_alone(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD)
    vendor.raises.clear()

    assert runner(clock, heeds_circuits=False).run(registration().pk, force=True) == EffectState.DONE


@pytest.mark.django_db
def test_another_backend_is_not_concerned(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD)

    assert is_open("fake")
    assert gate_of("other", clock()).wait_seconds == 0


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.VENDOR_NOTIFY, Kind.VENDOR_REMOVE])
def test_what_a_backend_does_not_want_to_know_is_no_answer_of_its_vendor(clock: FakeClock, kind: Kind) -> None:
    """Else each submission would make forgotten that the vendor registers nobody."""

    class Quiet(Backend[BackendOptions]):
        register_attempt, authenticate_callback, parse_callback = (
            FakeBackend.register_attempt,
            FakeBackend.authenticate_callback,
            FakeBackend.parse_callback,
        )
        vendor = FakeVendor(raises={"register_attempt": DOWN})

    settings = ProctoringSettings(enabled=True, backends={"fake": {}}, default_backend="fake")
    with using_registry(Registry.load(settings, installed=[Candidate.backend("fake", Quiet)])):
        fail(Quiet.vendor, clock, THRESHOLD - 1)
        attempt = make_attempt(status=Status.SUBMITTED)
        change = transition(attempt, Status.SUBMITTED)
        told = written(kind, attempt, {"transition_id": change.pk, "external_id": "x"})
        state = runner(clock).run(told.pk)
        fail(Quiet.vendor, clock, 1)

    assert state == EffectState.DONE
    assert is_open("fake")


@pytest.mark.django_db
def test_a_late_answer_beside_a_probe_that_asked_nothing_leaves_nobody_alone(
    vendor: FakeVendor, clock: FakeClock
) -> None:
    """A call from before the pause is answered, and so closes the breaker, while the probe is under way."""
    fail(vendor, clock, THRESHOLD - 1)
    late = gate_of("fake", clock())
    fail(vendor, clock, 1)
    clock.advance(FIRST_PAUSE)
    probe = gate_of("fake", clock())
    note(late, 200, clock())

    skipped = Done(result={"skipped": "as for an attempt that was removed"})
    circuit._answered(probe, skipped, clock())

    assert gate_of("fake", clock()).wait_seconds == 0
    assert not is_open("fake")


@pytest.mark.django_db
def test_a_success_between_the_last_failure_and_the_opening_keeps_it_closed(clock: FakeClock, monkeypatch) -> None:
    row = Circuit.objects.create(backend="fake", failures=THRESHOLD - 1, changed_at=clock())
    failing = gate_of("fake", clock())
    look = Circuit.refresh_from_db

    def answered_meanwhile(self: Circuit) -> None:
        look(self)
        close("fake", clock())

    monkeypatch.setattr(Circuit, "refresh_from_db", answered_meanwhile)

    note(failing, None, clock())

    row = Circuit.objects.get()
    assert (row.failures, row.trips, row.open_until) == (0, 0, None)


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["success", "person"])
def test_what_is_open_without_a_failure_is_closed_like_any_other(clock: FakeClock, how: str) -> None:
    """As an earlier version could leave it."""
    Circuit.objects.create(backend="fake", failures=0, trips=1, open_until=clock(), changed_at=clock())

    if how == "success":
        note(gate_of("fake", clock()), 200, clock())
    else:
        assert close("fake", clock())

    assert not is_open("fake")


@pytest.mark.django_db
def test_an_attempt_that_is_registered_already_is_no_answer_of_its_vendor(vendor: FakeVendor, clock: FakeClock) -> None:
    fail(vendor, clock, THRESHOLD)
    clock.advance(FIRST_PAUSE)

    state = runner(clock).run(registration(make_attempt(external_id="known")).pk)

    assert state == EffectState.DONE
    assert gate_of("fake", clock()).probe
