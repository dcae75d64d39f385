"""Tokens for a content service, verified as such a service would: with the published keys alone."""

from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proctoring_host import conf
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt, Exam
from tests.factories import COURSE, make_attempt, make_exam, make_timed_exam
from tests.fake_backend import FakeVendor

pytestmark = pytest.mark.django_db
V1 = "/api/edx_proctoring/v1"
SITE = "https://exams.example.org"
KEYS = [
    ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for _ in range(2)
]


@pytest.fixture(autouse=True)
def key(settings):
    settings.PROCTORING_SETTINGS = {"ACCESS_TOKEN_KEY": KEYS[0], "SITE_NAME": "exams.example.org"}


def address(exam: Exam) -> str:
    return f"{V1}/proctored_exam/access/exam_id/{exam.pk}"


def claims_in(response, audience: str = SITE) -> dict:
    """What a content service reads: it asks for the keys without signing in, and insists on all that it is to check."""
    published = jwt.PyJWKSet.from_dict(Client().get(f"{V1}/access/keys").json())
    token = response.json()["exam_access_token"]
    return jwt.decode(
        token,
        published[jwt.get_unverified_header(token)["kid"]],
        algorithms=["EdDSA"],
        audience=audience,
        issuer=SITE,
        options={"require": ["aud", "exp", "iat", "iss", "nbf", "sub"]},
    )


def running(exam: Exam, user: User, *, left: float) -> Attempt:
    now = timezone.now()
    return make_attempt(exam, user, Status.STARTED, started_at=now, deadline_at=now + timedelta(seconds=left))


def test_a_running_attempt_gets_a_token_that_a_content_service_verifies(learner: User, learner_client: Client) -> None:
    exam = make_exam()
    running(exam, learner, left=600)

    response = learner_client.get(address(exam))

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json()["exam_access_token_expiration"] == 60
    claims = claims_in(response)
    assert claims["exp"] - claims["iat"] == 60
    assert claims["nbf"] == claims["iat"]
    assert claims | {"exp": 0, "iat": 0, "nbf": 0} == {
        "iss": SITE,
        "aud": SITE,
        "sub": str(learner.pk),
        "lms_user_id": learner.pk,
        "course_id": COURSE,
        "content_id": exam.content_id,
        "reason": "running",
        "iat": 0,
        "nbf": 0,
        "exp": 0,
        "version": "1.0.0",
    }


def test_the_header_says_what_kind_of_token_it_is(staff_client: Client) -> None:
    token = staff_client.get(address(make_exam())).json()["exam_access_token"]

    assert jwt.get_unverified_header(token)["typ"] == "exam-access+jwt"


def test_a_token_for_one_service_is_refused_by_another(settings, staff_client: Client) -> None:
    settings.PROCTORING_SETTINGS |= {"ACCESS_TOKEN_AUDIENCE": "https://content.example.org"}

    response = staff_client.get(address(make_exam()))

    assert claims_in(response, "https://content.example.org")["aud"] == "https://content.example.org"
    with pytest.raises(jwt.InvalidAudienceError):
        claims_in(response)


def test_a_token_is_over_before_the_clock_of_the_attempt(learner: User, learner_client: Client) -> None:
    exam = make_exam()
    attempt = running(exam, learner, left=20)

    response = learner_client.get(address(exam))

    assert 18 <= response.json()["exam_access_token_expiration"] <= 20
    assert attempt.deadline_at is not None
    assert claims_in(response)["exp"] <= attempt.deadline_at.timestamp()


def test_the_keys_of_course_and_content_name_the_exam_as_well(learner: User, learner_client: Client) -> None:
    exam = make_exam()
    running(exam, learner, left=600)

    response = learner_client.get(f"{V1}/proctored_exam/access/course_id/{COURSE}/content_id/{exam.content_id}")

    assert claims_in(response)["content_id"] == exam.content_id


def test_a_browser_that_the_backend_does_not_know_gets_no_token(
    vendor: FakeVendor, learner: User, learner_client: Client
) -> None:
    exam = make_exam()
    running(exam, learner, left=600)
    vendor.allows_entry = False

    response = learner_client.get(address(exam))

    assert (response.status_code, response.json()["code"]) == (403, "wrong_browser")


