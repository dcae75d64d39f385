"""What a request asks of a vendor is bounded, heeds the circuit breaker, and counts for it where a call is made."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proctoring_host import hookimpl
from proctoring_host.attempts.overview import launch_info_of
from proctoring_host.attempts.remove import remove_attempt
from proctoring_host.backend import Capability
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import LaunchInfo
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.effects.asking import asking
from proctoring_host.effects.circuit import THRESHOLD
from proctoring_host.errors import BackendPaused, BackendUnreachable, RemovalFailed
from proctoring_host.models import Attempt, Circuit
from proctoring_host.onboarding.profiles import profile_of
from proctoring_host.registry import Candidate, Registry, using_registry
from proctoring_host.registry.services import http_session
from tests.factories import cause, make_attempt
from tests.fake_backend import FakeBackend, FakeVendor, using_fake_backend

pytestmark = pytest.mark.django_db
STEPS = LaunchInfo(steps=("Open the software.",))


class Vendor(ThreadingHTTPServer):
    """Answers each call after some seconds with one status."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status, self.delay, self.asked = 200, 0.0, 0
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: Vendor

    def do_GET(self) -> None:
        self.server.asked += 1
        self.server.over.wait(self.server.delay)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Vendor]:
    made = Vendor()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.over.set()
    made.shutdown()
    made.server_close()
    thread.join()


@contextmanager
def over_http(server: Vendor) -> Iterator[None]:
    """A backend that calls this server for its steps and its dashboard, with the session that the host lends."""

    class Calling(FakeBackend):
        capabilities = frozenset({Capability.DASHBOARD})
        vendor = FakeVendor(launch=STEPS)

        def call(self) -> None:
            try:
                with self.services.http() as session:
                    session.get(server.url).raise_for_status()
            except requests.RequestException:
                raise BackendUnreachable("No answer.", backend=self.name) from None

        @hookimpl
        def launch_info(self, attempt, language: str) -> LaunchInfo:
            self.call()
            return STEPS

        @hookimpl
        def dashboard_url(self, query) -> str:
            self.call()
            return "https://vendor.example/"

    settings = ProctoringSettings(enabled=True, backends={"fake": {}}, default_backend="fake")
    registry = Registry.load(settings, installed=[Candidate.backend("fake", Calling)])
    assert not registry.failures
    with using_registry(registry):
        yield


def opened(seconds: float = 60.0) -> Circuit:
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    return Circuit.objects.create(backend="fake", failures=THRESHOLD, trips=1, open_until=until, changed_at=now)


def an_attempt() -> Attempt:
    return make_attempt(status=Status.CREATED, external_id="ext-1", taking_as_proctored=True)


def questions_to_the_breaker(attempt: Attempt) -> int:
    with CaptureQueriesContext(connection) as seen:
        launch_info_of(attempt)
    return sum("proctoring_host_circuit" in query["sql"] for query in seen)


def test_steps_are_shown_when_the_vendor_answers_and_one_query_asks_the_breaker(server: Vendor) -> None:
    attempt = an_attempt()

    with over_http(server):
        found, queries = launch_info_of(attempt), questions_to_the_breaker(attempt)

    assert (found, queries) == (STEPS, 1)


def test_an_open_breaker_leaves_the_steps_out_without_a_call(server: Vendor) -> None:
    opened()

    with over_http(server):
        found = launch_info_of(an_attempt())

    assert (found, server.asked) == (LaunchInfo(), 0)


def test_steps_out_of_the_configuration_are_shown_also_while_the_vendor_is_away(vendor: FakeVendor) -> None:
    vendor.launch = STEPS
    attempt = an_attempt()
    before = opened()

    found, queries = launch_info_of(attempt), questions_to_the_breaker(attempt)

    assert (found, queries) == (STEPS, 0)
    assert Circuit.objects.get().open_until == before.open_until


