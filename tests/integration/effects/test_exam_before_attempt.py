"""A vendor that keeps exams hears of an exam before it hears of attempts at it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from proctoring_host.attempts.create import create_attempt
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.circuit import THRESHOLD
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import BackendUnreachable
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.models import Attempt, Circuit, Effect, EffectState, Exam
from tests.factories import COURSE, T0, FakeClock, cause, make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.attempts.test_create import MUCH_LATER
from tests.integration.effects.steps import registration, runner

pytestmark = pytest.mark.django_db(transaction=True)
UNREACHABLE = BackendUnreachable("No answer.", backend="fake")


@pytest.fixture
def vendor() -> Iterator[FakeVendor]:
    with using_fake_backend(capabilities=[Capability.EXAMS]) as vendor:
        yield vendor


def _unknown_exam(vendor: FakeVendor) -> Exam:
    """Made while the vendor was down for exams."""
    vendor.raises["register_exam"] = UNREACHABLE
    spec = ExamSpec(course_id=COURSE, content_id="block", exam_name="Algebra", time_limit_mins=90)
    return create_exam(spec, cause(Actor.STAFF))


def _begin(exam: Exam, user) -> Attempt:
    return create_attempt(exam.pk, user.pk, taking_as_proctored=True, cause=cause(user=user))


def test_an_attempt_waits_for_its_exam(vendor: FakeVendor) -> None:
    exam, user = _unknown_exam(vendor), make_user()

    with pytest.raises(BackendUnreachable, match="nothing is lost"):
        _begin(exam, user)

    assert vendor.called("register_attempt") == []
    assert Effect.objects.get(kind=Kind.VENDOR_REGISTER).state == EffectState.PENDING


def test_the_exam_is_told_first_as_soon_as_the_vendor_can_be_had(vendor: FakeVendor) -> None:
    exam, user = _unknown_exam(vendor), make_user()
    vendor.raises.clear()

    attempt = _begin(exam, user)

    assert attempt.external_id == f"vendor-{attempt.code}"
    assert [name for name, _ in vendor.calls] == ["register_exam", "register_exam", "register_attempt"]
    assert vendor.called("register_attempt")[0].exam.external_id == f"vendor-exam-{exam.pk}"
    assert Effect.objects.get(kind=Kind.VENDOR_EXAM).state == EffectState.DONE


def test_an_exam_whose_registration_was_given_up_is_tried_once_more(vendor: FakeVendor) -> None:
    exam, user = _unknown_exam(vendor), make_user()
    Effect.objects.update(state=EffectState.DEAD)
    vendor.raises.clear()

    assert _begin(exam, user).external_id


def test_an_exam_that_no_vendor_was_ever_told_of_is_told_now(vendor: FakeVendor) -> None:
    exam, user = make_exam(), make_user()

    attempt = _begin(exam, user)

    assert vendor.called("register_attempt")[0].exam.external_id == f"vendor-exam-{exam.pk}"
    assert attempt.external_id
    assert len(vendor.called("register_exam")) == 1


def test_an_exam_that_is_just_being_told_is_waited_for(vendor: FakeVendor) -> None:
    exam = _unknown_exam(vendor)
    Effect.objects.update(state=EffectState.RUNNING, leased_until=MUCH_LATER, lease_token="elsewhere.1.a.b")
    vendor.raises.clear()

    state = runner().run(registration(make_attempt(exam, external_id=None)).pk)

    assert state == EffectState.PENDING
    assert vendor.called("register_attempt") == []


def test_what_an_operator_discarded_is_not_waited_for(vendor: FakeVendor) -> None:
    exam = _unknown_exam(vendor)
    Effect.objects.update(state=EffectState.DISCARDED)

    state = runner().run(registration(make_attempt(exam, external_id=None)).pk)

    assert state == EffectState.DONE
    assert len(vendor.called("register_exam")) == 1


def test_an_exam_the_vendor_knows_is_not_told_again(vendor: FakeVendor) -> None:
    runner().run(registration(make_attempt(make_exam(external_id="known"), external_id=None)).pk)

    assert vendor.called("register_exam") == []
    assert vendor.called("register_attempt")[0].exam.external_id == "known"


def test_an_exam_that_moved_to_another_vendor_is_not_waited_for() -> None:
    with using_fake_backend("fake", "other", capabilities=[Capability.EXAMS]) as vendor:
        runner().run(registration(make_attempt(make_exam(backend="other"), backend="fake", external_id=None)).pk)

    assert [name for name, _ in vendor.calls] == ["register_attempt"]


def test_after_a_pause_one_registration_tells_of_the_exam_and_of_the_attempt(vendor: FakeVendor, settings) -> None:
    """The exam is told within the one call that is let through: a second look at the breaker would stop it for ever."""
    exam = _unknown_exam(vendor)
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    waiting = registration(make_attempt(exam, external_id=None))
    vendor.raises.clear()
    opened = Circuit.objects.get(backend="fake")
    Circuit.objects.update(failures=THRESHOLD, trips=1, open_until=timezone.now())

    state = runner(FakeClock(timezone.now())).run(waiting.pk)

    assert state == EffectState.DONE
    assert [name for name, _ in vendor.calls] == ["register_exam", "register_exam", "register_attempt"]
    opened.refresh_from_db()
    assert (opened.failures, opened.open_until) == (0, None)


def test_a_probe_that_fails_at_the_exam_counts_once(vendor: FakeVendor, settings) -> None:
    exam = _unknown_exam(vendor)
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    waiting = registration(make_attempt(exam, external_id=None))
    Circuit.objects.update(failures=THRESHOLD, trips=1, open_until=timezone.now())

    state = runner(FakeClock(timezone.now())).run(waiting.pk)

    found = Circuit.objects.get(backend="fake")
    assert state == EffectState.PENDING
    assert (found.failures, found.trips) == (THRESHOLD + 1, 2)


def test_learners_who_wait_for_the_exam_are_no_trouble_of_the_vendor(vendor: FakeVendor, settings) -> None:
    """Many begin at once, one of them has the exam told: nobody else's wait may pause the vendor for all."""
    exam = _unknown_exam(vendor)
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    Circuit.objects.all().delete()
    Effect.objects.update(state=EffectState.RUNNING, leased_until=MUCH_LATER, lease_token="elsewhere.1.a.b")
    waiting = [registration(make_attempt(exam, external_id=None)) for _ in range(THRESHOLD + 1)]

    states = {runner().run(effect.pk) for effect in waiting}

    assert states == {EffectState.PENDING}
    assert not Circuit.objects.exists()
    tries = Effect.objects.filter(kind=Kind.VENDOR_REGISTER).values_list("tries", "next_at")
    assert {(number, at <= T0 + timedelta(seconds=15)) for number, at in tries} == {(0, True)}


def test_whoever_waits_for_the_exam_is_not_told_of_a_failure(vendor: FakeVendor) -> None:
    exam, user = _unknown_exam(vendor), make_user()
    Effect.objects.update(state=EffectState.RUNNING, leased_until=MUCH_LATER, lease_token="elsewhere.1.a.b")

    attempt = _begin(exam, user)

    assert attempt.external_id is None


def test_a_person_who_has_a_paused_vendor_called_has_the_exam_told_too(vendor: FakeVendor, settings) -> None:
    exam = _unknown_exam(vendor)
    settings.PROCTORING_SETTINGS = {"EFFECTS_INLINE": False}
    waiting = registration(make_attempt(exam, external_id=None))
    vendor.raises.clear()
    Circuit.objects.update(failures=THRESHOLD, trips=1, open_until=MUCH_LATER)

    state = runner(heeds_circuits=False).run(waiting.pk, force=True)

    assert state == EffectState.DONE
