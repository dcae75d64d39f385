"""What vendors and their learners' browsers call."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from proctoring_host import data
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.errors import CallbackMalformed, CallbackRejected
from proctoring_host.models import Attempt, Effect, Review, Transition
from tests.factories import make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.web.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/edx_proctoring"
V1 = f"{ROOT}/v1/proctored_exam/attempt"
SECRET = "open sesame"


def launched(vendor: FakeVendor, attempt: Attempt) -> str:
    vendor.parsed = data.Launched(attempt_code=attempt.code, cookies={"exam": attempt.code})
    return f"{ROOT}/proctoring_launch_callback/start_exam/{attempt.code}"


def test_the_launch_link_makes_the_attempt_ready_and_sets_a_signed_cookie(vendor: FakeVendor) -> None:
    attempt = make_attempt()

    response = Client().get(launched(vendor, attempt))

    attempt.refresh_from_db()
    assert response.status_code == 302
    assert attempt.exam.content_id.split("@")[-1] in response["Location"]
    assert attempt.status == Status.READY_TO_START
    assert response.cookies["exam"].value.startswith(f"{attempt.code}:")
    assert response.cookies["exam"]["httponly"]


def test_coming_back_to_a_running_attempt_submits_it(vendor: FakeVendor) -> None:
    now = timezone.now()
    attempt = make_attempt(status=Status.STARTED, started_at=now, deadline_at=now + timedelta(hours=1))

    Client().get(launched(vendor, attempt))

    attempt.refresh_from_db()
    assert attempt.status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("options", {}),
        ("get", {"Sec-Purpose": "prefetch;prerender"}),
        ("get", {"Purpose": "prefetch"}),
        ("get", {"X-Purpose": "preview"}),
        ("get", {"X-Moz": "prefetch"}),
        ("get", {"User-Agent": "Slackbot-LinkExpanding 1.0"}),
        ("get", {"User-Agent": "WhatsApp/2.23"}),
        ("put", {}),
    ],
)
def test_the_launch_link_changes_nothing_while_somebody_is_only_looking(
    vendor: FakeVendor, method: str, headers: dict[str, str]
) -> None:
    attempt = make_attempt()

    response = getattr(Client(), method)(launched(vendor, attempt), headers=headers)

    attempt.refresh_from_db()
    assert response.status_code == 302
    assert attempt.status == Status.CREATED
    assert "exam" not in response.cookies
    assert not Transition.objects.exists()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.VERIFIED, Status.REJECTED, Status.ERROR, Status.DECLINED])
def test_the_launch_link_of_an_attempt_that_is_over_leads_to_the_exam_and_changes_nothing(
    vendor: FakeVendor, status: Status
) -> None:
    attempt = make_attempt(status=status)

    response = Client().get(launched(vendor, attempt))

    attempt.refresh_from_db()
    assert response.status_code == 302
    assert attempt.status == status


def test_an_unknown_launch_code_is_404() -> None:
    assert Client().get(f"{ROOT}/proctoring_launch_callback/start_exam/NOBODY").status_code == 404


def test_the_service_user_of_the_backend_makes_an_attempt_ready(vendor: FakeVendor, vendor_client: Client) -> None:
    attempt = make_attempt()
    vendor.parsed = data.Ready(external_id=attempt.external_id or "")

    response = vendor_client.post(f"{V1}/{attempt.external_id}/ready", {"status": "ready"}, "application/json")

    attempt.refresh_from_db()
    assert response.json() == "OK"
    assert attempt.status == Status.READY_TO_START


def test_the_service_user_of_the_backend_reviews_and_the_mail_leaves_once(
    vendor: FakeVendor, vendor_client: Client
) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    comment = data.ReviewComment(comment="looked away", status="suspicious", start=12, stop=15, duration=3)
    vendor.parsed = data.Review(
        status=ReviewStatus.PASSED, external_id=attempt.external_id or "", comments=(comment,), raw={"status": "passed"}
    )

    answers = [
        vendor_client.post(f"{V1}/{attempt.external_id}/reviewed", {"status": "passed"}, "application/json")
        for _ in range(3)
    ]

    attempt.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert attempt.status == Status.VERIFIED
    assert Review.objects.get().comments.count() == 1
    assert Effect.objects.filter(kind="mail").count() == 1


@pytest.mark.parametrize("kind", ["ready", "reviewed"])
def test_nobody_but_the_backends_own_service_user_speaks_for_it(
    vendor: FakeVendor, learner_client: Client, course_staff_client: Client, kind: str
) -> None:
    attempt = make_attempt()
    other = make_user("other-vendor")
    other.groups.add(Group.objects.create(name="other_review"))
    address = f"{V1}/{attempt.external_id}/{kind}"

    for client in (learner_client, course_staff_client, signed_in(other), Client()):
        assert client.post(address, {"status": "passed"}, "application/json").status_code == 403

    assert vendor.counts["parse_callback"] == 0
    assert not Transition.objects.exists()


def test_an_id_that_two_vendors_gave_belongs_to_the_one_who_calls(vendor_client: Client) -> None:
    with using_fake_backend("fake", "twin") as vendor:
        mine = make_attempt(external_id="same")
        theirs = make_attempt(make_exam(backend="twin"), external_id="same")
        vendor.parsed = data.Ready(external_id="same")

        response = vendor_client.post(f"{V1}/same/ready", {}, "application/json")

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert response.status_code == 200
    assert (mine.status, theirs.status) == (Status.READY_TO_START, Status.CREATED)


def test_an_unknown_external_id_is_404_for_ready_and_400_for_a_review(vendor_client: Client) -> None:
    assert vendor_client.post(f"{V1}/nobody/ready", {}, "application/json").status_code == 404
    assert vendor_client.post(f"{V1}/nobody/reviewed", {}, "application/json").status_code == 400


def review_of(attempt: Attempt, **fields: Any) -> data.Review:
    given: dict[str, Any] = {
        "status": ReviewStatus.PASSED,
        "attempt_code": attempt.code,
        "external_id": attempt.external_id or "",
        **fields,
    }
    return data.Review(**given)


def test_a_forged_review_at_the_shared_address_is_403_and_changes_nothing(learner_client: Client) -> None:
    with using_fake_backend(capabilities={Capability.SHARED_CALLBACK}) as vendor:
        attempt = make_attempt(status=Status.SUBMITTED)
        vendor.parsed = review_of(attempt)

        forged = learner_client.post(f"{ROOT}/proctoring_review_callback/", json.dumps({"a": 1}), "text/plain")
        right = Client().post(f"{ROOT}/proctoring_review_callback/{SECRET}/", json.dumps({"a": 1}), "text/plain")

    attempt.refresh_from_db()
    assert forged.status_code == 403
    assert right.status_code == 200
    assert attempt.status == Status.VERIFIED
    assert Review.objects.count() == 1


def test_a_review_with_another_attempts_external_id_is_refused() -> None:
    with using_fake_backend(capabilities={Capability.SHARED_CALLBACK}) as vendor:
        attempt = make_attempt(status=Status.SUBMITTED)
        vendor.parsed = review_of(attempt, external_id="somebody-else")

        response = Client().post(f"{ROOT}/proctoring_review_callback/{SECRET}/", "{}", "text/plain")

    attempt.refresh_from_db()
    assert response.status_code == 400
    assert attempt.status == Status.SUBMITTED


def test_a_review_at_the_shared_address_may_write_the_code_in_small_letters() -> None:
    with using_fake_backend(capabilities={Capability.SHARED_CALLBACK}) as vendor:
        attempt = make_attempt(status=Status.SUBMITTED, code="A0000000-0000-4000-8000-00000000000B")
        vendor.parsed = replace(review_of(attempt), attempt_code=attempt.code.lower())

        response = Client().post(f"{ROOT}/proctoring_review_callback/{SECRET}/", "{}", "text/plain")

    attempt.refresh_from_db()
    assert (response.status_code, attempt.status) == (200, Status.VERIFIED)


def test_two_backends_at_the_shared_address_are_told_apart_by_their_attempts() -> None:
    with using_fake_backend("fake", "twin", capabilities={Capability.SHARED_CALLBACK}) as vendor:
        attempt = make_attempt(make_exam(backend="twin"), status=Status.SUBMITTED)
        vendor.parsed = review_of(attempt)

        response = Client().post(f"{ROOT}/proctoring_review_callback/{SECRET}/", "{}", "text/plain")

    attempt.refresh_from_db()
    assert response.status_code == 200
    assert attempt.status == Status.VERIFIED
    assert Review.objects.get().backend == "twin"


def _once(vendor: FakeVendor, hook: str, error: Exception) -> None:
    """Only the first backend that is asked raises this."""

    def before() -> None:
        vendor.raises.pop(hook, None)
        if vendor.counts[hook] == 1:
            vendor.raises[hook] = error

    vendor.before[hook] = before


FORGED = CallbackRejected("The call does not carry the token of this backend.")
NO_JSON = CallbackMalformed("The body is not JSON.")


@pytest.mark.parametrize(
    ("hook", "error", "expected"),
    [
        ("authenticate_callback", FORGED, (403, "callback_rejected")),
        ("parse_callback", NO_JSON, (400, "callback_malformed")),
        ("parse_callback", None, (400, "review_refused")),
    ],
)
def test_of_several_reasons_the_first_that_is_about_the_call_is_told(hook, error, expected) -> None:
    with using_fake_backend("fake", "twin", capabilities={Capability.SHARED_CALLBACK}) as vendor:
        if error is not None:
            _once(vendor, hook, error)
        attempt = make_attempt(make_exam(backend="fake" if error else "third"), status=Status.SUBMITTED)
        vendor.parsed = review_of(attempt)

        response = Client().post(f"{ROOT}/proctoring_review_callback/{SECRET}/", "{}", "text/plain")

    attempt.refresh_from_db()
    assert (response.status_code, response.json()["code"]) == expected
    assert attempt.status == Status.SUBMITTED


def test_a_rejection_counts_more_than_an_attempt_that_is_not_known() -> None:
    with using_fake_backend("fake", "twin", capabilities={Capability.SHARED_CALLBACK}) as vendor:
        attempt = make_attempt(make_exam(backend="twin"), status=Status.SUBMITTED)
        vendor.parsed = review_of(attempt)
        vendor.before["authenticate_callback"] = lambda: _reject_the_second(vendor)

        response = Client().post(f"{ROOT}/proctoring_review_callback/{SECRET}/", "{}", "text/plain")

    assert response.status_code == 403


def _reject_the_second(vendor: FakeVendor) -> None:
    if vendor.counts["authenticate_callback"] == 2:
        vendor.raises["authenticate_callback"] = FORGED


def test_without_a_backend_for_the_shared_address_every_review_is_refused(vendor: FakeVendor) -> None:
    response = Client().post(f"{ROOT}/proctoring_review_callback/", "{}", "text/plain")

    assert response.status_code == 403
    assert vendor.counts["authenticate_callback"] == 0


def test_a_body_of_two_megabytes_is_413_and_is_not_read_by_the_backend(vendor: FakeVendor) -> None:
    response = Client().post(f"{ROOT}/proctoring_review_callback/", b"x" * 2_000_000, "application/json")

    assert response.status_code == 413
    assert vendor.counts["parse_callback"] == 0


def test_a_backend_takes_its_own_callbacks_at_its_own_address(vendor: FakeVendor) -> None:
    attempt = make_attempt()
    vendor.parsed = data.Ready(attempt_code=attempt.code)
    address = f"{ROOT}/v1/backends/fake/callback"

    refused = Client().post(f"{address}/", "{}", "application/json")
    accepted = Client().post(f"{address}/{SECRET}/", "{}", "application/json")
    unknown = Client().post(f"{ROOT}/v1/backends/nobody/callback/", "{}", "application/json")

    attempt.refresh_from_db()
    assert (refused.status_code, accepted.status_code, unknown.status_code) == (403, 200, 404)
    assert attempt.status == Status.READY_TO_START


def test_a_backend_does_not_touch_another_backends_attempt() -> None:
    with using_fake_backend("fake", "twin") as vendor:
        attempt = make_attempt(make_exam(backend="twin"))
        vendor.parsed = data.Ready(attempt_code=attempt.code)

        response = Client().post(f"{ROOT}/v1/backends/fake/callback/{SECRET}/", "{}", "application/json")

    attempt.refresh_from_db()
    assert response.status_code == 400
    assert attempt.status == Status.CREATED


def test_a_learner_cannot_learn_more_from_the_callback_than_its_refusal(learner: User) -> None:
    response = signed_in(learner).get(f"{ROOT}/proctoring_review_callback/")

    assert response.status_code == 405


def test_an_unknown_attempt_is_bare_text_to_ready_and_a_refused_reviewer_gets_no_body(
    vendor_client: Client, learner_client: Client
) -> None:
    unknown = vendor_client.post(f"{V1}/nobody/ready", {"status": "ready"}, "application/json")
    refused = learner_client.post(f"{V1}/{make_attempt().external_id}/reviewed", {}, "application/json")

    assert (unknown.status_code, type(unknown.json())) == (404, str)
    assert (refused.status_code, refused.content) == (403, b"")