def test_the_backend_is_asked_with_the_signed_cookies_of_this_browser(
    vendor: FakeVendor, learner: User, learner_client: Client
) -> None:
    exam = make_exam()
    running(exam, learner, left=600)
    learner_client.cookies["exam"] = "forged"

    learner_client.get(address(exam))

    (entry,) = vendor.called("allows_entry")
    assert entry.cookies == {}


def test_the_learner_of_one_attempt_gets_no_token_by_anothers(learner_client: Client) -> None:
    exam = make_exam()
    make_attempt(exam, status=Status.STARTED, deadline_at=timezone.now() + timedelta(hours=1))

    response = learner_client.get(address(exam))

    assert (response.status_code, response.json()["code"]) == (403, "not_started")


def test_an_attempt_whose_time_is_up_is_ended_and_gets_no_token(learner: User, learner_client: Client) -> None:
    exam = make_timed_exam()
    attempt = running(exam, learner, left=-1)

    response = learner_client.get(address(exam))

    attempt.refresh_from_db()
    assert (response.status_code, response.json()["code"]) == (403, "not_before_due")
    assert attempt.status == Status.SUBMITTED


@pytest.mark.parametrize(("hidden", "status"), [(False, 200), (True, 403)])
def test_after_the_due_date_content_is_shown_to_who_handed_in_unless_it_is_hidden(
    learner: User, learner_client: Client, hidden: bool, status: int
) -> None:
    exam = make_exam(due_date=timezone.now() - timedelta(days=1), hide_after_due=hidden)
    make_attempt(exam, learner, Status.SUBMITTED)

    assert learner_client.get(address(exam)).status_code == status


@pytest.mark.parametrize(("hidden", "status"), [(False, 200), (True, 403)])
def test_after_the_due_date_who_never_began_sees_the_content_unless_it_is_hidden(
    learner_client: Client, hidden: bool, status: int
) -> None:
    exam = make_exam(due_date=timezone.now() - timedelta(days=1), hide_after_due=hidden)

    assert learner_client.get(address(exam)).status_code == status


def test_course_staff_see_the_content_of_their_own_course_at_any_time(course_staff_client: Client) -> None:
    own, other = make_exam(), make_exam(course_id="course-v1:Other+C+1")

    assert claims_in(course_staff_client.get(address(own)))["reason"] == "staff"
    assert course_staff_client.get(address(other)).json()["code"] == "not_started"


def test_with_several_keys_the_first_signs_and_all_are_published(settings, staff_client: Client) -> None:
    before = staff_client.get(address(make_exam())).json()["exam_access_token"]
    settings.PROCTORING_SETTINGS = {"ACCESS_TOKEN_KEY": [KEYS[1], KEYS[0]]}

    published = Client().get(f"{V1}/access/keys")
    after = staff_client.get(address(make_exam())).json()["exam_access_token"]

    kids = [key["kid"] for key in published.json()["keys"]]
    assert [jwt.get_unverified_header(token)["kid"] for token in (after, before)] == kids
    assert published["Cache-Control"] == "public, max-age=300"


def test_a_key_that_cannot_be_used_is_a_problem_of_the_settings_and_stops_no_other(settings, staff_client) -> None:
    settings.PROCTORING_SETTINGS = {"ACCESS_TOKEN_KEY": ["-----BEGIN of a secret", 5, KEYS[0]]}

    assert staff_client.get(address(make_exam())).status_code == 200
    assert [problem.path for problem in conf.get().problems] == [
        'PROCTORING_SETTINGS["ACCESS_TOKEN_KEY"][0]',
        'PROCTORING_SETTINGS["ACCESS_TOKEN_KEY"][1]',
    ]
    assert "of a secret" not in repr(conf.get())


def test_a_site_without_a_key_says_so(settings, staff_client: Client) -> None:
    settings.PROCTORING_SETTINGS = {}

    response = staff_client.get(address(make_exam()))

    assert (response.status_code, response.json()["code"]) == (404, "no_access_tokens")
    assert Client().get(reverse("proctoring:access-keys")).json() == {"keys": []}
