"""Tests of the host inside something like Open edX: `make test-openedx`, or `.venv/bin/tox run -e openedx -- -k name`.

Each lane runs them twice, as the LMS and as Studio (the folder `studio`). What only one lane can show is marked `alone`
or `beside`; a lane that lacks what it stands for fails instead of leaving tests out.
"""

import os
from copy import copy
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.openedx.calls import EXAM, Caller, api

LANES = {"openedx": "beside", "openedx_beside": "alone"}
STUDIO = Path(__file__).parent / "studio"


def pytest_configure(config: pytest.Config) -> None:
    lane = os.environ.get("PROCTORING_OPENEDX_LANE", "")
    if lane not in LANES:
        raise pytest.UsageError("Tests of Open edX run in lanes of their own: make test-openedx")
    installed = find_spec("edx_proctoring") is not None
    if installed != (lane == "openedx_beside"):
        raise pytest.UsageError(f"edx-proctoring is {'' if installed else 'not '}installed in the lane {lane}.")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    below_studio = collection_path.is_relative_to(STUDIO)
    runs_studio = os.environ["DJANGO_SETTINGS_MODULE"].startswith("tests.openedx.studio")
    is_test = collection_path.name.startswith("test_")
    return True if is_test and below_studio != runs_studio else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unfit = LANES[os.environ["PROCTORING_OPENEDX_LANE"]]
    left_out = [item for item in items if item.get_closest_marker(unfit)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What `-k` asks for may be in one half only."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.option.keyword:
        session.exitstatus = pytest.ExitCode.OK


@pytest.fixture(autouse=True)
def registered_for_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Services and permissions belong to the process: those of one test would decide what learners of another see."""
    if find_spec("edx_proctoring") is not None:
        for name, registry in (("edx_proctoring.runtime", "_RUNTIME_SERVICES"), ("rules.permissions", "permissions")):
            module = import_module(name)
            monkeypatch.setattr(module, registry, copy(getattr(module, registry)))


@pytest.fixture
def author() -> Caller:
    return Caller(User.objects.create_user("author", is_staff=True))


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", email="ada@example.com", first_name="Ada", last_name="Byron")


@pytest.fixture
def learner(ada: User) -> Caller:
    return Caller(ada)


@pytest.fixture
def exam_id(author: Caller) -> int:
    return author.call("POST", api("exam"), EXAM)["exam_id"]
