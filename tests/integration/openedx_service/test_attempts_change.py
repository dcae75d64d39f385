"""Attempts, changed through the service: every change is a transition with its log and its effects."""

import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.errors import (
    AttemptExists,
    AttemptNotFound,
    AttemptPastDue,
    AttemptStarted,
    ExamNotFound,
    InvalidValue,
    NotResumable,
    PermissionRefused,
    RemovalFailed,
    TransitionRefused,
)
from proctoring_host.models import Attempt, Transition
from proctoring_host.openedx.service import ProctoringService
from tests.factories import make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor

pytestmark = pytest.mark.django_db(transaction=True)
UNKNOWN = 99999


def status_of(attempt_id: int) -> str:
    return str(Attempt.everything.values_list("status", flat=True).get(pk=attempt_id))


def last_change(attempt_id: int) -> Transition:
    return Transition.objects.filter(attempt_id=attempt_id).latest("id")


def ready(learner: User) -> Attempt:
    return make_attempt(make_exam(), learner, Status.READY_TO_START, started_at=None, completed_at=None)


def test_create_exam_attempt(service: ProctoringService, learner: User, vendor: FakeVendor) -> None:
    exam = make_exam()
    made = service.create_exam_attempt(exam.pk, learner.pk, taking_as_proctored=True)
    attempt = Attempt.objects.get(pk=made)
    assert (attempt.status, attempt.taking_as_proctored, attempt.external_id) == (
        "created",
        True,
        f"vendor-{attempt.code}",
    )
    with pytest.raises(AttemptExists):
        service.create_exam_attempt(exam.pk, learner.pk, True)
    with pytest.raises(ExamNotFound):
        service.create_exam_attempt(UNKNOWN, learner.pk)
    assert vendor.counts["register_attempt"] == 1


def test_create_exam_attempt_without_proctoring_declines_a_proctored_exam(
    service: ProctoringService, learner: User
) -> None:
    assert status_of(service.create_exam_attempt(make_exam().pk, learner.pk)) == "declined"
    assert status_of(service.create_exam_attempt(make_timed_exam().pk, learner.pk)) == "created"


def test_create_exam_attempt_refuses_a_proctored_exam_past_due(service: ProctoringService, learner: User) -> None:
    with pytest.raises(AttemptPastDue):
        service.create_exam_attempt(make_exam(due_date=timezone.now() - timedelta(1)).pk, learner.pk, True)


def test_start_exam_attempt(service: ProctoringService, learner: User) -> None:
    exam = make_timed_exam()
    with pytest.raises(AttemptNotFound):
        service.start_exam_attempt(exam.pk, learner.pk)
    made = service.create_exam_attempt(exam.pk, learner.pk)
    assert service.start_exam_attempt(exam.pk, learner.pk) == made
    assert (status_of(made), last_change(made).actor_user) == ("started", learner)
    with pytest.raises(AttemptStarted):
        service.start_exam_attempt(exam.pk, learner.pk)


def test_start_exam_attempt_waits_for_the_set_up(service: ProctoringService, learner: User) -> None:
    exam = make_exam()
    service.create_exam_attempt(exam.pk, learner.pk, taking_as_proctored=True)
    with pytest.raises(TransitionRefused):
        service.start_exam_attempt(exam.pk, learner.pk)


def test_start_exam_attempt_by_code(service: ProctoringService, learner: User) -> None:
    attempt = ready(learner)
    assert service.start_exam_attempt_by_code(attempt.code) == attempt.pk
    assert status_of(attempt.pk) == "started"
    with pytest.raises(AttemptNotFound):
        service.start_exam_attempt_by_code("nobody's")


def test_stop_exam_attempt(service: ProctoringService, learner: User) -> None:
    exam = make_timed_exam()
    made = service.create_exam_attempt(exam.pk, learner.pk)
    service.start_exam_attempt(exam.pk, learner.pk)
    assert service.stop_exam_attempt(made) == made
    assert status_of(made) == "ready_to_submit"
    with pytest.raises(AttemptNotFound):
        service.stop_exam_attempt(UNKNOWN)


def test_mark_exam_attempt_timeout(service: ProctoringService, learner: User) -> None:
    exam = make_timed_exam()
    made = service.create_exam_attempt(exam.pk, learner.pk)
    service.start_exam_attempt(exam.pk, learner.pk)
    assert service.mark_exam_attempt_timeout(made) == made
    attempt = Attempt.objects.get(pk=made)
    assert (attempt.status, attempt.timed_out_at is not None) == ("submitted", True)
    with pytest.raises(AttemptNotFound):
        service.mark_exam_attempt_timeout(UNKNOWN)


