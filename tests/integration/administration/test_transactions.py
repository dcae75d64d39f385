"""Where each request of a platform is one transaction, those of the administration are none: vendors may be called."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse

from proctoring_host.errors import BackendUnreachable
from proctoring_host.models import Effect
from tests.factories import make_user
from tests.fake_backend import FakeVendor
from tests.integration.administration.steps import listing
from tests.integration.effects.steps import registration
from tests.integration.web.conftest import signed_in

OURS = [model for model in admin.site._registry if model._meta.app_label == "proctoring"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
@pytest.mark.parametrize(("name", "args"), [("changelist", []), ("add", []), ("change", ["1"]), ("delete", ["1"])])
def test_each_view_leaves_transactions_to_the_use_cases(model: type, name: str, args: list[str]) -> None:
    view = resolve(reverse(f"admin:proctoring_{model._meta.model_name}_{name}", args=args)).func

    assert "default" in getattr(view, "_non_atomic_requests", set())


@pytest.mark.django_db(transaction=True)
def test_a_vendor_is_called_outside_of_any_transaction(vendor: FakeVendor) -> None:
    client: Client = signed_in(make_user("root", is_staff=True, is_superuser=True))
    vendor.raises["register_attempt"] = BackendUnreachable("No answer.", backend="fake")
    effect = registration()
    vendor.raises.clear()
    within: list[bool] = []
    vendor.before["register_attempt"] = lambda: within.append(connection.in_atomic_block)
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        client.post(listing(Effect), {"action": "retry", "_selected_action": [effect.pk]})
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False

    assert within == [False]
