"""Attempts in the administration: found by indexes, changed with a reason, all of their life on one page."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proctoring_host.administration import attempts
from proctoring_host.administration.attempts import possible_statuses
from proctoring_host.administration.base import MOST_COUNTED
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import Attempt, Effect, EffectState, Revision, Transition
from tests.factories import T0, make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor
from tests.integration.administration.steps import change_page, listing, make_review, results, saved, shown
from tests.integration.web.test_incidents import make_incident

pytestmark = pytest.mark.django_db


def test_a_status_is_changed_with_a_reason_that_the_log_keeps(admin: Client) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    page = saved(admin, change_page(attempt), to_status="rejected", reason="A second person was in the room.")

    attempt.refresh_from_db()
    [step] = Transition.objects.filter(attempt=attempt)
    assert attempt.status == Status.REJECTED
    assert (step.actor, step.actor_user.username, step.reason) == (
        Actor.STAFF,
        "root",
        "A second person was in the room.",
    )
    assert "was changed successfully" in page
    assert Effect.objects.filter(attempt=attempt, kind=Kind.MAIL).exists()
    assert LogEntry.objects.get().object_id == str(attempt.pk)


def test_a_change_without_a_reason_is_not_made(admin: Client) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    page = saved(admin, change_page(attempt), to_status="rejected", reason="  ")

    attempt.refresh_from_db()
    assert attempt.status == Status.SUBMITTED
    assert "Say why the status is to change." in page


def test_what_was_refused_is_told_beside_what_was_typed_and_changes_nothing(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    def removed_by_somebody_else_just_after(_attempt: Attempt) -> list[Status]:
        Attempt.everything.filter(pk=attempt.pk).update(removed_at=T0, live_key=None)
        return [Status.REJECTED]

    monkeypatch.setattr(attempts, "possible_statuses", removed_by_somebody_else_just_after)
    page = saved(admin, change_page(attempt), to_status="rejected", reason="Because of the room.")

    attempt.refresh_from_db()
    assert "This attempt was removed and is never changed again." in page
    assert "Because of the room." in page
    assert "was changed successfully" not in page
    assert (attempt.status, LogEntry.objects.count()) == (Status.SUBMITTED, 0)


def test_only_what_staff_may_do_is_offered(admin: Client) -> None:
    submitted, removed = make_attempt(status=Status.SUBMITTED), make_attempt(removed_at=T0, live_key=None)

    assert {Status.VERIFIED, Status.REJECTED, Status.ERROR} <= set(possible_statuses(submitted))
    assert Status.STARTED not in possible_statuses(submitted)
    assert possible_statuses(removed) == []


def test_nothing_else_of_an_attempt_can_be_edited_added_or_deleted(admin: Client) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)

    page = shown(admin, change_page(attempt))
    saved(admin, change_page(attempt), to_status="", reason="", external_id="another", code="another")

    attempt.refresh_from_db()
    assert 'name="external_id"' not in page
    assert (attempt.external_id != "another", attempt.code != "another") == (True, True)
    assert admin.get(listing(Attempt) + "add/").status_code == 403
    assert admin.get(change_page(attempt).replace("change", "delete")).status_code == 403
    assert not Transition.objects.exists()


def test_who_may_only_look_gets_no_form(staff_who_may) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    client = staff_who_may("view_attempt")

    page = shown(client, change_page(attempt))
    answer = client.post(change_page(attempt), {"to_status": "rejected", "reason": "no"})

    attempt.refresh_from_db()
    assert (attempt.code in page, 'name="to_status"' in page) == (True, False)
    assert (answer.status_code, attempt.status) == (403, Status.SUBMITTED)


def test_who_may_nothing_sees_nothing(staff_who_may) -> None:
    attempt = make_attempt()
    client = staff_who_may("view_exam")

    for address in (listing(Attempt), change_page(attempt), timeline(attempt)):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("by", ["code", "lower code", "external id", "username", "beginning", "address"])
def test_attempts_are_found_by_what_there_is_an_index_for(by: str, admin: Client) -> None:
    ada = make_user("ada")
    attempt, _other = make_attempt(user=ada, code="ABCDEF00-0000-4000-8000-000000000001"), make_attempt()
    typed = {
        "code": attempt.code,
        "lower code": attempt.code.lower(),
        "external id": attempt.external_id,
        "username": "ada",
        "beginning": "ad",
        "address": "ada@example.com",
    }

    assert results(admin, Attempt, q=typed[by]) == [attempt]


def test_a_part_in_the_middle_finds_nothing(admin: Client) -> None:
    make_attempt(user=make_user("ada"))

    assert results(admin, Attempt, q="da") == []


def test_attempts_are_filtered(admin: Client) -> None:
    there = make_attempt(make_exam(course_id="course-v1:Other+T1+2026"), status=Status.SUBMITTED)
    gone = make_attempt(removed_at=T0, live_key=None)

    assert results(admin, Attempt) == [gone, there]
    assert results(admin, Attempt, course="course-v1:Other+T1+2026") == [there]
    assert results(admin, Attempt, course="course-v1:Nobody+T1+2026") == []
    assert results(admin, Attempt, status="created") == [gone]


def test_a_filter_keeps_the_others_and_what_was_typed(admin: Client) -> None:
    page = shown(admin, listing(Attempt), {"status": "created", "course": "<b>", "p": "1"})

    assert '<input type="hidden" name="status" value="created">' in page
    assert 'value="&lt;b&gt;"' in page
    assert '<input type="hidden" name="p"' not in page


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_asks_the_same_number_of_queries_at_every_size(admin: Client) -> None:
    for exam in [make_exam() for _ in range(2)]:
        make_attempt(exam)
    few = queries_of(admin, listing(Attempt))
    for exam in [make_exam() for _ in range(20)]:
        make_attempt(exam)

    assert queries_of(admin, listing(Attempt)) == few


def test_no_list_counts_a_whole_table(admin: Client) -> None:
    make_attempt()

    with CaptureQueriesContext(connection) as queries:
        admin.get(listing(Attempt))

    counting = [
        query["sql"] for query in queries if "COUNT(" in query["sql"] and "proctoring_host_attempt" in query["sql"]
    ]
    assert counting
    assert all(f"LIMIT {MOST_COUNTED}" in sql for sql in counting)


def timeline(attempt: Attempt) -> str:
    return reverse("admin:proctoring_attempt_timeline", args=[attempt.pk])


def eventful_attempt() -> Attempt:
    attempt = make_attempt(status=Status.SUBMITTED)
    Transition.objects.create(
        attempt=attempt,
        from_status="started",
        to_status="submitted",
        actor=Actor.LEARNER,
        actor_user=attempt.user,
        at=T0,
    )
    review = make_review(attempt)
    version(review.pk, "review", attempt, 1, status="suspicious", delivery="x", comments=3)
    version(1, "allowance", attempt, 2, key="time_multiplier", value="1.5", exam_id=attempt.exam_id)
    incident = make_incident(attempt)
    type(incident).objects.filter(pk=incident.pk).update(at=T0 + timedelta(minutes=3))
    effect(attempt, Kind.VENDOR_NOTIFY, 4, EffectState.DEAD, last_error="The vendor does not answer.", tries=12)
    effect(attempt, Kind.MAIL, 5, EffectState.DONE)
    return attempt


def test_who_may_not_see_allowances_does_not_see_them_on_the_timeline(staff_who_may) -> None:
    attempt = eventful_attempt()

    assert "time_multiplier: 1.5" not in shown(staff_who_may("view_attempt"), timeline(attempt))
    assert "time_multiplier: 1.5" in shown(staff_who_may("view_attempt", "view_allowance"), timeline(attempt))


def version(pk: int, kind: str, attempt: Attempt, minute: int, **values) -> None:
    Revision.objects.create(
        kind=kind,
        object_id=pk,
        action="changed",
        values=values,
        learner=attempt.user,
        at=T0 + timedelta(minutes=minute),
    )


def effect(attempt: Attempt, kind: Kind, minute: int, state: EffectState, **fields) -> None:
    at = T0 + timedelta(minutes=minute)
    made = Effect.objects.create(
        kind=kind, key=f"{kind}:{attempt.pk}", attempt=attempt, state=state, next_at=at, **fields
    )
    Effect.objects.filter(pk=made.pk).update(created=at)


def test_all_that_happened_stands_on_one_page_in_the_order_of_time(admin: Client) -> None:
    attempt = eventful_attempt()

    entries = admin.get(timeline(attempt)).context["entries"]

    assert [entry.kind for entry in entries] == ["Attempt", "Review", "Allowance", "Incident", "Vendor", "Mail"]
    assert entries[0].what == "started → submitted"
    assert entries[0].who == f"learner ({attempt.user.username})"
    assert entries[1].what == "Verdict: suspicious"
    assert entries[2].what == "time_multiplier: 1.5"
    assert (entries[4].mark, entries[4].detail) == ("failed", "Tries: 12. The vendor does not answer.")


def test_who_did_it_is_said_in_the_readers_language(admin: Client) -> None:
    attempt = make_attempt()
    Transition.objects.bulk_create(
        Transition(attempt=attempt, to_status="error", actor=actor, at=T0 + timedelta(minutes=minute))
        for minute, actor in enumerate((*Actor, "somebody"))
    )

    entries = admin.get(timeline(attempt), headers={"Accept-Language": "de"}).context["entries"]

    who = [entry.who for entry in entries]
    assert who == ["lernende Person", "Kursteam", "Anbieter", "Uhr", "System", "somebody"]


def test_the_timeline_holds_nothing_of_other_attempts(admin: Client) -> None:
    eventful_attempt()

    assert admin.get(timeline(make_attempt())).context["entries"] == []
    assert "Nothing is known to have happened." in shown(admin, timeline(make_attempt()))


def test_the_timeline_asks_the_same_number_of_queries_at_every_size(admin: Client) -> None:
    attempt = eventful_attempt()
    few = queries_of(admin, timeline(attempt))
    for minute in range(20):
        Transition.objects.create(attempt=attempt, to_status="error", actor=Actor.STAFF, actor_user=make_user(), at=T0)
        version(1, "allowance", attempt, minute, key="time_multiplier", value="2", exam_id=attempt.exam_id)

    assert queries_of(admin, timeline(attempt)) == few


def test_a_timeline_that_is_too_long_says_so(admin: Client) -> None:
    attempt = make_attempt()
    Transition.objects.bulk_create(
        Transition(attempt=attempt, to_status="error", actor=Actor.STAFF, at=T0) for _ in range(301)
    )

    answer = admin.get(timeline(attempt))

    assert len(answer.context["entries"]) == 300
    assert "Only the newest entries" in answer.content.decode()


def test_the_page_of_an_attempt_leads_to_its_timeline(admin: Client, vendor: FakeVendor) -> None:
    attempt = make_attempt()

    assert timeline(attempt) in shown(admin, change_page(attempt))
    assert admin.get(timeline(attempt).replace(str(attempt.pk), "424242")).status_code == 404
