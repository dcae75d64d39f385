"""In Studio, which has no services for grades and certificates, attempts can be looked at and not changed."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from proctoring_host.domain.statuses import Status
from proctoring_host.management.places import LMS_ONLY
from proctoring_host.management.subcommands import own_subcommands
from proctoring_host.models import Allowance, Attempt, Effect, EffectState, Exam, Transition
from tests.factories import T0, make_attempt, make_exam
from tests.integration.administration.steps import change_page, listing, make_review, saved, shown

pytestmark = pytest.mark.django_db
WHERE = "Change it in the administration of the LMS"


@pytest.fixture(autouse=True)
def studio(settings: Any) -> None:
    settings.PROCTORING_IN_STUDIO = True


@pytest.fixture
def attempt() -> Attempt:
    return make_attempt(status=Status.SUBMITTED)


@pytest.fixture
def allowance(attempt: Attempt) -> Allowance:
    return Allowance.objects.create(exam=attempt.exam, user=attempt.user, key="additional_time_granted", value="10")


@pytest.fixture
def effect(attempt: Attempt) -> Effect:
    return Effect.objects.create(
        kind="grade", key="grade:1", payload={"transition_id": 1}, attempt=attempt, next_at=T0, state=EffectState.DEAD
    )


def test_each_screen_of_attempts_says_where_they_are_changed(
    admin: Client, attempt: Attempt, allowance: Allowance, effect: Effect
) -> None:
    for row in (attempt, make_review(attempt), allowance, effect):
        assert WHERE in shown(admin, listing(type(row)))
        page = shown(admin, change_page(row))
        assert WHERE in page
        assert 'name="_save"' not in page


def test_a_status_that_is_posted_all_the_same_stays(admin: Client, attempt: Attempt) -> None:
    answer = admin.post(change_page(attempt), {"to_status": "rejected", "reason": "Somebody else was there."})

    attempt.refresh_from_db()
    assert (answer.status_code, attempt.status) == (403, Status.SUBMITTED)
    assert not Transition.objects.exists()


def test_a_reviewer_may_look_and_give_no_verdict(staff_who_may: Any, attempt: Attempt) -> None:
    reviewer, review = staff_who_may("can_review_attempt"), make_review(attempt)

    page = shown(reviewer, change_page(review))
    answer = reviewer.post(change_page(review), {"status": "violation", "notes": ""})

    review.refresh_from_db()
    assert attempt.code in page
    assert (answer.status_code, review.status) == (403, "suspicious")


def test_an_allowance_is_neither_given_nor_taken_away(admin: Client, allowance: Allowance) -> None:
    added = admin.get(reverse("admin:proctoring_allowance_add"))
    taken = admin.post(reverse("admin:proctoring_allowance_delete", args=[allowance.pk]), {"post": "yes"})

    assert (added.status_code, taken.status_code) == (403, 403)
    assert Allowance.objects.filter(pk=allowance.pk).exists()


@pytest.mark.parametrize("action", ["retry", "discard"])
def test_an_effect_is_neither_tried_nor_discarded(admin: Client, effect: Effect, action: str) -> None:
    saved(admin, listing(Effect), action=action, _selected_action=[effect.pk])

    effect.refresh_from_db()
    assert effect.state == EffectState.DEAD


def test_exams_are_made_and_changed_as_authors_do(admin: Client) -> None:
    exam = make_exam()

    assert 'name="_save"' in shown(admin, change_page(exam))
    assert WHERE not in shown(admin, listing(Exam))


def test_in_the_lms_nothing_is_said_and_all_of_it_is_changed(admin: Client, attempt: Attempt, settings: Any) -> None:
    settings.PROCTORING_IN_STUDIO = False

    for row in (attempt, make_review(attempt)):
        page = shown(admin, change_page(row))
        assert WHERE not in page
        assert 'name="_save"' in page
    assert admin.get(reverse("admin:proctoring_allowance_add")).status_code == 200


@pytest.mark.parametrize("name", sorted(LMS_ONLY))
def test_a_command_that_changes_attempts_names_where_it_belongs(name: str) -> None:
    needed = {"set-attempt-status": ["-a", "1", "-t", "verified"], "effects": ["list"]}
    needed |= {"reset-attempts": ["-p", "ids.txt"], "update-attempts-for-exam": ["--exam_id", "1"]}

    with pytest.raises(CommandError, match=rf"manage\.py lms proctoring {name}"):
        call_command("proctoring", name, *needed.get(name, []))


def test_older_names_are_refused_likewise(attempt: Attempt) -> None:
    with pytest.raises(CommandError, match=r"manage\.py lms proctoring set-attempt-status"):
        call_command("set_attempt_status", "-a", str(attempt.pk), "-t", "rejected")

    assert Attempt.objects.get().status == Status.SUBMITTED


def test_every_command_that_is_refused_exists() -> None:
    assert {each.name for each in own_subcommands()} >= LMS_ONLY
