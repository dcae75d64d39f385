"""Requests that nobody thought of, from everybody: never a fault, never an answer that is not described.

`PROCTORING_FUZZ_SEED` chooses other requests, `PROCTORING_FUZZ_EXAMPLES` how many each operation gets from each role.
"""

import os
from collections import Counter
from urllib.parse import unquote

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, strategies
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NOT_SET
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from proctoring_host.web.schema.document import document
from proctoring_host.web.schema.operations import ALL
from tests.contract.fuzz_world import ROLES, Caller, objects_for, using_reading_backends
from tests.strict_schema import strict

SEED = int(os.environ.get("PROCTORING_FUZZ_SEED", "1"))
EXAMPLES = int(os.environ.get("PROCTORING_FUZZ_EXAMPLES", "14"))
# With 14 examples, from all roles together.
CASES = 5000
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def _operations():
    config = SchemathesisConfig()
    config.projects.default.generation.with_security_parameters = False
    schema = schemathesis.openapi.from_dict(strict(document()), config=config)
    schema.app = WSGIHandler()
    return [found.ok() for found in schema.get_all_operations()]


def _steer(case, objects, draw) -> None:
    """Most requests are about something that exists: what is invented is refused at the door."""
    for container in (case.path_parameters, case.query, case.body):
        for name in container if isinstance(container, dict) else ():
            if name in objects and draw(strategies.integers(0, 4)):
                container[name] = draw(strategies.sampled_from(objects[name]))


def _reaches(case, name: str) -> bool:
    """Whether the address still belongs to the operation: an invented id may hold a slash."""
    try:
        return resolve(unquote(case.formatted_path)).url_name == name
    except Resolver404:
        return True


def _fuzz(operation, name: str, caller: Caller, outcomes: Counter) -> None:
    objects = objects_for(caller)
    cases = strategies.one_of(*(operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode))

    @hypothesis.seed(SEED)
    @SETTINGS
    @hypothesis.given(case=cases, data=strategies.data())
    def run(case, data) -> None:
        cache.clear()
        _steer(case, objects, data.draw)
        if not _reaches(case, name):
            return
        response = case.call(headers=caller.headers, cookies=caller.cookies)
        outcomes[response.status_code] += 1
        body = None if case.body is NOT_SET else case.body
        assert response.status_code < 500, (case.method, case.formatted_path, case.query, body, response.text[:500])
        case.validate_response(response, checks=CHECKS)

    run()


def _fuzz_all(role: str) -> Counter:
    names = {operation.id: operation.name for operation in ALL}
    outcomes: Counter[int] = Counter()
    with using_reading_backends():
        caller = Caller(role)
        for operation in _operations():
            _fuzz(operation, names[operation.definition.raw["operationId"]], caller, outcomes)
    assert outcomes.total() >= CASES * EXAMPLES / 14 / len(ROLES), outcomes
    assert any(status < 300 for status in outcomes), "nothing was granted"
    assert any(status >= 400 for status in outcomes), "nothing was refused"
    return outcomes


pytestmark = pytest.mark.django_db(transaction=True)


# Two classes, so that two processes may share the work.
class TestPeople:
    @pytest.mark.parametrize("role", ROLES[::2])
    def test_a_request_never_meets_a_fault_or_an_answer_that_is_not_described(self, role, record_property) -> None:
        record_property("cases", _fuzz_all(role).total())


class TestOthers:
    @pytest.mark.parametrize("role", ROLES[1::2])
    def test_a_request_never_meets_a_fault_or_an_answer_that_is_not_described(self, role, record_property) -> None:
        record_property("cases", _fuzz_all(role).total())
