"""What a platform's services are told of a change: after the commit, in order, once, and again after a failure."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from proctoring_host.attempts.change import change_status
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.remove import remove_attempt, remove_without_waiting
from proctoring_host.attempts.repeat import tell_again
from proctoring_host.attempts.reset import reset_practice
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Effect, EffectState
from tests.factories import (
    T0,
    FakeClock,
    cause,
    make_attempt,
    make_exam,
    make_practice_exam,
    make_timed_exam,
    make_user,
)
from tests.integration.effects.steps import runner
from tests.integration.platform.services import (
    CertificatesService,
    CreditService,
    GradesService,
    InstructorService,
    Recorded,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vendor", "in_openedx")]
SERVICES = (Kind.COURSEWORK, Kind.CREDIT, Kind.GRADE, Kind.CERTIFICATE)


class Services:
    """All services with one list of calls, so that their order shows."""

    def __init__(self, *, overrides: bool = True) -> None:
        self.credit, self.instructor = CreditService(), InstructorService()
        self.grades, self.certificates = GradesService(overrides=overrides), CertificatesService()
        self.calls: list[tuple] = []
        for service in self.all:
            service.calls = self.calls

    @property
    def all(self) -> tuple[Recorded, ...]:
        return self.credit, self.instructor, self.grades, self.certificates

    @property
    def names(self) -> list[str]:
        return [call[0] for call in self.calls]


@pytest.fixture
def services(register) -> Services:
    made = Services()
    register(credit=made.credit, instructor=made.instructor, grades=made.grades, certificates=made.certificates)
    return made


def change(attempt, to: Status, actor: Actor = Actor.STAFF):
    """The change, and everything that it leads to."""
    changed = change_status(attempt.pk, to, cause=cause(actor))
    runner().run_due()
    return changed


def service_effects() -> list[Effect]:
    return list(Effect.objects.filter(kind__in=SERVICES).order_by("pk"))


def test_a_submission_completes_the_exam_then_tells_credit(services) -> None:
    attempt = make_attempt(status=Status.STARTED)

    change(attempt, Status.SUBMITTED)

    course, content = attempt.exam.course_id, attempt.exam.content_id
    assert services.calls == [
        ("complete", attempt.user.username, content),
        ("set_status", attempt.user_id, course, "proctored_exam", content, "submitted"),
    ]


def test_a_second_completion_completes_nothing_more(services) -> None:
    attempt = make_attempt(status=Status.STARTED)

    for status in (Status.SUBMITTED, Status.ERROR, Status.SUBMITTED):
        change(attempt, status)

    assert services.names.count("complete") == 1


@pytest.mark.parametrize(
    ("to", "credit"),
    [
        (Status.VERIFIED, "satisfied"),
        (Status.REJECTED, "failed"),
        (Status.ERROR, "failed"),
        (Status.DECLINED, "declined"),
    ],
)
def test_credit_is_told_in_its_own_words(services, to, credit) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    change(attempt, to)

    assert services.calls[0][-1] == credit


def test_a_rejection_sets_the_grade_to_zero_and_takes_the_certificate(services) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    change(attempt, Status.REJECTED)

    assert services.names == ["set_status", "zero", "invalidate"]


def test_with_the_grade_goes_a_comment_that_says_why_in_the_language_of_the_site(services, settings) -> None:
    settings.LANGUAGE_CODE = "de"
    watched = make_attempt(status=Status.SUBMITTED)
    timed = make_attempt(make_timed_exam(), status=Status.SUBMITTED)

    with translation.override("ar"):
        change(watched, Status.REJECTED)
        change(timed, Status.REJECTED)

    comments = [call[-1] for call in services.calls if call[0] == "zero"]
    assert comments == [
        f"Versuch {watched.pk}, beaufsichtigt von Fake Proctoring, wurde abgelehnt.",
        f"Versuch {timed.pk} wurde abgelehnt.",
    ]


def test_a_rejection_costs_nothing_where_the_course_is_not_configured_so(services) -> None:
    services.grades.overrides = False

    change(make_attempt(status=Status.SUBMITTED), Status.REJECTED)

    assert services.names == ["set_status"]
    assert {effect.state for effect in service_effects()} == {EffectState.DONE}


def test_from_rejected_to_verified_the_grade_override_is_undone(services) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    change(attempt, Status.REJECTED)
    services.grades.overrides = False

    change(attempt, Status.VERIFIED)

    assert services.names[3:] == ["set_status", "restore"]


def test_only_the_attempt_that_speaks_for_the_learner_is_told_of(services) -> None:
    first = make_attempt(status=Status.REJECTED, live_key=None)
    second = make_attempt(first.exam, first.user, Status.SUBMITTED)

    change(second, Status.REJECTED)

    assert services.names == []


def test_a_removed_attempt_does_not_count_among_the_others(services) -> None:
    removed = make_attempt(status=Status.REJECTED, live_key=None, removed_at=T0)

    change(make_attempt(removed.exam, removed.user, Status.SUBMITTED), Status.VERIFIED)

    assert services.names == ["set_status"]


def test_each_exam_that_a_cascade_declines_is_told_to_credit(services) -> None:
    exam, other, learner = make_exam(), make_exam(), make_user()

    create_attempt(exam.pk, learner.pk, taking_as_proctored=False, cause=cause())
    runner().run_due()

    declined = {(call[4], call[5]) for call in services.calls}
    assert declined == {(exam.content_id, "declined"), (other.content_id, "declined")}


def test_a_removal_gives_back_grade_work_and_credit_in_this_order(services) -> None:
    attempt, staff = make_attempt(status=Status.REJECTED), make_user("staff")

    remove_attempt(attempt.pk, cause=cause(Actor.STAFF, user=staff))
    runner().run_due()

    course, content = attempt.exam.course_id, attempt.exam.content_id
    assert services.calls == [
        ("restore", attempt.user_id, course, content, "PROCTORING"),
        ("erase", attempt.user.username, course, content, staff),
        ("remove_status", attempt.user_id, course, "proctored_exam", content),
    ]


def test_a_rejection_names_who_gave_it_to_the_grades(services) -> None:
    attempt, staff = make_attempt(status=Status.SUBMITTED), make_user("staff")

    change_status(attempt.pk, Status.REJECTED, cause=cause(Actor.STAFF, user=staff))
    runner().run_due()

    assert services.calls[1][0] == "zero"
    assert staff in services.calls[1]


def test_the_removal_of_an_attempt_that_was_not_over_leaves_the_credit_of_another(services) -> None:
    verified = make_attempt(status=Status.VERIFIED, live_key=None)
    begun = make_attempt(verified.exam, verified.user)

    remove_attempt(begun.pk, cause=cause(Actor.STAFF))
    runner().run_due()

    assert services.names == ["restore", "erase"]


@pytest.mark.parametrize("started", [True, False])
def test_answers_given_since_a_removal_are_not_forgotten_with_it(services, started) -> None:
    removed, clock = make_attempt(status=Status.SUBMITTED), FakeClock()
    services.instructor.failing.add("erase")
    remove_attempt(removed.pk, cause=cause(Actor.STAFF))
    runner(clock).run_due()
    later = T0 + timedelta(seconds=30)
    make_attempt(
        removed.exam,
        removed.user,
        Status.STARTED if started else Status.CREATED,
        started_at=later if started else None,
    )

    services.instructor.failing.clear()
    clock.advance(60)
    runner(clock).run_due()

    assert ("erase" in services.names) is not started
    assert services.names[-1] == "remove_status"


def test_a_practice_that_is_reset_after_its_submission_forgets_the_work(services) -> None:
    attempt = make_attempt(make_practice_exam(), status=Status.SUBMITTED)

    reset_practice(attempt.pk, cause=cause())
    runner().run_due()

    assert "erase" in services.names


def test_a_practice_that_is_reset_otherwise_keeps_the_work(services) -> None:
    attempt = make_attempt(make_practice_exam(), status=Status.ERROR)

    reset_practice(attempt.pk, cause=cause())
    runner().run_due()

    assert services.names == []


@pytest.mark.parametrize("undone", [True, False])
def test_a_removal_that_waits_for_nobody_gives_back_what_it_is_told_to(services, undone) -> None:
    attempt = make_attempt(status=Status.REJECTED)

    remove_without_waiting(attempt.pk, cause=cause(Actor.STAFF), undone=undone)
    runner().run_due()

    assert services.names == (["restore", "erase", "remove_status"] if undone else [])


def test_a_bulk_reset_leaves_grades_and_answers(services, tmp_path) -> None:
    attempt, ids = make_attempt(status=Status.REJECTED), tmp_path / "ids.txt"
    ids.write_text(str(attempt.pk))

    call_command("proctoring", "reset-attempts", "-p", str(ids), "--sleep_time", "0")
    runner().run_due()

    attempt.refresh_from_db()
    assert attempt.removed_at is not None
    assert services.names == []


def test_who_missed_what_became_of_an_attempt_is_told_again(services) -> None:
    attempt = make_attempt(status=Status.REJECTED)

    tell_again(attempt.pk, cause=cause(Actor.STAFF))
    runner().run_due()

    assert services.names == ["set_status", "zero", "invalidate"]


def test_nothing_is_written_for_services_that_the_platform_lacks(register) -> None:
    register(credit=CreditService())

    change(make_attempt(status=Status.STARTED), Status.SUBMITTED)

    assert [effect.kind for effect in service_effects()] == [Kind.CREDIT]


def queries_of_a_verdict() -> int:
    attempt = make_attempt(status=Status.SUBMITTED)
    with CaptureQueriesContext(connection) as captured:
        change_status(attempt.pk, Status.VERIFIED, cause=cause(Actor.STAFF))
    return len(captured)


def test_a_platform_without_services_gets_no_effects_and_costs_no_query(settings, register) -> None:
    change(make_attempt(status=Status.SUBMITTED), Status.VERIFIED)

    without_services = queries_of_a_verdict()
    settings.PROCTORING_PLATFORM = "proctoring_host.platform.django_auth.platform"
    standalone = queries_of_a_verdict()

    assert service_effects() == []
    assert without_services == standalone


def test_effects_leave_only_after_the_change_that_causes_them(services) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    change_status(attempt.pk, Status.VERIFIED, cause=cause(Actor.STAFF))

    assert services.calls == []
    assert [effect.state for effect in service_effects()] == [EffectState.PENDING]


def test_a_service_that_fails_is_called_again_and_what_follows_waits(services) -> None:
    clock, attempt = FakeClock(), make_attempt(status=Status.SUBMITTED)
    services.credit.failing.add("set_status")
    change_status(attempt.pk, Status.REJECTED, cause=cause(Actor.STAFF))
    runner(clock).run_due()
    waiting = services.names

    services.credit.failing.clear()
    clock.advance(60)
    runner(clock).run_due()

    assert waiting == []
    assert services.names == ["set_status", "zero", "invalidate"]


def test_other_learners_do_not_wait_for_a_service_that_fails_for_one(services) -> None:
    ill, well = make_attempt(status=Status.SUBMITTED), make_attempt(status=Status.SUBMITTED)
    services.grades.failing.add("zero")
    change(ill, Status.REJECTED)

    change(well, Status.VERIFIED)

    assert ("set_status", well.user_id) in [call[:2] for call in services.calls]


def test_the_vendor_is_told_while_a_service_fails(services, vendor) -> None:
    services.instructor.failing.add("complete")

    change(make_attempt(status=Status.STARTED), Status.SUBMITTED, Actor.LEARNER)

    assert len(vendor.called("notify_attempt")) == 1


def test_a_service_that_never_works_ends_in_the_dead_letters_with_a_reason(services) -> None:
    services.credit.failing.add("set_status")
    attempt = make_attempt(status=Status.SUBMITTED)
    change_status(attempt.pk, Status.VERIFIED, cause=cause(Actor.STAFF))

    runner(max_tries=1).run_due()

    (effect,) = service_effects()
    assert effect.state == EffectState.DEAD
    assert effect.last_error.startswith("RuntimeError in effect")
    assert "the service is ill" not in effect.last_error


def test_a_service_that_is_gone_is_waited_for(services, register) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    change_status(attempt.pk, Status.VERIFIED, cause=cause(Actor.STAFF))
    register(credit=None)

    runner().run_due()

    (effect,) = service_effects()
    assert (effect.state, effect.tries) == (EffectState.PENDING, 1)
    assert "credit" in effect.last_error


def test_a_dead_letter_tried_again_by_hand_does_not_undo_what_was_told_since(services) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    services.credit.failing.add("set_status")
    change_status(attempt.pk, Status.ERROR, cause=cause(Actor.STAFF))
    runner(max_tries=1).run_due()
    services.credit.failing.clear()
    change(attempt, Status.VERIFIED)

    given_up = Effect.objects.get(kind=Kind.CREDIT, state=EffectState.DEAD)
    runner().run(given_up.pk, force=True)

    given_up.refresh_from_db()
    assert given_up.result == {"skipped": "something later was told already"}
    assert [call[-1] for call in services.calls] == ["satisfied"]


def test_a_certificate_is_not_taken_once_the_grade_was_given_back(services) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    services.certificates.failing.add("invalidate")
    change_status(attempt.pk, Status.REJECTED, cause=cause(Actor.STAFF))
    runner(max_tries=1).run_due()
    services.certificates.failing.clear()
    change(attempt, Status.VERIFIED)

    given_up = Effect.objects.get(kind=Kind.CERTIFICATE)
    runner().run(given_up.pk, force=True)

    assert "restore" in services.names
    assert "invalidate" not in services.names


def test_no_certificate_is_taken_while_nobody_says_whether_a_rejection_costs_it(services, register) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    change_status(attempt.pk, Status.REJECTED, cause=cause(Actor.STAFF))
    register(grades=None)
    Effect.objects.filter(kind=Kind.GRADE).update(state=EffectState.DISCARDED)

    runner().run_due()

    assert "invalidate" not in services.names
    assert Effect.objects.get(kind=Kind.CERTIFICATE).state == EffectState.PENDING


def test_no_effect_for_a_service_holds_anything_personal(services) -> None:
    attempt = make_attempt(user=make_user("ada", first_name="Ada", last_name="Lovelace"), status=Status.STARTED)

    change(attempt, Status.SUBMITTED)

    for effect in service_effects():
        kept = f"{effect.payload} {effect.key} {effect.lane} {effect.result} {effect.last_error}"
        assert not any(word in kept for word in ("ada", "Ada", "Lovelace", "@"))
