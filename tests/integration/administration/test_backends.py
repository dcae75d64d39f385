"""The page of backends: how each does, and why one does not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proctoring_host.backend import Capability
from proctoring_host.conf import ProctoringSettings
from proctoring_host.models import Circuit, Effect, EffectState
from proctoring_host.registry import Registry, using_registry
from tests.factories import T0, make_attempt
from tests.fake_backend import using_fake_backend
from tests.integration.administration.steps import change_page, listing, saved, shown

pytestmark = pytest.mark.django_db
PAGE = "/admin/proctoring/circuit/backends/"


def failed(backend: str, state: EffectState = EffectState.DEAD, error: str = "The vendor said no.") -> Effect:
    return Effect.objects.create(
        kind="vendor_notify",
        key=str(Effect.objects.count()),
        backend=backend,
        state=state,
        last_error=error,
        next_at=T0,
    )


def states(client: Client):
    return {state.handle.name: state for state in client.get(PAGE).context["states"]}


def test_each_backend_is_shown_with_what_waits_and_what_failed(admin: Client) -> None:
    dead = failed("fake")
    failed("fake", EffectState.PENDING, error="")
    failed("second", EffectState.DONE, error="")

    found = states(admin)

    assert list(found) == ["fake", "second"]
    assert (found["fake"].is_default, found["fake"].waiting, found["fake"].given_up) == (True, 1, 1)
    assert (found["fake"].errors, found["second"].errors) == ([dead], [])
    assert change_page(dead) in shown(admin, PAGE)


def test_capabilities_are_named(admin: Client) -> None:
    with using_fake_backend(capabilities=[Capability.DASHBOARD, Capability.RETIREMENT]):
        assert "dashboard, retirement" in shown(admin, PAGE)


def test_a_backend_that_cannot_be_used_says_why(admin: Client) -> None:
    broken = Registry.load(ProctoringSettings(enabled=True, backends={"broken": {"BACKEND": "missing"}}), installed=[])

    with using_registry(broken):
        page = shown(admin, PAGE)

    assert "cannot be used" in page
    assert "missing" in page


def test_a_vendor_that_is_left_alone_is_called_again_when_somebody_wishes(admin: Client) -> None:
    until = timezone.now() + timedelta(minutes=5)
    circuit = Circuit.objects.create(backend="fake", failures=5, trips=1, open_until=until, changed_at=T0)
    assert "left alone for a while" in shown(admin, PAGE)

    page = saved(admin, listing(Circuit), action="close_circuits", _selected_action=str(circuit.pk))

    circuit.refresh_from_db()
    assert "1 circuit breaker was closed." in page
    assert (circuit.failures, circuit.trips, circuit.open_until) == (0, 0, None)
    assert "in order" in shown(admin, PAGE)


def test_the_page_asks_the_same_number_of_queries_at_every_size(admin: Client) -> None:
    def number(*names: str) -> int:
        for name in names:
            failed(name)
        with using_fake_backend(*names):
            admin.get(PAGE)
            with CaptureQueriesContext(connection) as queries:
                admin.get(PAGE)
        return len(queries)

    assert number("one") == number(*(f"backend_{n}" for n in range(8)))


def test_what_the_doctor_says_can_be_read(admin: Client) -> None:
    failed("fake")

    page = shown(admin, reverse("admin:proctoring_doctor"))

    assert "proctoring.D061" in page


def test_pages_lead_to_each_other(admin: Client) -> None:
    assert PAGE in shown(admin, listing(Circuit))
    assert reverse("admin:proctoring_doctor") in shown(admin, PAGE)


@pytest.mark.parametrize("name", ["proctoring_backends", "proctoring_doctor"])
def test_who_may_not_see_circuit_breakers_sees_no_backends(name: str, staff_who_may) -> None:
    make_attempt()

    assert staff_who_may("view_attempt").get(reverse(f"admin:{name}")).status_code == 403
    assert staff_who_may("view_circuit").get(reverse(f"admin:{name}")).status_code == 200
