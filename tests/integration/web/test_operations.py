"""Health, numbers and ids for those who keep the site running."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from proctoring_host import correlation
from proctoring_host.domain.statuses import Status
from proctoring_host.effects.numbers import CACHE_KEY
from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Circuit, Effect, EffectState, Transition
from proctoring_host.registry.services import http_session
from proctoring_host.web.operations import readiness
from tests.factories import T0, make_attempt, make_exam
from tests.fake_backend import FakeVendor
from tests.integration.effects.steps import registration, runner

pytestmark = pytest.mark.django_db
REQUEST_ID = "request-0815"
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """A machine that is busy may have taken long to count the attempts of another test."""
    cache.delete(CACHE_KEY)


def paused() -> Circuit:
    return Circuit.objects.create(backend="fake", failures=9, open_until=timezone.now(), changed_at=timezone.now())


def test_a_process_that_lives_says_so_without_asking_anything(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/healthz").content == b"ok\n"


def test_a_site_in_order_is_ready() -> None:
    answer = Client().get("/readyz")

    checks = dict.fromkeys(["database", "migrations", "outbox", "backends"], "ok")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "checks": checks})


def test_what_is_late_or_away_is_told_and_keeps_no_learner_out(vendor: FakeVendor) -> None:
    registration()
    paused()

    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert (answer.json()["checks"]["outbox"], answer.json()["checks"]["backends"]) == ("failing", "failing")


@pytest.mark.parametrize(
    ("broken", "raised", "check"),
    [
        ("_require_migrated", readiness.NotMigrated(), "migrations"),
        ("connection", OperationalError("secret words of the driver"), "database"),
    ],
)
def test_without_database_or_tables_it_is_not_ready(monkeypatch, broken: str, raised: Exception, check: str) -> None:
    def fails(*_: object) -> None:
        raise raised

    stand_in = type("Away", (), {"ensure_connection": fails})() if broken == "connection" else fails
    monkeypatch.setattr(readiness, broken, stand_in)

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["ready"], answer.json()["checks"][check]) == (503, False, "failing")
    assert b"secret" not in answer.content


def test_the_page_for_staff_shows_what_waits_and_what_was_given_up(staff_client: Client, vendor: FakeVendor) -> None:
    dead = registration()
    Effect.objects.filter(pk=dead.pk).update(state=EffectState.DEAD, last_error="The vendor said no.")
    paused()

    shown = staff_client.get("/staff/status/").content.decode()

    assert "The vendor said no." in shown
    assert "left alone for a while" in shown
    assert "1 were given up" in shown
    assert "<td>given up</td>" in shown
    assert f'<a href="/staff/attempts/{dead.attempt_id}/">' in shown
    assert '"manage.py proctoring effects retry"' in unescape(shown)


def test_the_page_says_in_words_how_long_nothing_has_changed(staff_client: Client) -> None:
    attempt, days = make_attempt(status=Status.SUBMITTED), timedelta(days=3, hours=2)
    type(attempt).everything.filter(pk=attempt.pk).update(modified=timezone.now() - days)

    shown = unescape(staff_client.get("/staff/status/").content.decode())

    assert "<td>3\xa0days, 2\xa0hours</td>" in shown


def test_how_many_there_are_is_no_number_of_anything(staff_client: Client) -> None:
    make_attempt(status=Status.SUBMITTED)

    shown = staff_client.get("/staff/status/", headers={"Accept-Language": "de"}).content.decode()

    assert ">Anzahl</th>" in shown
    assert ">Nummer</th>" not in shown


def test_the_page_is_for_staff_of_the_site_only(learner_client: Client, course_staff_client: Client) -> None:
    assert learner_client.get("/staff/status/").status_code == 403
    assert course_staff_client.get("/staff/status/").status_code == 403


def test_numbers_are_for_staff_and_for_the_token(staff_client: Client, learner_client: Client, settings) -> None:
    assert learner_client.get("/metrics").status_code == 403
    assert staff_client.get("/metrics").status_code == 200
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403

    settings.PROCTORING_SETTINGS = {"METRICS_TOKEN": "for-the-scraper"}

    assert Client().get("/metrics", headers={"Authorization": "Bearer for-the-scraper"}).status_code == 200
    assert Client().get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 403


def test_attempts_effects_calls_and_callbacks_are_counted(staff_client: Client, vendor: FakeVendor) -> None:
    make_attempt(status=Status.SUBMITTED)
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")
    runner().run(registration().pk)
    Client().post("/api/edx_proctoring/v1/backends/fake/callback/", b"{}", content_type="application/json")
    Client().post("/api/edx_proctoring/v1/backends/made-up/callback/", b"{}", content_type="application/json")

    lines = staff_client.get("/metrics").content.decode().splitlines()

    found = {line.rpartition(" ")[0] for line in lines}
    assert 'proctoring_attempts{status="submitted"}' in found
    assert 'proctoring_effects{kind="vendor_register",state="pending"}' in found
    outcome = '{backend="fake",hook="register_attempt",outcome="backend_unreachable"}'
    assert f"proctoring_backend_calls_total{outcome}" in found
    assert 'proctoring_backend_call_seconds_count{backend="fake",hook="register_attempt"}' in found
    assert 'proctoring_callbacks_total{backend="fake",outcome="refused"}' in found
    assert 'proctoring_callbacks_total{backend="unknown",outcome="refused"}' in found
    assert not any("made-up" in line for line in lines)


@pytest.mark.parametrize(
    ("headers", "known_as"),
    [
        ({"X-Request-ID": REQUEST_ID}, REQUEST_ID),
        ({"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}, TRACE),
        ({"X-Request-ID": "no good\tid", "traceparent": f"00-{'0' * 32}-b7ad6b7169203331-01"}, None),
    ],
)
def test_an_id_goes_from_the_request_into_log_effect_and_vendor_call(
    learner_client: Client, vendor: FakeVendor, headers: dict[str, str], known_as: str | None
) -> None:
    exam, told = make_exam(), []
    vendor.before["register_attempt"] = lambda: told.append(http_session().headers.get("X-Request-ID"))

    answer = learner_client.post(
        "/api/edx_proctoring/v1/proctored_exam/attempt",
        {"exam_id": exam.pk, "attempt_proctored": "true"},
        "application/json",
        headers=headers,
    )
    runner().run(Effect.objects.get(kind="vendor_register").pk, force=True)

    given = answer["X-Request-ID"]
    assert given == known_as or known_as is None
    assert told == [given]
    assert {row.correlation_id for row in Transition.objects.all()} == {given}
    assert correlation.current() == ""


def test_an_age_is_that_of_the_longest_unchanged(staff_client: Client) -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    type(attempt).everything.filter(pk=attempt.pk).update(modified=T0)

    lines = staff_client.get("/metrics").content.decode().splitlines()

    [age] = [line for line in lines if line.startswith('proctoring_attempt_age_seconds{status="submitted"}')]
    assert float(age.rpartition(" ")[2]) > 0
