"""The Python functions answer with the fields and types that were recorded of the REST answers they share with it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt
from proctoring_host.openedx.service import ProctoringService
from tests.contract.shapes import fits
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.django_db(transaction=True)
ABOUT = json.loads((Path(__file__).parent / "recorded" / "endpoints.json").read_text())
SERVICE = ProctoringService()


@pytest.fixture(autouse=True)
def backend() -> Iterator[None]:
    with using_fake_backend():
        yield


def running(*, proctored: bool) -> Attempt:
    now = timezone.now()
    exam = make_exam(external_id="given") if proctored else make_timed_exam(external_id="given")
    times = {"started_at": now, "deadline_at": now + timedelta(hours=1), "completed_at": None}
    return make_attempt(exam, make_user(), Status.STARTED, **times)


def allowances() -> Any:
    SERVICE.add_allowance_for_user(make_exam(external_id="given").pk, make_user().pk, "additional_time_granted", "10")
    return SERVICE.get_allowances_for_course(COURSE)


def data_of(attempt: Attempt) -> Any:
    return SERVICE.get_exam_attempt_data(attempt.exam_id, attempt.pk)


def by_content() -> Any:
    return SERVICE.get_exam_by_content_id(COURSE, make_exam(external_id="given").content_id)


def attempts() -> Any:
    make_attempt(make_timed_exam(external_id="given"), make_user())
    return SERVICE.get_all_exam_attempts(COURSE)


ANSWERS = {
    ("exam.get", "learner"): lambda: SERVICE.get_exam_by_id(make_exam(external_id="given").pk),
    ("exam.by_content", "learner"): by_content,
    ("exam.list", "course staff"): lambda: [by_content()] and SERVICE.get_all_exams_for_course(COURSE),
    ("attempt.get", "poll"): lambda: SERVICE.get_exam_attempt_by_id(running(proctored=False).pk),
    ("attempt.current", "running"): lambda: data_of(running(proctored=False)),
    ("attempt.current", "proctored, running"): lambda: data_of(running(proctored=True)),
    ("attempt.grouped", "course staff"): attempts,
    ("allowance.list", "two"): allowances,
    ("settings", "practice"): lambda: SERVICE.get_proctoring_settings_by_exam_id(make_practice_exam().pk),
}


def recorded(endpoint: str, when: str) -> Any:
    """Without what REST adds of its own."""
    responses = ABOUT["endpoints"][endpoint]["responses"]
    body = next(each["body"] for each in responses if each["when"] == when)
    if endpoint == "attempt.grouped":
        return [without(each, "all_attempts") for each in body["proctored_exam_attempts"]]
    return without(body, "accessibility_time_string") if endpoint == "attempt.get" else body


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


def problems(found: Any, wanted: Any, path: str = "") -> Iterator[str]:
    """`wanted` is a type, an object of such, or a list with the form of each item."""
    differs = ABOUT["may_differ"].get(path.rpartition(".")[2])
    if differs is None and isinstance(wanted, dict) and isinstance(found, dict):
        yield from (f"{path}.{name} is missing or more" for name in sorted(set(wanted) ^ set(found)))
        for name in set(wanted) & set(found):
            yield from problems(found[name], wanted[name], f"{path}.{name}")
    elif isinstance(wanted, list) and isinstance(found, list):
        for item in found:
            yield from problems(item, wanted[0], f"{path}[]")
    elif not fits(found, differs or (wanted if isinstance(wanted, str) else "object")):
        yield f"{path}: {found!r}"


@pytest.mark.parametrize(("endpoint", "when"), ANSWERS)
def test_an_answer_has_the_recorded_fields_and_types(endpoint: str, when: str) -> None:
    found = json.loads(json.dumps(ANSWERS[endpoint, when](), cls=DjangoJSONEncoder))
    assert found
    assert list(problems(found, recorded(endpoint, when))) == []
