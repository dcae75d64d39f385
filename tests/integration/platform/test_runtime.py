"""Services that a platform registers by name."""

import sys
from types import ModuleType

import pytest
from django.apps import apps

from proctoring_host import platform
from proctoring_host.platform.runtime import get_runtime_service


def test_a_service_is_found_by_the_name_it_was_registered_under(register) -> None:
    service = object()

    register(credit=service)

    assert get_runtime_service("credit") is service
    assert get_runtime_service("grades") is None


def test_a_later_service_of_the_same_name_replaces_the_earlier_one(register) -> None:
    register(credit="earlier")

    register(credit="later")

    assert get_runtime_service("credit") == "later"


@pytest.fixture
def edx_proctoring(monkeypatch) -> ModuleType:
    """Stands for the installed package: its `runtime` has the service `grades`, and another `credit`."""
    runtime = ModuleType("edx_proctoring.runtime")
    runtime.get_runtime_service = {"grades": "theirs", "credit": "theirs"}.get
    monkeypatch.setitem(sys.modules, "edx_proctoring", ModuleType("edx_proctoring"))
    monkeypatch.setitem(sys.modules, "edx_proctoring.runtime", runtime)
    return runtime


def test_services_registered_with_edx_proctoring_are_found_where_it_is_installed(
    register, edx_proctoring, monkeypatch
) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "edx_proctoring")
    register(credit="ours")

    found = [get_runtime_service(name) for name in ("credit", "grades", "certificates")]

    assert found == ["ours", "theirs", None]


def test_edx_proctoring_is_not_asked_where_it_is_no_installed_app(edx_proctoring) -> None:
    assert get_runtime_service("grades") is None


def test_a_platform_that_sets_nothing_more_offers_no_place_for_outcomes() -> None:
    standalone = platform.get()

    outcomes = (
        standalone.credit_record,
        standalone.grades,
        standalone.certificates,
        standalone.coursework,
        standalone.support,
    )

    assert not any(port.offered() for port in outcomes)
    assert standalone.outlines.of_learner("course-v1:a+b+c", 1, None) is None
    assert standalone.names.verified_name(1) == ""
