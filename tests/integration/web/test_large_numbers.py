"""Numbers in addresses that are larger than any id are ids of nothing."""

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
V1 = "/api/edx_proctoring/v1/proctored_exam"
PATHS = ("attempt/{}", "exam/exam_id/{}", "settings/exam_id/{}/")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("number", [2**63, 10**25])
def test_what_has_no_such_id_is_not_there(learner_client: Client, path: str, number: int) -> None:
    response = learner_client.get(f"{V1}/{path.format(number)}")

    assert response.status_code in {400, 404}
    assert response.json()["detail"]


def test_nothing_is_changed_by_such_an_id(learner_client: Client) -> None:
    response = learner_client.put(f"{V1}/attempt/{10**25}", json.dumps({"action": "start"}), "application/json")

    assert response.status_code in {400, 404}
