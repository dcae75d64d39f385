"""An address that holds a secret is in no log, whatever is answered, on any platform."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client

from proctoring_host import data
from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.errors import CallbackMalformed
from proctoring_host.models import Attempt
from tests.factories import make_attempt
from tests.fake_backend import FakeVendor, using_fake_backend

pytestmark = pytest.mark.django_db
ROOT = "/api/edx_proctoring"
SECRET = "sesame-open"
ADDRESSES = {
    "shared": f"{ROOT}/proctoring_review_callback/{SECRET}/",
    "own": f"{ROOT}/v1/backends/fake/callback/{SECRET}/",
}


@pytest.fixture
def shared():
    with using_fake_backend(capabilities={Capability.SHARED_CALLBACK}, options={"secret_word": SECRET}) as vendor:
        yield vendor


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def _malformed(vendor: FakeVendor) -> None:
    vendor.raises["parse_callback"] = CallbackMalformed("The body is not JSON.")


def _forged(vendor: FakeVendor) -> None:
    vendor.raises["authenticate_callback"] = RuntimeError(SECRET)


def _broken_site(vendor: FakeVendor) -> None:
    """The reviewer is looked up at the platform, which cannot be had."""
    attempt = make_attempt(status=Status.SUBMITTED)
    vendor.parsed = data.Review(status=ReviewStatus.PASSED, attempt_code=attempt.code, reviewed_by=attempt.user.email)


CASES = {
    "malformed": (_malformed, b"{}", 400),
    "a plugin that fails": (_forged, b"{}", 503),
    "too large": (lambda vendor: None, b"x" * 2_000_000, 413),
    "a site that fails": (_broken_site, b"{}", 500),
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("case", CASES)
def test_no_log_has_the_secret(shared: FakeVendor, client: Client, settings, caplog, address: str, case: str) -> None:
    settings.PROCTORING_PLATFORM = "no.such.function"
    caplog.set_level(logging.DEBUG)
    arrange, body, status = CASES[case]
    arrange(shared)

    response = client.post(ADDRESSES[address], body, "application/json", headers={"X-Request-ID": "request-17"})

    assert response.status_code == status
    assert SECRET not in caplog.text
    assert f"method=POST status={status} correlation=request-17" in caplog.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_another_method_is_refused_without_a_word_about_the_address(
    shared: FakeVendor, client: Client, caplog, address: str
) -> None:
    response = client.get(ADDRESSES[address])

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert SECRET not in caplog.text
    assert "method=GET status=405" in caplog.text


def _unknown(attempt: Attempt) -> str:
    return "00000000-0000-4000-8000-00000000F00D"


@pytest.mark.parametrize(("code", "status"), [(_unknown, 404), (lambda attempt: attempt.code, 500)])
def test_a_launch_link_is_in_no_log(
    shared: FakeVendor, client: Client, settings, caplog, code: Callable[[Attempt], str], status: int
) -> None:
    settings.PROCTORING_PLATFORM = "no.such.function"
    caplog.set_level(logging.DEBUG)
    named = code(make_attempt())

    response = client.get(f"{ROOT}/proctoring_launch_callback/start_exam/{named}")

    assert response.status_code == status
    assert named not in caplog.text
    assert f"view=launch_view method=GET status={status}" in caplog.text
