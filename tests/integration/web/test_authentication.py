"""Signing in to the REST API: the site's way, the platform's JWT where it is installed, and CSRF as usual."""

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.authentication import BaseAuthentication, BasicAuthentication, get_authorization_header

from proctoring_host.web.rest import authentication
from proctoring_host.web.rest.base import ApiView
from tests.factories import make_attempt, make_timed_exam, make_user
from tests.fake_backend import using_fake_backend
from tests.integration.web.conftest import signed_in

ATTEMPT = "/api/edx_proctoring/v1/proctored_exam/attempt"


class JwtAuthentication(BaseAuthentication):
    """Stands for the platform's: `Authorization: JWT <username>` signs in."""

    def authenticate(self, request):
        words = get_authorization_header(request).decode().split()
        return (User.objects.get(username=words[1]), None) if words[:1] == ["JWT"] else None

    def authenticate_header(self, request) -> str:
        return 'JWT realm="api"'


@pytest.fixture
def platform(monkeypatch) -> Iterator[None]:
    """As if edx-drf-extensions were installed."""
    parts = authentication.PLATFORM_JWT.split(".")[:-1]
    for length in range(1, len(parts) + 1):
        monkeypatch.setitem(sys.modules, ".".join(parts[:length]), ModuleType(".".join(parts[:length])))
    sys.modules[".".join(parts)].JwtAuthentication = JwtAuthentication  # type: ignore[attr-defined]
    authentication.platform_jwt.cache_clear()
    yield
    authentication.platform_jwt.cache_clear()


@pytest.mark.django_db
def test_a_jwt_of_the_platform_signs_in_without_session_and_csrf_token(platform) -> None:
    learner = make_user("ada")
    exam = make_timed_exam()

    response = Client(enforce_csrf_checks=True).post(
        ATTEMPT, {"exam_id": exam.pk}, "application/json", headers={"Authorization": "JWT ada"}
    )

    assert response.status_code == 200
    assert exam.attempts.get().user == learner


@pytest.mark.django_db
def test_without_the_platforms_package_a_jwt_is_nobody() -> None:
    authentication.platform_jwt.cache_clear()
    make_user("ada")

    response = Client().get(ATTEMPT, headers={"Authorization": "JWT ada"})

    assert response.status_code == 403
    assert response.json()["detail"]


@pytest.mark.django_db
def test_whatever_signs_in_first_an_anonymous_request_is_403_and_never_401(platform, monkeypatch) -> None:
    monkeypatch.setattr(ApiView, "authentication_classes", (BasicAuthentication,))

    for headers in ({}, {"Authorization": "Basic AAAA"}):
        response = Client().get(ATTEMPT, headers=headers)

        assert response.status_code == 403
        assert "WWW-Authenticate" not in response
        assert response.json()["detail"]


def test_a_site_that_names_the_platforms_jwt_itself_gets_it_once(platform) -> None:
    own = [JwtAuthentication()]

    assert authentication.with_platform_jwt(own) == own
    assert [type(each) for each in authentication.with_platform_jwt([BasicAuthentication()])] == [
        BasicAuthentication,
        JwtAuthentication,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_session_without_a_csrf_token_changes_nothing(method: str) -> None:
    attempt = make_attempt()
    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.user)

    response = getattr(client, method)(
        f"{ATTEMPT}/{attempt.pk}", {"action": "decline"}, content_type="application/json"
    )

    attempt.refresh_from_db()
    assert (response.status_code, attempt.status) == (403, "created")
    assert "CSRF" in response.json()["detail"]


@pytest.mark.django_db
def test_a_session_with_its_csrf_token_changes_what_is_its_own() -> None:
    attempt = make_attempt()
    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.user)
    client.get("/")
    token = client.cookies["csrftoken"].value

    response = client.put(
        f"{ATTEMPT}/{attempt.pk}", {"action": "decline"}, "application/json", headers={"X-CSRFToken": token}
    )

    assert response.status_code == 200


@pytest.mark.django_db
def test_a_session_that_has_ended_is_anonymous() -> None:
    client = signed_in(make_user())
    client.logout()

    assert client.get(ATTEMPT).status_code == 403


@pytest.mark.django_db
def test_a_service_users_review_arrives_whole_though_its_csrf_token_was_looked_for() -> None:
    attempt = make_attempt()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(is_staff=True))
    client.get("/")
    token = client.cookies["csrftoken"].value

    with using_fake_backend() as vendor:
        client.post(
            f"{ATTEMPT}/{attempt.external_id}/reviewed", b'{"a": 1}', "application/json", headers={"X-CSRFToken": token}
        )

    assert [callback.body for callback in vendor.called("parse_callback")] == [b'{"a": 1}']
