"""What the tests of the administration look at again and again."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from proctoring_host.domain.statuses import ReviewStatus, Status
from proctoring_host.models import Attempt, Review
from tests.factories import make_attempt


def change_page(row: Any) -> str:
    return reverse(f"admin:proctoring_{row._meta.model_name}_change", args=[row.pk])


def listing(model: type, **query: str) -> str:
    address = reverse(f"admin:proctoring_{model._meta.model_name}_changelist")
    return address + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


def shown(client: Client, address: str, query: Mapping[str, str] | None = None) -> str:
    answer = client.get(address, query or {})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def results(client: Client, model: type, **query: str) -> list[Any]:
    """The rows that a list shows."""
    answer = client.get(listing(model), query)
    assert answer.status_code == 200, answer.status_code
    return list(answer.context["cl"].result_list)


def saved(client: Client, address: str, **values: Any) -> str:
    """What the page says after the form was sent."""
    answer: HttpResponse = client.post(address, values, follow=True)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def make_review(attempt: Attempt | None = None, **fields: Any) -> Review:
    attempt = attempt or make_attempt(status=Status.SUBMITTED)
    defaults = {"attempt_code": attempt.code, "backend": attempt.backend, "status": ReviewStatus.SUSPICIOUS}
    return Review.objects.create(attempt=attempt, **{**defaults, **fields})
