"""What the backend says of its configuration, and of the way to its vendor."""

from datetime import UTC, datetime, timedelta

import pytest


def ids(findings):
    return [finding.id for finding in findings]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"base_url": "https://vendor.example"}, []),
        ({"base_url": "http://vendor.example"}, ["rest.W001"]),
        ({"base_url": "http://localhost:1"}, []),
        ({"base_url": "http://127.0.0.1:1"}, []),
        ({"base_url": "https://vendor.example", "client_secret": "short"}, ["rest.W002"]),
        ({"base_url": "https://vendor.example", "client_secret": "short", "has_dashboard": False}, []),
    ],
)
def test_configuration_is_judged_without_a_call(options, expected, make):
    findings = make.backend(**options).check(live=False)

    assert ids(findings) == expected
    assert "short" not in str(findings)


def test_a_reachable_vendor_is_reported_and_keeps_nothing(simulator, make):
    backend = make.backend(base_url=simulator.url, clock=lambda: datetime.now(UTC))

    assert ids(backend.check(live=True)) == ["rest.I104"]
    assert simulator.state()["exams"] == simulator.state()["attempts"] == []


@pytest.mark.parametrize(("skew", "side"), [(3600, "ahead of"), (-3600, "behind")])
def test_clocks_are_compared(skew, side, simulator, make):
    backend = make.backend(base_url=simulator.url, clock=lambda: datetime.now(UTC) + timedelta(seconds=skew))

    findings = backend.check(live=True)

    assert ids(findings) == ["rest.W103", "rest.I104"]
    assert side in findings[0].text


def test_wrong_credentials_are_named(simulator, make):
    findings = make.backend(base_url=simulator.url, client_secret="x" * 40).check(live=True)

    assert ids(findings) == ["rest.E101"]
    assert "401" in findings[0].text
    assert "x" * 40 not in str(findings)


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'{"name": 7}'])
def test_a_configuration_that_cannot_be_read_is_named(content, wire, make):
    wire.answers(content)

    assert ids(make.backend(base_url=wire.url).check(live=True)) == ["rest.E102"]


def test_a_vendor_without_a_clock_is_not_judged_by_it(wire, make):
    assert ids(make.backend(base_url=wire.url).check(live=True)) == ["rest.I104"]
