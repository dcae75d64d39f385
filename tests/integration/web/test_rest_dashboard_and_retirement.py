"""The way to the vendor's dashboard, and the erasing of a person's data."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from proctoring_host.backend import Capability
from proctoring_host.conf import ProctoringSettings
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Allowance, Attempt, Effect, Pseudonym, Review, ReviewComment, Revision, Transition
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.registry import Registry, using_registry
from tests.factories import COURSE, make_attempt, make_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.web.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
V1 = "/api/edx_proctoring/v1"
OTHER = "course-v1:Demo+Other+2026"


@pytest.fixture(autouse=True)
def whole_vendor() -> Iterator[FakeVendor]:
    with using_fake_backend("fake", "second", capabilities=[Capability.DASHBOARD, Capability.RETIREMENT]) as made:
        yield made


@contextmanager
def only(**backends: object) -> Iterator[None]:
    """Nothing but this configuration, and no plugin."""
    with using_registry(Registry.load(ProctoringSettings(enabled=True, backends=backends), installed=[])):
        yield


@pytest.fixture
def service() -> Client:
    return signed_in(make_user("retirement", is_staff=True, is_superuser=True))


def test_course_staff_are_led_to_the_dashboard_of_the_course(
    course_staff_client: Client, whole_vendor: FakeVendor
) -> None:
    make_exam()
    make_timed_exam(backend="second")

    answer = course_staff_client.get(f"{V1}/instructor/{COURSE}")

    [query] = whole_vendor.called("dashboard_url")
    assert (answer.status_code, answer["Location"]) == (302, f"https://vendor.example/{COURSE}")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert (query.exam, query.staff.email) == (None, "teacher@example.com")


def test_course_staff_are_led_to_one_exam_and_one_attempt(
    course_staff_client: Client, whole_vendor: FakeVendor
) -> None:
    attempt = make_attempt()
    path = f"{V1}/instructor/{COURSE}/{attempt.exam_id}"

    course_staff_client.get(path, {"attempt": attempt.external_id})
    course_staff_client.get(path, {"config": "true"})

    first, second = whole_vendor.called("dashboard_url")
    assert (first.exam.id, first.attempt_external_id, first.configuration) == (
        attempt.exam_id,
        attempt.external_id,
        False,
    )
    assert (second.attempt_external_id, second.configuration) == ("", True)


@pytest.mark.parametrize("path", ["", "/{timed}", "/{foreign}", "/{exam}?attempt=nobody", "/424242"])
def test_nothing_to_go_to_is_bare_text_that_a_frame_may_show(course_staff_client: Client, path: str) -> None:
    ids = {
        "timed": make_timed_exam().pk,
        "foreign": make_exam(course_id=OTHER).pk,
        "exam": make_exam(is_active=False).pk,
    }

    answer = course_staff_client.get(f"{V1}/instructor/{COURSE}{path.format(**ids)}")

    assert answer.status_code == 404
    assert isinstance(answer.json(), str)
    assert answer["X-Frame-Options"] == "sameorigin"


def test_a_course_with_several_vendors_has_no_dashboard_of_its_own(course_staff_client: Client) -> None:
    make_exam()
    make_exam(backend="second")

    answer = course_staff_client.get(f"{V1}/instructor/{COURSE}")

    assert answer.status_code == 400
    assert "second" in answer.json()["detail"]


def test_a_vendor_without_a_dashboard_is_a_404(course_staff_client: Client) -> None:
    exam = make_exam()
    with using_fake_backend():
        answers = [course_staff_client.get(f"{V1}/instructor/{COURSE}{end}") for end in ("", f"/{exam.pk}")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_dashboards_are_for_the_staff_of_the_course(learner_client: Client, course_staff_client: Client) -> None:
    exam = make_exam(course_id=OTHER)

    for client, path in ((learner_client, COURSE), (course_staff_client, OTHER)):
        assert client.get(f"{V1}/instructor/{path}").status_code == 403
        assert client.get(f"{V1}/instructor/{path}/{exam.pk}").status_code == 403


def reviewed(user: User) -> Review:
    attempt = make_attempt(user=user, status=Status.VERIFIED)
    review = Review.objects.create(
        attempt=attempt,
        attempt_code=attempt.code,
        backend="fake",
        status=ReviewStatus.PASSED,
        raw_data='{"a": "secret"}',
        encrypted_video_url="secret",
        notes="secret",
    )
    ReviewComment.objects.create(review=review, position=0, comment="secret", status="secret")
    return review


def history(kind: str, object_id: int, user: User, **values: Any) -> Revision:
    return Revision.objects.create(
        kind=kind, object_id=object_id, action="changed", values=values, learner=user, at="2026-01-01T00:00Z"
    )


def test_what_was_said_of_a_learner_is_erased_and_nothing_else_happens(service: Client, learner: User) -> None:
    review = reviewed(learner)
    removed = reviewed(learner)
    Attempt.everything.filter(pk=removed.attempt_id).update(removed_at="2026-01-01T00:00Z")
    allowance = Allowance.objects.create(user=learner, exam=make_exam(), key="review_policy_exception", value="secret")
    history("allowance", allowance.pk, learner, key="review_policy_exception", value="secret")
    history("review", review.pk, learner, status="passed", raw_data="secret", encrypted_video_url="secret")

    answers = [service.post(f"{V1}/retire_user/{learner.pk}/") for _ in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    everything = [
        *Review.objects.values_list("raw_data", "encrypted_video_url", "notes"),
        *ReviewComment.objects.values_list("comment", "status"),
        *Allowance.objects.values_list("value"),
        *Revision.objects.values_list("values", flat=True),
    ]
    assert "secret" not in str(everything)
    assert Revision.objects.get(kind="review").values["status"] == "passed"
    assert not Effect.objects.exists()
    assert not Transition.objects.exists()


def logged(attempt: Attempt, actor: Actor) -> Transition:
    return Transition.objects.create(
        attempt=attempt, to_status=Status.ERROR, actor=actor, reason="secret", at="2026-01-01T00:00Z"
    )


def test_what_people_wrote_into_the_log_of_a_learner_is_erased_and_what_the_site_wrote_stays(
    service: Client, learner: User
) -> None:
    mine = [make_attempt(user=learner), make_attempt(user=learner, removed_at="2026-01-01T00:00Z", live_key=None)]
    own = [logged(mine[0], Actor.STAFF), logged(mine[1], Actor.LEARNER)]
    kept = [logged(mine[0], Actor.CLOCK), logged(make_attempt(user=make_user("somebody")), Actor.LEARNER)]

    service.post(f"{V1}/retire_user/{learner.pk}/")

    reasons = dict(Transition.objects.values_list("pk", "reason"))
    assert [reasons[row.pk] for row in own] == ["", ""]
    assert [reasons[row.pk] for row in kept] == ["secret", "secret"]


def test_other_people_keep_what_they_have(service: Client, learner: User) -> None:
    review = reviewed(make_user("somebody"))

    service.post(f"{V1}/retire_user/{learner.pk}/")

    review.refresh_from_db()
    assert "secret" in review.raw_data


def test_vendors_that_knew_the_learner_forget_them(service: Client, learner: User, whole_vendor: FakeVendor) -> None:
    known_as = pseudonym_of(learner.pk, "fake")
    make_attempt(user=learner, removed_at="2026-01-01T00:00Z", live_key=None)
    make_attempt(make_timed_exam(backend="second"), learner)

    answer = service.post(f"{V1}/retire_backend_user/{learner.pk}/")

    assert (answer.status_code, answer.json()) == (200, {"fake": True})
    assert [ref.pseudonym for ref in whole_vendor.called("retire_learner")] == [known_as]


def test_a_vendor_that_never_heard_of_the_learner_is_not_told_now(
    service: Client, learner: User, whole_vendor: FakeVendor
) -> None:
    make_attempt(user=learner)

    answer = service.post(f"{V1}/retire_backend_user/{learner.pk}/")

    assert (answer.status_code, answer.json()) == (200, {"fake": True})
    assert whole_vendor.called("retire_learner") == []
    assert not Pseudonym.objects.exists()


def test_a_vendor_forgets_the_name_that_an_older_installation_sent(
    service: Client, learner: User, whole_vendor: FakeVendor
) -> None:
    make_attempt(user=learner)
    with override_settings(PROCTORING_USER_OBFUSCATION_KEY="test_key"):
        service.post(f"{V1}/retire_backend_user/{learner.pk}/")
        expected = pseudonym_of(learner.pk, "fake")

    assert [ref.pseudonym for ref in whole_vendor.called("retire_learner")] == [expected]


def test_a_backend_that_is_no_longer_configured_counts_as_done_with_a_note(
    service: Client, learner: User, caplog: pytest.LogCaptureFixture
) -> None:
    make_attempt(make_exam(backend="gone"), learner)

    with only(), caplog.at_level(logging.WARNING):
        answer = service.post(f"{V1}/retire_backend_user/{learner.pk}/")

    assert (answer.status_code, answer.json()) == (200, {"gone": True})
    assert "no longer configured backend=gone" in caplog.text


@pytest.mark.parametrize("how", ["refuses", "is down"])
def test_a_vendor_that_has_not_forgotten_is_a_500_with_the_whole_map(
    how: str, service: Client, learner: User, whole_vendor: FakeVendor, caplog: pytest.LogCaptureFixture
) -> None:
    make_attempt(make_exam(backend="second"), learner)
    pseudonym_of(learner.pk, "second")
    whole_vendor.retires = how != "refuses"
    if how == "is down":
        whole_vendor.raises["retire_learner"] = BackendUnreachable("No answer.", backend="second")

    with caplog.at_level(logging.INFO):
        answer = service.post(f"{V1}/retire_backend_user/{learner.pk}/")

    assert answer.status_code == 500
    assert list(answer.json().values()) == [False]
    assert "learner@" not in caplog.text


def test_a_backend_that_cannot_be_used_just_now_is_a_500(service: Client, learner: User) -> None:
    make_attempt(user=learner)
    pseudonym_of(learner.pk, "fake")

    with only(fake={"BACKEND": "missing"}):
        answer = service.post(f"{V1}/retire_backend_user/{learner.pk}/")

    assert (answer.status_code, answer.json()) == (500, {"fake": False})


def test_a_vendor_that_cannot_forget_is_left_out(service: Client, learner: User) -> None:
    make_attempt(user=learner)
    with using_fake_backend():
        answer = service.post(f"{V1}/retire_backend_user/{learner.pk}/")

    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.parametrize("path", ["retire_user", "retire_backend_user"])
def test_nobody_without_the_permission_erases_anything(
    path: str, learner: User, learner_client: Client, course_staff_client: Client, staff_client: Client
) -> None:
    for client in (learner_client, course_staff_client, staff_client):
        answer = client.post(f"{V1}/{path}/{learner.pk}/")
        assert (answer.status_code, answer.content) == (403, b"")
    assert Client().post(f"{V1}/{path}/{learner.pk}/").status_code == 403


@pytest.mark.parametrize("number", ["424242", "9" * 40])
@pytest.mark.parametrize("path", ["retire_user", "retire_backend_user"])
def test_somebody_unknown_is_a_404_also_where_exams_are_switched_off(path: str, number: str, service: Client) -> None:
    with override_settings(FEATURES={}):
        answer = service.post(f"{V1}/{path}/{number}/")

    assert answer.status_code == 404
    assert answer.json()["code"] == "user_not_found"
