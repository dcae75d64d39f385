"""Fixtures for tests of platforms and plugins: a vendor that is not there.

Import them into a conftest (or name this module in `pytest_plugins` of the topmost one). The functions behind them
take whatever a test wants to be different.
"""

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from proctoring_host import Services
from proctoring_host.data import (
    AttemptData,
    Callback,
    CallbackKind,
    ExamData,
    ExamKind,
    Learner,
    Registration,
    Status,
)
from proctoring_mock_backend.backend import SECRET_HEADER, MockBackend, external_id
from proctoring_mock_backend.options import MockOptions

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
CODE = "0F0E0D0C-0B0A-4908-8706-050403020100"
SECRET = "only for tests"  # noqa: S105


def make_exam_data(**fields: Any) -> ExamData:
    """A proctored exam of 90 minutes at `mock`."""
    exam = ExamData(
        id=1,
        course_id="course-v1:Demo+M1+2026",
        content_id="block-v1:Demo+M1+2026+type@sequential+block@exam",
        exam_name="Exam",
        time_limit_mins=90,
        is_proctored=True,
        is_practice_exam=False,
        is_active=True,
        hide_after_due=False,
        backend="mock",
    )
    return replace(exam, **fields)


def make_registration(**fields: Any) -> Registration:
    registration = Registration(
        exam=make_exam_data(),
        attempt_code=CODE,
        learner=Learner(pseudonym="4f6b", full_name="Test Learner", email="learner@example.com"),
        time_limit_mins=90,
        is_sample_attempt=False,
        requested_at=NOW,
        platform_url="https://platform.example",
        launch_url=f"https://platform.example/api/edx_proctoring/proctoring_launch_callback/start_exam/{CODE}",
    )
    return replace(registration, **fields)


def make_attempt_data(status: Status = Status.CREATED, **fields: Any) -> AttemptData:
    """The attempt of `make_registration`, as registered at `mock`."""
    attempt = AttemptData(
        id=1,
        code=CODE,
        status=status,
        exam=make_exam_data(),
        kind=ExamKind.PROCTORED,
        backend="mock",
        pseudonym="4f6b",
        external_id=external_id("mock", CODE),
    )
    return replace(attempt, **fields)


def make_mock_backend(name: str = "mock", **options: Any) -> MockBackend:
    """A backend with `SECRET`, whose clock stands still at `NOW` and which has no network."""
    numbers = itertools.count(1)
    services = Services(clock=lambda: NOW, new_id=lambda: f"id-{next(numbers)}", http=_no_network)
    return MockBackend(name, MockOptions(**{"callback_secret": SECRET, **options}), services)


def make_review_callback(
    status: str = "passed",
    *,
    kind: CallbackKind = CallbackKind.GENERIC,
    secret: str | None = SECRET,
    attempt: AttemptData | None = None,
    **body: Any,
) -> Callback:
    """A vendor's call in the REST form, with the secret, about the attempt of `make_registration`."""
    named = {} if attempt else {"external_id": external_id("mock", CODE)}
    return Callback(
        kind=kind,
        backend="mock",
        method="POST",
        path="/api/edx_proctoring/v1/backends/mock/callback/",
        body=json.dumps({**named, "status": status, **body}).encode(),
        headers={} if secret is None else {SECRET_HEADER: secret},
        attempt=attempt,
        received_at=NOW,
    )


@pytest.fixture
def mock_backend() -> MockBackend:
    return make_mock_backend()


@pytest.fixture
def mock_registration() -> Registration:
    return make_registration()


@pytest.fixture
def mock_attempt() -> AttemptData:
    return make_attempt_data()


@pytest.fixture
def mock_review_callback() -> Callable[..., Callback]:
    """Makes calls of the vendor; see `make_review_callback`."""
    return make_review_callback


def _no_network() -> requests.Session:
    raise AssertionError("The scripted vendor calls nobody.")
