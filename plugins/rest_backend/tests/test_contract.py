"""Every call of the contract against the strict simulator."""

from dataclasses import replace
from datetime import UTC, datetime

import jwt
import pytest
import requests

from proctoring_host import Capability
from proctoring_host.data import DashboardQuery, Learner, LearnerRef, OnboardingQuery, Status
from proctoring_host.errors import BackendError, OnboardingRequired

STAFF = Learner(pseudonym="staff-1", full_name="Grace Hopper", email="grace@staff.example")


@pytest.fixture
def exam(backend, make):
    """An exam that the vendor knows."""
    return make.exam(external_id=backend.register_exam(make.exam()))


@pytest.fixture
def attempt(backend, exam, make):
    """An attempt that the vendor knows."""
    return make.attempt(exam=exam, external_id=backend.register_attempt(make.registration(exam=exam)).external_id)


def test_an_exam_is_made_with_everything_the_contract_has(backend, simulator, make):
    exam = make.exam(due_date=make.now, review_policy="Open book")

    external_id = backend.register_exam(exam)

    (kept,) = simulator.state()["exams"]
    assert kept["id"] == external_id
    assert kept["body"]["exam_name"] == exam.exam_name
    assert kept["body"]["due_date"] == "2026-01-12T09:00:00+00:00"
    assert kept["body"]["rule_summary"] == "Open book"
    assert "rules" not in kept["body"]


def test_a_known_exam_is_changed_and_keeps_its_id(backend, exam, simulator):
    again = backend.register_exam(replace(exam, exam_name="Final", is_active=False))

    (kept,) = simulator.state()["exams"]
    assert again == exam.external_id
    assert (kept["body"]["exam_name"], kept["body"]["is_active"], kept["registrations"]) == ("Final", False, 2)


def test_default_rules_go_with_every_exam_and_are_shown_to_learners(simulator, make):
    backend = make.backend(base_url=simulator.url, default_rules={"allow_notes": True, "allow_calculator": False})
    exam = make.exam(external_id=backend.register_exam(make.exam()))
    registered = backend.register_attempt(make.registration(exam=exam))

    info = backend.launch_info(make.attempt(exam=exam, external_id=registered.external_id), "en")

    assert info.rules == ("You may use notes on paper.",)


def test_an_attempt_is_registered_under_a_pseudonym(backend, exam, simulator, make):
    registered = backend.register_attempt(make.registration(exam=exam))

    (kept,) = simulator.state()["attempts"]
    assert kept["id"] == registered.external_id
    assert kept["body"]["user_id"] == "someone"
    assert kept["body"]["review_policy"] == "Closed Book"
    assert kept["status"] == "created"


def test_an_attempt_registered_twice_is_one_attempt(backend, exam, simulator, make):
    first = backend.register_attempt(make.registration(exam=exam))
    second = backend.register_attempt(make.registration(exam=exam))

    assert first == second
    assert [kept["registrations"] for kept in simulator.state()["attempts"]] == [2]


def test_an_attempt_of_an_exam_the_vendor_does_not_know_waits(backend, make):
    with pytest.raises(BackendError) as caught:
        backend.register_attempt(make.registration(exam=make.exam()))

    assert not caught.value.final


@pytest.mark.parametrize("word", ["missing", "pending", "failed", "expired"])
def test_each_refusal_for_want_of_onboarding_has_its_status(word, backend, exam, simulator, make):
    simulator.onboarding(f"onboarding_{word}")

    with pytest.raises(OnboardingRequired) as caught:
        backend.register_attempt(make.registration(exam=exam))

    assert caught.value.status is Status(f"onboarding_{word}")


def test_learners_get_steps_as_text_in_their_language(backend, attempt):
    english, german = (backend.launch_info(attempt, language) for language in ("en", "de"))

    assert english.steps == ("Open the vendor's page.", "Show your camera your identity document.")
    assert german.steps[0] == "Öffne die Seite des Anbieters."
    assert english.download_url.endswith("/download")
    assert english.script_url == ""


@pytest.mark.parametrize("status", [Status.STARTED, Status.SUBMITTED, Status.ERROR])
def test_the_vendor_hears_of_start_submission_and_error(status, backend, attempt, simulator, make):
    change = make.change(status, exam=attempt.exam, external_id=attempt.external_id)

    backend.notify_attempt(change)
    backend.notify_attempt(change)

    assert simulator.state()["attempts"][0]["notices"] == [status.value] * 2


def test_other_changes_and_unregistered_attempts_are_nobodys_business(backend, simulator, make):
    backend.notify_attempt(make.change(Status.VERIFIED))
    backend.notify_attempt(make.change(Status.STARTED, external_id=None))

    assert simulator.state()["requests"] == []


def test_a_removed_attempt_is_gone_and_stays_gone(backend, attempt, simulator, make):
    assert backend.remove_attempt(attempt) is True
    assert backend.remove_attempt(attempt) is True
    assert backend.remove_attempt(make.attempt(external_id=None)) is True
    assert simulator.state()["attempts"][0]["status"] == "deleted"


