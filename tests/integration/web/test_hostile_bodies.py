"""Bodies that no client means: whatever is sent to an operation, it is the sender's error."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from proctoring_host.web.permissions import TABLE, Operation, Role
from proctoring_host.web.rest.parsers import DEEPEST
from tests.fake_backend import FakeVendor
from tests.integration.web.conftest import signed_in
from tests.integration.web.permission_calls import CALLS, NOTHING_SPECIAL, using_able_backends, world_for

pytestmark = pytest.mark.django_db
API = "/api/edx_proctoring/v1/proctored_exam"
CHANGING = [operation for operation in TABLE if operation.method != "GET"]
DEEP = {
    "deep lists": "[" * 20_000,
    "deep lists that end": "[" * 20_000 + "]" * 20_000,
    "deep objects that end": '{"a":' * 20_000 + "1" + "}" * 20_000,
}


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_able_backends() as made:
        yield made


def nested(levels: int) -> Any:
    value: Any = []
    for _step in range(levels - 1):
        value = [value]
    return value


def send(client: Client, operation: Operation, names: Any, body: str) -> Any:
    path = operation.path.format(**names)
    return getattr(client, operation.method.lower())(path, body, content_type="application/json")


@pytest.mark.parametrize("role", [Role.LEARNER, Role.GLOBAL_STAFF], ids=lambda role: role.value)
@pytest.mark.parametrize("operation", CHANGING, ids=lambda operation: operation.key)
def test_a_body_that_nests_without_end_is_no_error_of_the_site(
    operation: Operation, role: Role, vendor: FakeVendor
) -> None:
    call = CALLS.get(operation.key, NOTHING_SPECIAL)
    world = world_for(role, call)
    assert world.asking
    client, names = signed_in(world.asking), {**world.names, **call.names}
    good = call.body(world)
    fields = {name: nested(200) for name in good} if isinstance(good, dict) else nested(200)

    bodies = [*DEEP.values(), json.dumps(fields)]
    answers = [send(client, operation, names, body) for body in bodies]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


@pytest.mark.parametrize("body", DEEP.values(), ids=DEEP)
def test_it_is_told_what_is_wrong(staff_client: Client, body: str) -> None:
    answer = staff_client.post(f"{API}/exam", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["code"] == "parse_error"
    assert str(DEEPEST) in answer.json()["detail"]


@pytest.mark.parametrize(("levels", "code"), [(DEEPEST - 1, "invalid"), (DEEPEST, "parse_error")])
def test_the_limit_is_where_it_says(staff_client: Client, levels: int, code: str) -> None:
    answer = staff_client.post(f"{API}/exam", {"exam_name": nested(levels)}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, code)
