"""A class of the older interface behind the whole host: from the exam to the erasing of its learner."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from proctoring_host.conf import ProctoringSettings
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt, Review
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.registry import Candidate, Registry, using_registry
from proctoring_host.registry.legacy import GROUP
from tests.factories import COURSE, make_exam, make_user
from tests.legacy_provider import BackendProviderOnboardingException, WholeProvider

pytestmark = pytest.mark.django_db(transaction=True)
V1 = "/api/edx_proctoring/v1"


@pytest.fixture
def provider() -> Iterator[WholeProvider]:
    candidate = Candidate(group=GROUP, name="acme", load=lambda: WholeProvider, distribution="acme-old")
    settings = ProctoringSettings(
        enabled=True,
        backends={"acme": {"client_id": "id", "client_secret": "s"}},
        default_backend="acme",
        allow_legacy_backends=True,
    )
    registry = Registry.load(settings, installed=[candidate])
    assert registry.failures == ()
    with using_registry(registry):
        yield registry.built("acme").instance.provider


@pytest.fixture
def exam():
    return make_exam(backend="acme", course_id=COURSE)


def client(user, *groups):
    user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in groups))
    signed_in = Client()
    signed_in.force_login(user)
    return signed_in


def act(learner, attempt, action):
    path = f"{V1}/proctored_exam/attempt/{attempt.pk}"
    return learner.put(path, {"action": action}, content_type="application/json")


def begin(learner, exam):
    form = {"exam_id": exam.pk, "attempt_proctored": "true"}
    return learner.post(f"{V1}/proctored_exam/attempt", form)


def test_an_attempt_goes_from_registration_to_result_and_is_forgotten(provider, exam):
    user = make_user("learner")
    learner, vendor = client(user), client(make_user("service"), "acme_review")
    assert begin(learner, exam).status_code == 200
    attempt = Attempt.objects.get()
    at_vendor = f"{V1}/proctored_exam/attempt/{attempt.external_id}"

    vendor.post(f"{at_vendor}/ready", {"status": "ready"}, content_type="application/json")
    act(learner, attempt, "start")
    act(learner, attempt, "submit")
    body = {"status": "passed", "comments": [{"comment": "Fine", "status": "ok", "start": 0, "stop": 5}]}
    answer = vendor.post(f"{at_vendor}/reviewed", body, content_type="application/json")

    attempt.refresh_from_db()
    exam.refresh_from_db()
    known_as = pseudonym_of(user.pk, "acme")
    [(sent_exam, context)] = provider.called("register_exam_attempt")
    assert answer.status_code == 200
    assert attempt.status == Status.VERIFIED
    assert Review.objects.get().comments.get().comment == "Fine"
    assert exam.external_id == sent_exam["external_id"] == f"exam-at-vendor-{exam.pk}"
    assert (context["user_id"], context["attempt_code"]) == (known_as, attempt.code)
    assert provider.called("start_exam_attempt") == [(exam.external_id, attempt.external_id)]
    assert provider.called("stop_exam_attempt") == [(exam.external_id, attempt.external_id)]

    staff = client(make_user("staff", is_staff=True, is_superuser=True))
    removed = staff.delete(f"{V1}/proctored_exam/attempt/{attempt.pk}")
    retired = staff.post(f"{V1}/retire_backend_user/{user.pk}/")

    assert (removed.status_code, retired.json()) == (200, {"acme": True})
    assert provider.called("remove_exam_attempt") == [(exam.external_id, attempt.external_id)]
    assert provider.called("retire_user") == [(known_as,)]


def test_a_vendor_that_wants_onboarding_first_gets_it(provider, exam):
    provider.raises["register_exam_attempt"] = BackendProviderOnboardingException("onboarding_missing")

    begin(client(make_user()), exam)

    assert Attempt.objects.get().status == Status.ONBOARDING_MISSING


def test_the_address_of_the_software_reaches_the_learner(provider, exam):
    learner = client(make_user())
    begin(learner, exam)

    act(learner, Attempt.objects.get(), "click_download_software")

    course = learner.get(f"{V1}/proctored_exam/attempt/course_id/{COURSE}", {"content_id": exam.content_id})

    found = course.json()["exam"]["attempt"]
    assert found["software_download_url"] == "https://vendor.example/download"


def test_a_provider_that_breaks_is_an_error_of_its_backend_and_is_tried_again(provider, exam):
    learner = client(make_user())
    provider.raises["register_exam_attempt"] = ZeroDivisionError()
    refused = begin(learner, exam)
    provider.raises.clear()

    again = begin(learner, exam)

    assert (refused.status_code, again.status_code) == (503, 200)
    assert Attempt.objects.get().external_id


def test_staff_are_led_to_the_dashboard_of_an_exam(provider, exam):
    exam.external_id = "e-1"
    exam.save()

    answer = client(make_user(), f"course-staff:{COURSE}").get(f"{V1}/instructor/{COURSE}/{exam.pk}")

    assert (answer.status_code, answer["Location"]) == (302, "https://vendor.example/dashboard/e-1")
