"""The outbox and incidents in Django's administration."""

import pytest
from django.test import Client

from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Effect, EffectState
from tests.factories import make_attempt, make_user
from tests.fake_backend import FakeVendor
from tests.integration.administration.steps import results
from tests.integration.effects.steps import registration
from tests.integration.web.conftest import signed_in
from tests.integration.web.test_incidents import make_incident

pytestmark = pytest.mark.django_db
LIST = "/admin/proctoring/effect/"


@pytest.fixture
def admin() -> Client:
    return signed_in(make_user("root", is_staff=True, is_superuser=True))


def act(client: Client, action: str, *effects):
    body = {"action": action, "_selected_action": [effect.pk for effect in effects]}
    return client.post(LIST, body, follow=True).content.decode()


def test_what_was_given_up_is_retried(admin: Client, vendor: FakeVendor) -> None:
    dead = registration()
    dead.state = EffectState.DEAD
    dead.save()

    shown = act(admin, "retry", dead)

    dead.refresh_from_db()
    assert "1 of 1 effect is done." in shown
    assert dead.state == EffectState.DONE


def test_a_retry_that_fails_says_so(admin: Client, vendor: FakeVendor) -> None:
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")

    assert "0 of 2 effects are done." in act(admin, "retry", registration(), registration())


def test_effects_are_discarded_but_what_is_done_stays(admin: Client, vendor: FakeVendor) -> None:
    waiting, done = registration(), registration()
    done.state = EffectState.DONE
    done.save()

    shown = act(admin, "discard", waiting, done)

    waiting.refresh_from_db()
    done.refresh_from_db()
    assert "1 of 2 were discarded" in shown
    assert (waiting.state, done.state) == (EffectState.DISCARDED, EffectState.DONE)


def test_effects_are_looked_at_and_not_edited(admin: Client, vendor: FakeVendor) -> None:
    effect = registration()

    page = admin.get(f"{LIST}{effect.pk}/change/").content.decode()

    assert effect.key in page
    assert 'name="payload"' not in page
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.get("/admin/proctoring/circuit/").status_code == 200


@pytest.mark.parametrize("by", ["key", "code", "lower code"])
def test_effects_are_found_by_key_and_attempt(by: str, admin: Client, vendor: FakeVendor) -> None:
    effect, _other = registration(), registration()
    typed = {"key": effect.key, "code": effect.attempt.code, "lower code": effect.attempt.code.lower()}

    assert results(admin, Effect, q=typed[by]) == [effect]
    assert results(admin, Effect, q=typed[by], state="dead") == []


def test_effects_are_filtered_by_kind_and_backend(admin: Client, vendor: FakeVendor) -> None:
    effect = registration()

    assert results(admin, Effect, kind="vendor_register", backend="fake") == [effect]
    assert results(admin, Effect, kind="mail") == []
    assert results(admin, Effect, backend="second") == []


def test_incidents_are_found_by_their_number_and_not_edited(admin: Client) -> None:
    incident = make_incident(make_attempt())
    listing = "/admin/proctoring/incident/"

    assert incident.reference in admin.get(listing, {"q": incident.reference}).content.decode()
    assert 'name="detail"' not in admin.get(f"{listing}{incident.pk}/change/").content.decode()
    assert admin.get(f"{listing}{incident.pk}/delete/").status_code == 403