def test_mark_exam_attempt_as_ready(service: ProctoringService, learner: User) -> None:
    attempt = make_attempt(make_exam(), learner, Status.CREATED)
    assert service.mark_exam_attempt_as_ready(attempt.pk) == attempt.pk
    assert status_of(attempt.pk) == "ready_to_start"
    service.start_exam_attempt_by_code(attempt.code)
    service.mark_exam_attempt_as_ready(attempt.pk)
    assert status_of(attempt.pk) == "submitted"
    with pytest.raises(TransitionRefused):
        service.mark_exam_attempt_as_ready(attempt.pk)


def broken(service: ProctoringService, learner: User) -> Attempt:
    attempt = ready(learner)
    service.start_exam_attempt_by_code(attempt.code)
    service.update_attempt_status(attempt.pk, "error")
    return attempt


def test_mark_exam_attempt_as_ready_to_resume(service: ProctoringService, learner: User) -> None:
    attempt = broken(service, learner)
    assert service.mark_exam_attempt_as_ready_to_resume(attempt.pk) == attempt.pk
    attempt.refresh_from_db()
    assert attempt.ready_to_resume
    with pytest.raises(NotResumable):
        service.mark_exam_attempt_as_ready_to_resume(ready(make_user()).pk)
    with pytest.raises(AttemptNotFound):
        service.mark_exam_attempt_as_ready_to_resume(UNKNOWN)


def test_mark_exam_attempt_as_resumed(service: ProctoringService, learner: User) -> None:
    attempt = broken(service, learner)
    with pytest.raises(NotResumable):
        service.mark_exam_attempt_as_resumed(attempt.pk)
    service.mark_exam_attempt_as_ready_to_resume(attempt.pk)
    assert [service.mark_exam_attempt_as_resumed(attempt.pk) for _again in range(2)] == [attempt.pk] * 2
    attempt.refresh_from_db()
    assert (attempt.resumed, attempt.ready_to_resume, attempt.is_resumable) == (True, False, False)


def test_mark_exam_attempt_as_resumed_leaves_the_time_to_the_next_attempt(
    service: ProctoringService, learner: User
) -> None:
    attempt = broken(service, learner)
    service.update_exam_attempt(attempt.pk, time_remaining_seconds=600)
    service.mark_exam_attempt_as_ready_to_resume(attempt.pk)
    service.mark_exam_attempt_as_resumed(attempt.pk)
    second = Attempt.objects.get(pk=service.create_exam_attempt(attempt.exam_id, learner.pk, True))
    attempt.refresh_from_db()
    assert (second.saved_seconds, second.live_key is not None, attempt.live_key) == (600, True, None)


def test_update_attempt_status(service: ProctoringService, learner: User, teacher: User) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    assert service.update_attempt_status(attempt.pk, "verified", update_attributable_to=teacher) == attempt.pk
    change = last_change(attempt.pk)
    assert (change.to_status, change.actor, change.actor_user) == ("verified", "staff", teacher)
    assert "update_attempt_status" in change.reason


def test_update_attempt_status_refuses_what_was_completed_to_go_on(service: ProctoringService, learner: User) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    with pytest.raises(TransitionRefused):
        service.update_attempt_status(attempt.pk, "started")
    with pytest.raises(InvalidValue, match="wibble is no status"):
        service.update_attempt_status(attempt.pk, "wibble")
    assert status_of(attempt.pk) == "submitted"


def test_update_attempt_status_of_an_unknown_attempt(service: ProctoringService) -> None:
    with pytest.raises(AttemptNotFound):
        service.update_attempt_status(UNKNOWN, "submitted")
    assert service.update_attempt_status(UNKNOWN, "submitted", raise_if_not_found=False) is None


def test_update_attempt_status_takes_the_time_of_a_time_out(service: ProctoringService, learner: User) -> None:
    now = timezone.now()
    attempt = make_attempt(
        make_timed_exam(),
        learner,
        Status.STARTED,
        started_at=now - timedelta(minutes=20),
        deadline_at=now + timedelta(minutes=70),
        completed_at=None,
    )
    when = now - timedelta(minutes=5)
    service.update_attempt_status(attempt.pk, "timed_out", timeout_timestamp=when)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.completed_at) == ("submitted", when)


