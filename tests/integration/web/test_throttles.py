"""The addresses that need no sign-in slow callers down, each network address for itself."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from rest_framework.settings import api_settings

from proctoring_host import conf
from proctoring_host.domain.rates import Rate, parse_rate
from proctoring_host.web import callers, throttles
from tests.factories import make_attempt
from tests.fake_backend import FakeVendor

ROOT = "/api/edx_proctoring"
REVIEWS = f"{ROOT}/proctoring_review_callback/"
GENERIC = f"{ROOT}/v1/backends/fake/callback/"
HALL, HOME = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> list[float]:
    """The beginning of a window, and then as a test moves it."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(throttles.time, "time", lambda: now[0])
    return now


def limited(settings, **rates: str | None) -> None:
    settings.PROCTORING_SETTINGS = {"THROTTLES": rates}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "method", "address", "before"),
    [
        ("launch", "get", f"{ROOT}/proctoring_launch_callback/start_exam/NOBODY", 404),
        ("review_callback", "post", REVIEWS, 403),
        ("review_callback", "post", f"{REVIEWS}secret/", 403),
        ("backend_callback", "post", GENERIC, 403),
        ("backend_callback", "post", f"{GENERIC}wrong/", 403),
        ("documents", "get", f"{ROOT}/v1/schema/docs/", 200),
        ("documents", "get", f"{ROOT}/v1/schema/?format=json", 200),
    ],
)
def test_beyond_its_rate_an_address_answers_429_until_the_window_is_over(
    settings, clock: list[float], scope: str, method: str, address: str, before: int
) -> None:
    limited(settings, **{scope: "2/minute"})
    call = getattr(Client(REMOTE_ADDR=HALL), method)

    answers = [call(address).status_code for _ in range(2)]
    clock[0] += 15
    refused = call(address)
    elsewhere = getattr(Client(REMOTE_ADDR=HOME), method)(address)
    clock[0] += 45
    later = call(address)

    assert answers == [before, before]
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    assert refused.json() == {
        "detail": "Too many requests came from your network. Try again in 45 seconds.",
        "code": "throttled",
    }
    assert (elsewhere.status_code, later.status_code) == (before, before)


@pytest.mark.django_db
def test_a_refused_call_is_not_read_and_its_path_not_logged(settings, vendor: FakeVendor, caplog) -> None:
    limited(settings, review_callback="1/minute")
    client = Client(REMOTE_ADDR=HALL)
    client.post(REVIEWS)
    vendor.calls.clear()

    client.post(f"{REVIEWS}open%20sesame/", b"{}", content_type="application/json")

    assert not vendor.calls
    assert "sesame" not in caplog.text


@pytest.mark.django_db
def test_a_hall_of_learners_behind_one_address_comes_in_with_the_defaults() -> None:
    attempt = make_attempt()
    client = Client(REMOTE_ADDR=HALL)
    address = f"{ROOT}/proctoring_launch_callback/start_exam/{attempt.code}"

    assert {client.head(address).status_code for _ in range(300)} == {302}
    assert conf.get().throttles["launch"] == Rate(3000, 60)


def test_a_scope_can_be_switched_off_and_wrong_rates_are_reported(settings) -> None:
    limited(settings, launch=None, review_callback="often", elsewhere="1/minute")

    assert conf.get().throttles == {
        "launch": None,
        "review_callback": Rate(1200, 60),
        "backend_callback": Rate(1200, 60),
        "documents": Rate(600, 60),
    }
    assert [problem.path for problem in conf.get().problems] == [
        'PROCTORING_SETTINGS["THROTTLES"]["review_callback"]',
        'PROCTORING_SETTINGS["THROTTLES"]["elsewhere"]',
    ]
    request = RequestFactory().get("/")
    assert [throttles.seconds_to_wait("launch", request, 0) for _ in range(5000)][-1] == 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (None, "203.0.113.9", HALL),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "invented, 203.0.113.9", "203.0.113.9"),
        (2, "invented, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (3, "203.0.113.9", "203.0.113.9"),
        (1, "", HALL),
        (0, "203.0.113.9", HALL),
    ],
)
def test_only_what_trusted_proxies_say_is_believed(
    monkeypatch, settings, proxies, forwarded: str, address: str
) -> None:
    monkeypatch.setattr(api_settings, "NUM_PROXIES", proxies, raising=False)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory(REMOTE_ADDR=HALL).get("/", headers=headers)

    assert callers.address_of(request) == address
    if proxies:
        monkeypatch.setattr(api_settings, "NUM_PROXIES", None, raising=False)
        settings.PROCTORING_SETTINGS = {"TRUSTED_PROXIES": proxies}
        assert callers.address_of(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_an_address_of_ipv6_stands_for_its_network(address: str, network: str) -> None:
    assert throttles.network_of(address) == network


@pytest.mark.parametrize("text", ["", "5", "0/minute", "-1/minute", "5/fortnight", "5/", "٥/minute", "1/minute; 2/day"])
def test_a_rate_that_says_nothing_clear_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="A rate is a number"):
        parse_rate(text)


def test_rates_are_read_in_each_unit() -> None:
    assert [parse_rate(text) for text in ("5/second", "7 / hours", "9/day")] == [
        Rate(5, 1),
        Rate(7, 3600),
        Rate(9, 86400),
    ]


@pytest.mark.django_db
def test_a_backend_hears_the_address_of_the_caller_and_not_of_the_proxy(settings, vendor: FakeVendor) -> None:
    settings.PROCTORING_SETTINGS = {"TRUSTED_PROXIES": 1}

    Client(REMOTE_ADDR="10.0.0.1").post(GENERIC, headers={"X-Forwarded-For": f"invented, {HOME}"})

    (callback,) = vendor.called("authenticate_callback")
    assert callback.remote_address == HOME