def test_a_learner_is_retired_once(backend, attempt):
    assert backend.retire_learner(LearnerRef(pseudonym="someone")) is True
    assert backend.retire_learner(LearnerRef(pseudonym="someone")) is False


def test_one_profile_is_found(backend, attempt, simulator):
    simulator.onboarding(user_id="someone", status="approved-in-course")

    (profile,) = backend.onboarding_profiles(OnboardingQuery(course_id=attempt.exam.course_id, pseudonym="someone"))

    assert (profile.pseudonym, profile.status) == ("someone", "approved-in-course")
    assert profile.expires_at is not None
    assert profile.expires_at.tzinfo is not None


def test_profiles_come_page_by_page_and_by_status(backend, attempt, simulator):
    for number in range(5):
        simulator.onboarding(user_id=f"user{number}", status="rejected")
    course = attempt.exam.course_id

    pages = [
        backend.onboarding_profiles(OnboardingQuery(course_id=course, status="rejected", page=page, page_size=2))
        for page in (1, 2, 3)
    ]

    assert [[profile.pseudonym for profile in page] for page in pages] == [
        ["user0", "user1"],
        ["user2", "user3"],
        ["user4"],
    ]
    assert pages[0][0].expires_at is None


@pytest.mark.parametrize(
    ("query", "claims"),
    [
        ({}, {}),
        ({"with_exam": True}, {"exam_id": True}),
        ({"with_exam": True, "attempt_external_id": "a-1"}, {"exam_id": True, "attempt_id": "a-1"}),
        ({"with_exam": True, "configuration": True}, {"exam_id": True, "config": True}),
    ],
)
def test_the_link_to_the_dashboard_says_who_wants_to_see_what(query, claims, simulator, make):
    backend = make.backend(base_url=simulator.url, clock=lambda: datetime.now(UTC))
    exam = make.exam(external_id="exam-1") if query.pop("with_exam", False) else None

    url = backend.dashboard_url(DashboardQuery(course_id="course-v1:A+B+C", staff=STAFF, exam=exam, **query))

    token = url.partition("?jwt=")[2]
    found = jwt.decode(token, make.client_secret, algorithms=["HS256"])
    expected = {**claims, **({"exam_id": "exam-1"} if "exam_id" in claims else {})}
    assert {key: found[key] for key in found if key not in {"exp", "course_id"}} == {
        "user": {"id": "staff-1", "full_name": "Grace Hopper", "email": "grace@staff.example"},
        "iss": make.client_id,
        "jti": "id-1",
        **expected,
    }
    assert requests.get(url, timeout=10).status_code == 200


def test_the_link_to_the_dashboard_lapses(simulator, make):
    backend = make.backend(base_url=simulator.url, token_expiration_time=90.0)

    url = backend.dashboard_url(DashboardQuery(course_id="course-v1:A+B+C", staff=STAFF))

    claims = jwt.decode(url.partition("?jwt=")[2], options={"verify_signature": False})
    assert claims["exp"] == int(make.now.timestamp()) + 90
    assert requests.get(url, timeout=10).status_code == 403


def test_a_dashboard_of_an_exam_the_vendor_does_not_know_has_no_link(backend, make):
    with pytest.raises(BackendError):
        backend.dashboard_url(DashboardQuery(course_id="course-v1:A+B+C", staff=STAFF, exam=make.exam()))


def test_the_configuration_is_asked_for_once_in_a_while(simulator, make):
    clock = make.clock()
    backend = make.backend(base_url=simulator.url, clock=clock)

    assert backend.configuration().name == "Simulated vendor"
    assert backend.configuration().rules["allow_notes"] == "You may use notes on paper."
    calls = [entry for entry in simulator.state()["requests"] if "config" in entry["address"]]

    assert len(calls) == 1


@pytest.mark.parametrize(
    ("options", "without"),
    [
        ({}, set()),
        ({"has_dashboard": False}, {Capability.DASHBOARD}),
        ({"supports_onboarding": False}, {Capability.ONBOARDING, Capability.ONBOARDING_PROFILES}),
        ({"has_onboarding_profiles": False}, {Capability.ONBOARDING_PROFILES}),
    ],
)
def test_options_switch_capabilities_off(options, without, make):
    everything = {
        Capability.EXAMS,
        Capability.RETIREMENT,
        Capability.DASHBOARD,
        Capability.ONBOARDING,
        Capability.ONBOARDING_PROFILES,
    }
    backend = make.backend(**options)

    assert backend.capabilities_for(backend.options) == everything - without


def test_a_set_up_page_does_without_a_configuration(wire, make):
    backend = make.backend(base_url=wire.url, default_rules={"allow_notes": True})
    wire.answers(b'{"status": "created", "instructions": "Wait.", "name": 7}')

    info = backend.launch_info(make.attempt(), "en")

    assert (info.steps, info.download_url, info.rules) == (("Wait.",), "", ())


def test_an_attempt_the_vendor_does_not_know_has_no_steps(backend, make):
    with pytest.raises(BackendError):
        backend.launch_info(make.attempt(external_id=None), "en")
