"""What a learner's front end is told of exams and attempts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.utils import timezone

from proctoring_host import platform
from proctoring_host.backend import Capability
from proctoring_host.data import LaunchInfo
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Allowance, Attempt
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/edx_proctoring/v1/proctored_exam"
EXAM = {
    "id", "course_id", "content_id", "external_id", "exam_name", "time_limit_mins", "is_proctored", "is_practice_exam",
    "is_active", "due_date", "hide_after_due", "backend", "attempt", "type", "passed_due_date",
    "use_legacy_attempt_api",
}  # fmt: skip
ATTEMPT = {
    "in_timed_exam", "taking_as_proctored", "exam_type", "exam_display_name", "exam_url_path",
    "time_remaining_seconds", "total_time", "low_threshold_sec", "critically_low_threshold_sec", "course_id",
    "attempt_id", "external_id", "accessibility_time_string", "attempt_status", "exam_started_poll_url",
    "attempt_ready_to_resume", "use_legacy_attempt_api", "desktop_application_js_url",
}  # fmt: skip
PROCTORED = {"ping_interval", "attempt_code"}


def running(user: User, **fields: Any) -> Attempt:
    now = timezone.now()
    times = {"started_at": now, "deadline_at": now + timedelta(minutes=90), "allowed_seconds": 5400}
    return make_attempt(user=user, status=Status.STARTED, **{**times, **fields})


def told(client: Client, content_id: str = "", **query: object) -> dict[str, Any]:
    answer = client.get(f"{API}/attempt/course_id/{COURSE}", {"content_id": content_id, **query})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_an_exam_without_an_attempt_tells_its_time_and_what_comes_before(learner_client: Client) -> None:
    exam = make_exam()

    body = told(learner_client, exam.content_id)

    assert set(body["exam"]) == EXAM | {"total_time", "prerequisite_status"}
    assert body["exam"]["total_time"] == "1 hour and 30 minutes"
    assert body["exam"]["type"] == "proctored"
    assert body["exam"]["attempt"] == body["active_attempt"] == {}
    assert body["exam"]["prerequisite_status"] == {
        "are_prerequisites_satisifed": True,
        "satisfied_prerequisites": [],
        "failed_prerequisites": [],
        "pending_prerequisites": [],
        "declined_prerequisites": [],
    }


def test_more_time_for_one_learner_is_in_the_exam_s_time(learner_client: Client, learner: User) -> None:
    exam = make_timed_exam()
    Allowance.objects.create(user=learner, exam=exam, key="additional_time_granted", value="30")

    assert told(learner_client, exam.content_id)["exam"]["total_time"] == "2 hours"


@pytest.mark.parametrize("content_id", ["", "block-v1:Demo+T1+2026+type@sequential+block@none"])
def test_content_that_is_no_exam_is_an_empty_object(learner_client: Client, content_id: str) -> None:
    assert told(learner_client, content_id) == {"exam": {}, "active_attempt": {}}


def test_a_running_timed_attempt_is_told_whole(learner_client: Client, learner: User) -> None:
    attempt = running(learner, exam=make_timed_exam())

    body = told(learner_client, attempt.exam.content_id)

    data = body["active_attempt"]
    assert set(body["exam"]) == EXAM
    assert set(data) == ATTEMPT
    assert data == {**body["exam"]["attempt"], "time_remaining_seconds": data["time_remaining_seconds"]}
    assert isinstance(data["time_remaining_seconds"], float)
    assert (data["low_threshold_sec"], data["critically_low_threshold_sec"]) == (1080, 270)
    assert data["exam_type"] == "a timed exam"
    assert data["exam_started_poll_url"] == f"{API}/attempt/{attempt.pk}"
    assert data["use_legacy_attempt_api"] is True


def test_a_proctored_attempt_that_is_set_up_tells_download_script_and_ping(
    learner_client: Client, learner: User, vendor: FakeVendor
) -> None:
    vendor.launch = LaunchInfo(download_url="https://vendor.example/get", script_url="https://vendor.example/a.js")
    attempt = make_attempt(user=learner)

    data = told(learner_client, attempt.exam.content_id)["exam"]["attempt"]

    assert set(data) == ATTEMPT | PROCTORED | {"software_download_url"}
    assert data["software_download_url"] == "https://vendor.example/get"
    assert data["desktop_application_js_url"] == "https://vendor.example/a.js"
    assert (data["ping_interval"], data["attempt_code"]) == (60, attempt.code)
    assert data["time_remaining_seconds"] == data["low_threshold_sec"] == 0
    assert isinstance(data["time_remaining_seconds"], int)
    assert data["total_time"] == "1 hour and 30 minutes"


def test_the_vendor_is_not_asked_any_more_once_the_attempt_is_over(
    learner_client: Client, learner: User, vendor: FakeVendor
) -> None:
    attempt = make_attempt(user=learner, status=Status.SUBMITTED)

    data = told(learner_client, attempt.exam.content_id)["exam"]["attempt"]

    assert set(data) == ATTEMPT | PROCTORED
    assert vendor.counts["launch_info"] == 0


@override_settings(LEARNING_MICROFRONTEND_URL="https://learning.example.com")
def test_the_exam_s_address_is_one_of_the_front_end_only_when_asked_for(learner_client: Client, learner: User) -> None:
    attempt = running(learner, exam=make_timed_exam())
    content_id = attempt.exam.content_id

    learning = told(learner_client, content_id, is_learning_mfe="true")["active_attempt"]["exam_url_path"]
    platform = told(learner_client, content_id)["active_attempt"]["exam_url_path"]
    active = learner_client.get(f"{API}/active_attempt").json()["exam_url_path"]

    assert learning == active == f"https://learning.example.com/course/{COURSE}/{content_id}"
    assert platform == f"/courses/{COURSE}/exams/{content_id}"


def test_an_attempt_whose_time_is_up_is_handed_in_by_looking_at_it(learner_client: Client, learner: User) -> None:
    attempt = running(learner, deadline_at=timezone.now() - timedelta(seconds=1))

    body = told(learner_client, attempt.exam.content_id)

    assert body["active_attempt"] == {}
    assert body["exam"]["attempt"]["attempt_status"] == "submitted"


def test_nothing_running_is_told_in_two_ways(learner_client: Client) -> None:
    assert learner_client.get(f"{API}/active_attempt").json() == {}
    assert learner_client.get(f"{API}/attempt").json() == {"in_timed_exam": False, "is_proctored": False}


def test_a_missing_onboarding_is_linked(learner_client: Client, learner: User) -> None:
    with using_fake_backend(capabilities=[Capability.ONBOARDING]):
        onboarding = make_practice_exam()
        attempt = make_attempt(user=learner, status=Status.ONBOARDING_MISSING)

        exam = told(learner_client, attempt.exam.content_id)["exam"]

    assert onboarding.content_id in exam["onboarding_link"]


@pytest.mark.parametrize("path", [f"/attempt/course_id/{COURSE}", "/active_attempt"])
def test_only_global_staff_name_a_learner(
    path: str, learner: User, learner_client: Client, course_staff_client: Client, staff_client: Client
) -> None:
    running(learner)
    for client in (learner_client, course_staff_client):
        assert client.get(f"{API}{path}", {"user_id": learner.pk}).status_code == 403

    assert staff_client.get(f"{API}{path}", {"user_id": learner.pk}).status_code == 200
    assert staff_client.get(f"{API}{path}", {"user_id": "me"}).status_code == 400


def test_active_exams_are_told_with_their_allowances(learner_client: Client, learner: User) -> None:
    attempt = running(learner)
    Allowance.objects.create(user=learner, exam=attempt.exam, key="additional_time_granted", value="30")
    make_attempt(user=learner, status=Status.SUBMITTED)

    [active] = learner_client.get(f"{API}/active_exams_for_user", {"user_id": learner.pk}).json()

    assert active["exam"]["id"] == attempt.exam_id
    assert active["attempt"]["id"] == attempt.pk
    assert [row["value"] for row in active["allowances"]] == ["30"]


def test_active_exams_of_others_are_for_staff(
    learner: User, learner_client: Client, course_staff_client: Client, staff_client: Client
) -> None:
    attempt = running(learner)
    running(learner, exam=make_timed_exam(course_id="course-v1:Demo+Other+2026"))
    path = f"{API}/active_exams_for_user"
    stranger = make_user()

    assert learner_client.get(path).json() == []
    assert learner_client.get(path, {"user_id": stranger.pk}).status_code == 403
    assert course_staff_client.get(path, {"user_id": learner.pk}).status_code == 403
    of_course = course_staff_client.get(path, {"user_id": learner.pk, "course_id": COURSE}).json()
    assert [row["attempt"]["id"] for row in of_course] == [attempt.pk]
    assert len(staff_client.get(path, {"user_id": learner.pk}).json()) == 2


def test_a_timed_exam_past_due_is_refused_where_learners_enter(learner_client: Client) -> None:
    exam = make_timed_exam(due_date=timezone.now() - timedelta(days=1))

    response = learner_client.post(f"{API}/attempt", {"exam_id": exam.pk, "start_clock": "true"})

    assert response.status_code == 403
    assert response.json()["code"] == "past_due"
    assert not Attempt.objects.exists()


def test_settings_of_an_exam_tell_whom_to_ask(learner_client: Client, learner: User, vendor: FakeVendor) -> None:
    vendor.launch = LaunchInfo(steps=("one", "two"), download_url="https://vendor.example/get", rules=("no books",))
    attempt = make_attempt(user=learner)

    body = learner_client.get(f"{API}/settings/exam_id/{attempt.exam_id}/").json()

    assert body["exam_proctoring_backend"] == {
        "name": "Fake Proctoring",
        "rules": {"rule_1": "no books"},
        "instructions": ["one", "two"],
        "download_url": "https://vendor.example/get",
    }
    assert body["provider_name"] == "Fake Proctoring"
    assert body["proctoring_escalation_email"] is None


def test_settings_of_a_timed_exam_name_no_provider(learner_client: Client) -> None:
    body = learner_client.get(f"{API}/settings/exam_id/{make_timed_exam().pk}/").json()

    assert set(body) == {"platform_name", "contact_us", "link_urls", "exam_proctoring_backend"}
    assert body["exam_proctoring_backend"] == {}


def test_settings_of_an_exam_whose_backend_is_gone_are_told_all_the_same(learner_client: Client) -> None:
    response = learner_client.get(f"{API}/settings/exam_id/{make_exam(backend='gone').pk}/")

    assert response.status_code == 200
    assert response.json()["provider_name"]


def test_an_attempt_whose_backend_is_gone_is_told_without_the_vendor_s_part(
    learner_client: Client, learner: User
) -> None:
    attempt = make_attempt(make_exam(backend="gone"), learner)

    data = told(learner_client, attempt.exam.content_id)["exam"]["attempt"]

    assert data["desktop_application_js_url"] == data["software_download_url"] == ""
    assert data["attempt_status"] == "created"


def test_an_onboarding_that_no_exam_of_the_course_offers_is_not_linked(learner_client: Client, learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.ONBOARDING_MISSING)

    assert "onboarding_link" not in told(learner_client, attempt.exam.content_id)["exam"]


def test_what_has_to_be_done_before_is_told_with_a_way_to_it(
    learner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = make_exam()
    before = {"namespace": "proctored_exam", "name": "block-one", "display_name": "One", "order": 1, "status": "failed"}
    asked = {"namespace": "proctored_exam", "name": exam.content_id, "order": 2}

    class Credit:
        def requirements(self, user_id: int, course_id: str) -> list[dict[str, object]]:
            return [before, asked]

    platform_with_credit = replace(platform.get(), credit=Credit())
    monkeypatch.setattr(platform, "get", lambda: platform_with_credit)

    found = told(learner_client, exam.content_id)["exam"]["prerequisite_status"]

    assert found["are_prerequisites_satisifed"] is False
    assert found["failed_prerequisites"] == [{**before, "jumpto_url": f"/courses/{COURSE}/exams/block-one"}]
