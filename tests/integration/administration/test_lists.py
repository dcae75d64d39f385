"""The lists of what vendors and learners met with: they ask the database no more because there is more to show."""

from collections.abc import Callable, Mapping

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proctoring_host.models import Circuit, Effect, Incident
from tests.factories import T0, make_attempt, make_exam
from tests.integration.administration.steps import listing
from tests.integration.effects.steps import registration
from tests.integration.web.test_incidents import make_incident

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 15
MAKE: Mapping[type[Model], Callable[[int], object]] = {
    Effect: lambda number: registration(make_attempt(make_exam(), external_id=None)),
    Incident: lambda number: make_incident(make_attempt(make_exam()), number),
    Circuit: lambda number: Circuit.objects.create(backend=f"backend_{number}", failures=1, trips=0, changed_at=T0),
}


def asked_and_shown(client: Client, model: type[Model]) -> tuple[int, int]:
    client.get(listing(model))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(listing(model))
    return len(queries), len(answer.context["cl"].result_list)


@pytest.mark.parametrize("model", MAKE, ids=lambda model: model.__name__)
def test_a_list_asks_the_same_number_of_queries_at_every_size(model: type[Model], admin: Client) -> None:
    for number in range(FEW):
        MAKE[model](number)
    asked, shown = asked_and_shown(admin, model)
    for number in range(FEW, MANY):
        MAKE[model](number)

    assert (shown, asked_and_shown(admin, model)) == (FEW, (asked, MANY))
