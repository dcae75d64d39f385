"""What a vendor must not keep: answers that came too late, and what was removed here without waiting for it."""

import pytest

from proctoring_host.attempts.decline import decline_attempt
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.attempts.staff import set_status
from proctoring_host.attempts.submit import submit_attempt
from proctoring_host.backend import Capability
from proctoring_host.data import FollowUp
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Attempt, Effect, EffectState
from tests.factories import FakeClock, cause, make_attempt, make_exam, make_practice_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.effects.steps import registration, runner, written

pytestmark = pytest.mark.django_db(transaction=True)
UNREACHABLE = BackendUnreachable("No answer.", backend="fake")


@pytest.fixture
def by_worker(settings) -> None:
    """Nothing runs after its commit: each test runs what it is about."""
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}


def _declined(attempt: Attempt) -> None:
    decline_attempt(attempt.pk, cause=cause())


def _set_aside(attempt: Attempt) -> None:
    set_status(attempt.pk, Status.ONBOARDING_RESET, cause=cause(Actor.STAFF))


def _removed(attempt: Attempt) -> None:
    Attempt.everything.filter(pk=attempt.pk).update(removed_at=cause().at, live_key=None)


def _registered_too_late(vendor: FakeVendor, meanwhile) -> Attempt:
    effect = registration()
    attempt = effect.attempt
    vendor.follow_ups = (FollowUp(name="poll", after_seconds=30),)
    vendor.before["register_attempt"] = lambda: meanwhile(attempt)
    runner().run(effect.pk)
    runner().run_due()
    effect.refresh_from_db()
    assert (effect.state, effect.result) == (EffectState.DONE, {"external_id": f"vendor-{attempt.code}"})
    return Attempt.everything.get(pk=attempt.pk)


@pytest.mark.usefixtures("by_worker")
@pytest.mark.parametrize("meanwhile", [_declined, _set_aside, _removed])
def test_an_id_that_comes_after_the_end_is_not_kept_but_removed_at_the_vendor(vendor: FakeVendor, meanwhile) -> None:
    attempt = _registered_too_late(vendor, meanwhile)

    [asked] = vendor.called("remove_attempt")
    assert attempt.external_id is None
    assert (asked.code, asked.external_id) == (attempt.code, f"vendor-{attempt.code}")
    assert not Effect.objects.filter(kind=Kind.FOLLOW_UP).exists()


@pytest.mark.usefixtures("by_worker")
def test_an_id_that_comes_during_the_exam_is_kept(vendor: FakeVendor) -> None:
    begun = _registered_too_late(
        vendor, lambda attempt: set_status(attempt.pk, Status.STARTED, cause=cause(Actor.STAFF))
    )

    assert begun.external_id == f"vendor-{begun.code}"
    assert vendor.called("remove_attempt") == []


def _removal(attempt: Attempt, external_id: str = "theirs") -> Effect:
    return written(Kind.VENDOR_REMOVE, attempt, {"external_id": external_id})


@pytest.mark.usefixtures("by_worker")
def test_a_vendor_that_is_down_is_asked_again(vendor: FakeVendor) -> None:
    vendor.raises["remove_attempt"] = UNREACHABLE
    effect, clock = _removal(make_attempt()), FakeClock()
    first = runner(clock).run(effect.pk)
    vendor.raises.clear()
    clock.advance(15)

    report = runner(clock).run_due()

    assert (first, report.done) == (EffectState.PENDING, 1)
    assert [data.external_id for data in vendor.called("remove_attempt")] == ["theirs", "theirs"]


@pytest.mark.usefixtures("by_worker")
def test_a_vendor_that_keeps_it_is_asked_again_and_at_last_a_person(vendor: FakeVendor) -> None:
    vendor.removes = False
    effect = _removal(make_attempt())

    assert runner(max_tries=2).run(effect.pk) == EffectState.PENDING
    assert runner(max_tries=2).run(effect.pk, force=True) == EffectState.DEAD
    effect.refresh_from_db()
    assert "fake" in effect.last_error


@pytest.mark.parametrize("reachable", [True, False])
def test_a_practice_handed_in_and_reset_is_removed_at_the_vendor_sooner_or_later(vendor: FakeVendor, reachable) -> None:
    if not reachable:
        vendor.raises["remove_attempt"] = UNREACHABLE
    attempt = make_attempt(make_practice_exam(), status=Status.SUBMITTED)

    new = reset_practice(attempt.pk, cause=cause())

    effect = Effect.objects.get(kind=Kind.VENDOR_REMOVE)
    assert effect.state == (EffectState.DONE if reachable else EffectState.PENDING)
    assert [data.external_id for data in vendor.called("remove_attempt")] == [attempt.external_id]
    assert (new.status, Attempt.everything.get(pk=attempt.pk).removed_at) == (Status.CREATED, cause().at)


def test_a_block_that_an_onboarding_removed_is_removed_at_the_vendor_sooner_or_later() -> None:
    user = make_user()
    with using_fake_backend(capabilities=[Capability.ONBOARDING]) as vendor:
        vendor.raises["remove_attempt"] = UNREACHABLE
        known = make_attempt(make_exam(), user, Status.ONBOARDING_PENDING)
        submit_attempt(make_attempt(make_practice_exam(), user, Status.STARTED).pk, cause=cause())
        left = Effect.objects.get(kind=Kind.VENDOR_REMOVE)
        vendor.raises.clear()

        state = runner().run(left.pk, force=True)

    assert (left.state, left.attempt_id, state) == (EffectState.PENDING, known.pk, EffectState.DONE)