def test_pages_open_the_breaker_of_a_vendor_that_fails(server: Vendor) -> None:
    server.status, attempt = 500, an_attempt()

    with over_http(server):
        found = {launch_info_of(attempt) for _ in range(THRESHOLD + 3)}

    assert (found, server.asked) == ({LaunchInfo()}, THRESHOLD)
    assert Circuit.objects.get().open_until > timezone.now()


def test_what_the_vendor_refuses_opens_nothing(server: Vendor) -> None:
    server.status, attempt = 404, an_attempt()

    with over_http(server):
        for _ in range(THRESHOLD + 1):
            launch_info_of(attempt)

    assert server.asked == THRESHOLD + 1
    assert not Circuit.objects.filter(open_until__isnull=False).exists()


def test_after_the_pause_a_page_that_is_answered_closes_the_breaker(server: Vendor) -> None:
    opened(seconds=-1)

    with over_http(server):
        found = launch_info_of(an_attempt())

    assert (found, Circuit.objects.get().open_until) == (STEPS, None)


def test_a_page_waits_for_the_vendor_as_long_as_a_registration_and_not_longer(server: Vendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"REGISTRATION_WAIT_SECONDS": 1}
    server.delay, attempt = 8.0, an_attempt()
    begun = time.monotonic()

    with over_http(server):
        found = launch_info_of(attempt)

    assert found == LaunchInfo()
    assert time.monotonic() - begun < 6
    assert Circuit.objects.get().failures == 1


def test_a_second_call_of_the_same_hook_has_only_what_the_first_left(server: Vendor) -> None:
    """A hook may need several calls; the request waits for all of them together."""
    server.delay = 8.0
    begun = time.monotonic()

    with asking("fake", 1.0), http_session() as session:
        with pytest.raises(requests.Timeout):
            session.get(server.url)
        with pytest.raises(requests.ConnectionError, match="not called just now"):
            session.get(server.url)

    assert time.monotonic() - begun < 6
    assert server.asked == 1


def test_a_dashboard_that_needs_the_vendor_is_refused_at_once(server: Vendor, staff_client: Client) -> None:
    attempt = an_attempt()
    opened()

    with over_http(server):
        answer = staff_client.get(f"/api/edx_proctoring/v1/instructor/{attempt.exam.course_id}/{attempt.exam_id}")

    assert (answer.status_code, answer.json()["code"], server.asked) == (503, "backend_paused", 0)


def test_a_dashboard_that_needs_no_call_is_led_to(staff_client: Client) -> None:
    attempt = an_attempt()
    opened()

    with using_fake_backend(capabilities={Capability.DASHBOARD}):
        answer = staff_client.get(f"/api/edx_proctoring/v1/instructor/{attempt.exam.course_id}/{attempt.exam_id}")

    assert answer.status_code == 302


def test_staff_are_told_at_once_that_an_attempt_cannot_be_removed_now(vendor: FakeVendor) -> None:
    attempt = an_attempt()
    opened()

    with pytest.raises(RemovalFailed) as raised:
        remove_attempt(attempt.pk, cause=cause(Actor.STAFF))

    assert (raised.value.http_status, vendor.counts["remove_attempt"]) == (502, 0)
    assert Attempt.objects.filter(pk=attempt.pk).exists()


def test_after_the_pause_staff_can_remove_again(vendor: FakeVendor) -> None:
    attempt = an_attempt()
    opened(seconds=-1)

    remove_attempt(attempt.pk, cause=cause(Actor.STAFF))

    assert vendor.counts["remove_attempt"] == 1
    assert not Attempt.objects.filter(pk=attempt.pk).exists()


def test_profiles_are_not_asked_for_while_the_vendor_is_away() -> None:
    attempt = an_attempt()
    opened()

    asked_for = {Capability.ONBOARDING_PROFILES}
    with using_fake_backend(capabilities=asked_for) as vendor, pytest.raises(BackendPaused) as raised:
        profile_of(attempt.user_id, attempt.exam.course_id, "fake")

    assert raised.value.retry_after is not None
    assert 0 < raised.value.retry_after <= 60
    assert vendor.counts["onboarding_profiles"] == 0
