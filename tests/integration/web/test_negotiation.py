"""Which form an answer has is decided as the framework decides it, also where that is seen at once."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer, JSONRenderer

from proctoring_host.web.rest.base import TAKE_JSON
from proctoring_host.web.rest.exams import ExamByIdView
from tests.factories import make_exam, make_user
from tests.integration.web.conftest import signed_in

pytestmark = pytest.mark.django_db
JSON = "application/json"


class PlainText(BaseRenderer):
    """Of a site that shows everything as text."""

    media_type, format, charset = "text/plain", "txt", "utf-8"

    def render(self, data: Any, *_how: Any) -> str:
        return str(data["id"])


class OnlyText(DefaultContentNegotiation):
    """Of a site that knows better than its clients."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[-1], renderers[-1].media_type


@pytest.fixture
def learner() -> Client:
    return signed_in(make_user())


def ask(client: Client, accept: str | None, query: str = "") -> Any:
    headers = {} if accept is None else {"Accept": accept}
    path = f"/api/edx_proctoring/v1/proctored_exam/exam/exam_id/{make_exam().pk}{query}"
    return client.get(path, headers=headers)


@pytest.mark.parametrize("accept", [None, *sorted(TAKE_JSON)])
def test_what_scripts_and_programs_accept_is_answered_as_the_framework_would(
    learner: Client, accept: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask(learner, accept)
    monkeypatch.setattr("proctoring_host.web.rest.base.TAKE_JSON", frozenset())
    of_the_framework = ask(learner, accept)

    assert (answer.status_code, answer["Content-Type"]) == (200, JSON)
    assert answer["Content-Type"] == of_the_framework["Content-Type"]
    assert answer.headers.keys() == of_the_framework.headers.keys()


@pytest.mark.parametrize(
    ("accept", "query", "status", "content_type"),
    [
        ("text/html", "", 200, "text/html; charset=utf-8"),
        ("*/*", "?format=api", 200, "text/html; charset=utf-8"),
        ("*/*", "?format=nothing", 404, JSON),
        ("image/png", "", 406, JSON),
        ("application/json; indent=4", "", 200, JSON),
    ],
)
def test_who_wants_another_form_gets_it_or_is_told(
    learner: Client, accept: str, query: str, status: int, content_type: str
) -> None:
    answer = ask(learner, accept, query)

    assert (answer.status_code, answer["Content-Type"]) == (status, content_type)
    assert (b'\n    "id"' in answer.content) is ("indent" in accept)


@pytest.mark.parametrize(
    ("site", "content_type"),
    [
        ({"renderer_classes": (PlainText, JSONRenderer)}, "text/plain; charset=utf-8"),
        ({"renderer_classes": (BrowsableAPIRenderer, JSONRenderer)}, "text/html; charset=utf-8"),
        (
            {"renderer_classes": (JSONRenderer, PlainText), "content_negotiation_class": OnlyText},
            "text/plain; charset=utf-8",
        ),
    ],
)
def test_a_site_with_other_renderers_or_its_own_choice_keeps_them(
    learner: Client, site: dict[str, Any], content_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in site.items():
        monkeypatch.setattr(ExamByIdView, name, value)

    assert ask(learner, None)["Content-Type"] == content_type
