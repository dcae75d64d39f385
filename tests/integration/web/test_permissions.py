"""Every cell of the table of operations and roles, called with real objects over HTTP."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from proctoring_host.models import Allowance
from proctoring_host.web import urls
from proctoring_host.web.permissions import TABLE, Answer, Operation, Role
from tests.fake_backend import FakeVendor
from tests.integration.web.conftest import signed_in
from tests.integration.web.permission_calls import (
    CALLS,
    NOTHING_SPECIAL,
    OTHER_COURSE,
    World,
    bulk,
    using_able_backends,
    world_for,
)
from tests.rows import all_rows

SUCCESS = {200, 204, 302}
UNANSWERED = {"OPTIONS", "HEAD", "TRACE"}
KEY = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_able_backends() as made:
        yield made


@pytest.fixture(autouse=True)
def whole_site(settings) -> None:
    settings.PROCTORING_SETTINGS = {"VIEWABLE_PAST_DUE": True, "ACCESS_TOKEN_KEY": KEY}


def send(operation: Operation, world: World) -> Any:
    call = CALLS.get(operation.key, NOTHING_SPECIAL)
    names = {name: quote(str(value), safe=":@+") for name, value in {**world.names, **call.names}.items()}
    path = operation.path.format(**names)
    assert resolve(path).view_name == f"proctoring:{operation.url_name}"
    client = signed_in(world.asking) if world.asking else Client()
    query = urlencode(call.query(world))
    return getattr(client, operation.method.lower())(
        f"{path}?{query}" if query else path,
        **({} if operation.method == "GET" else {"data": call.body(world), "content_type": "application/json"}),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
@pytest.mark.parametrize("operation", TABLE, ids=lambda operation: operation.key)
def test_a_cell_is_answered_as_the_table_says(operation: Operation, role: Role, vendor: FakeVendor) -> None:
    call = CALLS.get(operation.key, NOTHING_SPECIAL)
    world = world_for(role, call)
    call.prepare(world, vendor)
    before = all_rows()

    response = send(operation, world)

    if operation.rule.answer(role) is Answer.ALLOWED:
        assert response.status_code in SUCCESS, response.content
    else:
        assert response.status_code == 403, response.content
        assert all_rows() == before


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


def test_no_address_is_missing_in_the_table_and_none_is_there_that_is_not() -> None:
    mounted = {pattern.name for pattern in addresses(urls.urlpatterns)}

    assert mounted == {operation.url_name for operation in TABLE}


def test_every_method_of_every_rest_address_has_a_row() -> None:
    for pattern in addresses(urls.urlpatterns):
        view = getattr(pattern.callback, "cls", None)
        if view is None:
            continue
        answered = {name.upper() for name in view.http_method_names if hasattr(view, name)} - UNANSWERED
        rows = {operation.method for operation in TABLE if operation.url_name == pattern.name}
        assert rows == answered, pattern.name


def test_every_request_of_the_table_belongs_to_a_row_and_no_row_stands_twice() -> None:
    keys = [operation.key for operation in TABLE]

    assert len(keys) == len(set(keys))
    assert set(CALLS) <= set(keys)
    assert get_resolver().namespace_dict["proctoring"]


@pytest.mark.django_db
def test_naming_ones_own_course_in_the_path_opens_no_exam_of_another() -> None:
    world = world_for(Role.OTHER_COURSE_STAFF, NOTHING_SPECIAL)
    client = signed_in(world.asking)
    exam = world.exam.pk
    v1 = "/api/edx_proctoring/v1"

    granted = client.put(f"{v1}/proctored_exam/{OTHER_COURSE}/bulk_allowance", bulk(world), "application/json")
    mixed = client.put(
        f"{v1}/proctored_exam/{OTHER_COURSE}/bulk_allowance",
        bulk(world, world.exam_of_other_course),
        "application/json",
    )
    dashboard = client.get(f"{v1}/instructor/{OTHER_COURSE}/{exam}")
    content = client.get(
        f"{v1}/proctored_exam/access/course_id/{OTHER_COURSE}/content_id/{quote(world.exam.content_id, safe=':@+')}"
    )

    assert [granted.status_code, mixed.status_code, dashboard.status_code, content.status_code] == [403, 403, 404, 400]
    assert not Allowance.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COURSE_STAFF, Role.OTHER_COURSE_STAFF, Role.LEARNER], ids=str)
def test_an_account_that_was_closed_may_do_nothing(role: Role) -> None:
    world = world_for(role, NOTHING_SPECIAL)
    assert world.asking
    client = signed_in(world.asking)
    world.asking.is_active = False
    world.asking.save()

    response = client.get(f"/api/edx_proctoring/v1/proctored_exam/attempt/{world.attempt.pk}")

    assert response.status_code == 403