@pytest.mark.parametrize(("cascade", "other"), [(True, "declined"), (False, "created")])
def test_update_attempt_status_declines_the_course_unless_told_otherwise(
    service: ProctoringService, learner: User, cascade: bool, other: str
) -> None:
    first, second = make_attempt(make_exam(), learner), make_attempt(make_exam(), learner)
    service.update_attempt_status(first.pk, "declined", cascade_effects=cascade)
    assert (status_of(first.pk), status_of(second.pk)) == ("declined", other)


def test_update_exam_attempt(service: ProctoringService, learner: User) -> None:
    attempt = make_attempt(make_exam(), learner)
    service.update_exam_attempt(attempt.pk, time_remaining_seconds=600, is_status_acknowledged=True)
    attempt.refresh_from_db()
    assert (attempt.saved_seconds, attempt.is_status_acknowledged, attempt.status) == (600, True, "created")
    with pytest.raises(PermissionRefused, match="status of an attempt"):
        service.update_exam_attempt(attempt.pk, status="verified")
    with pytest.raises(AttemptNotFound):
        service.update_exam_attempt(UNKNOWN, time_remaining_seconds=1)


@pytest.mark.parametrize("seconds", [-1, "600", True, float("nan"), 10**12])
def test_update_exam_attempt_refuses_what_is_no_time(
    service: ProctoringService, learner: User, seconds: object
) -> None:
    attempt = make_attempt(make_exam(), learner)
    with pytest.raises(InvalidValue) as error:
        service.update_exam_attempt(attempt.pk, time_remaining_seconds=seconds)
    assert error.value.field == "time_remaining_seconds"


def test_the_person_at_hand_is_named_in_the_log(
    service: ProctoringService, learner: User, teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    monkeypatch.setitem(sys.modules, "crum", SimpleNamespace(get_current_user=lambda: teacher))
    service.update_attempt_status(attempt.pk, "rejected")
    assert last_change(attempt.pk).actor_user == teacher


def test_within_a_request_that_is_one_transaction_the_vendor_is_called_after_it(
    service: ProctoringService, learner: User, vendor: FakeVendor
) -> None:
    exam = make_exam()
    with transaction.atomic():
        made = service.create_exam_attempt(exam.pk, learner.pk, taking_as_proctored=True)
        assert vendor.calls == []
    assert Attempt.objects.get(pk=made).external_id == f"vendor-{Attempt.objects.get(pk=made).code}"


def test_reset_practice_exam(service: ProctoringService, learner: User) -> None:
    exam = make_practice_exam()
    with pytest.raises(AttemptNotFound):
        service.reset_practice_exam(exam.pk, learner.pk, learner)
    first = make_attempt(exam, learner, Status.ERROR)
    second = service.reset_practice_exam(exam.pk, learner.pk, learner)
    assert (status_of(first.pk), status_of(second)) == ("onboarding_reset", "created")


@pytest.mark.parametrize("status", [Status.STARTED, Status.VERIFIED])
def test_reset_practice_exam_refuses_one_that_runs_or_was_passed(
    service: ProctoringService, learner: User, status: Status
) -> None:
    now = timezone.now()
    attempt = make_attempt(make_practice_exam(), learner, status, started_at=now, deadline_at=now + timedelta(1))
    with pytest.raises(TransitionRefused):
        service.reset_practice_exam(attempt.exam_id, learner.pk, learner)


def test_remove_exam_attempt(service: ProctoringService, learner: User, teacher: User, vendor: FakeVendor) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    vendor.removes = False
    with pytest.raises(RemovalFailed):
        service.remove_exam_attempt(attempt.pk, teacher)
    assert service.get_exam_attempt_by_id(attempt.pk) is not None
    vendor.removes = True
    service.remove_exam_attempt(attempt.pk, requesting_user=teacher)
    assert service.get_exam_attempt_by_id(attempt.pk) is None
    assert last_change(attempt.pk).actor_user == teacher
    for unknown in (attempt.pk, UNKNOWN):
        with pytest.raises(AttemptNotFound):
            service.remove_exam_attempt(unknown, teacher)


def test_remove_exam_attempt_need_not_wait_for_the_vendor(
    service: ProctoringService, learner: User, teacher: User, vendor: FakeVendor
) -> None:
    attempt = make_attempt(make_exam(), learner, Status.SUBMITTED)
    vendor.removes = False
    service.remove_exam_attempt(attempt.pk, teacher, require_backend_removal=False)
    assert service.get_exam_attempt_by_id(attempt.pk) is None
    assert vendor.counts["remove_attempt"] == 1
