"""All 55 functions of the reference are there, with its names and arguments, and can be imported one by one."""

import inspect
import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from django.apps import apps

from proctoring_host.openedx import api, exceptions
from proctoring_host.openedx.service import ProctoringService
from proctoring_host.platform.runtime import get_runtime_service

ABOUT = json.loads((Path(__file__).parent / "recorded" / "service.json").read_text())
RECORDED: dict[str, str] = ABOUT["functions"]


def without_types(function: object) -> str:
    signature = inspect.signature(function)  # type: ignore[arg-type]
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    return str(inspect.Signature(bare))


def names_of(found: object) -> set[str]:
    return {name for name in dir(found) if not name.startswith("_")}


def test_there_are_exactly_the_55_functions() -> None:
    assert len(RECORDED) == 55
    assert names_of(ProctoringService) == set(RECORDED)


@pytest.mark.parametrize("name", RECORDED)
def test_a_function_has_the_recorded_arguments(name: str) -> None:
    assert without_types(getattr(ProctoringService(), name)) == RECORDED[name]


def test_the_functions_can_be_imported_one_by_one() -> None:
    assert set(api.__all__) == set(RECORDED)
    assert all(getattr(api, name) is getattr(ProctoringService(), name) for name in RECORDED)


@pytest.mark.parametrize("name", ABOUT["errors"])
def test_an_error_of_the_reference_is_known_by_its_name(name: str) -> None:
    assert issubclass(getattr(exceptions, name), exceptions.ProctoredBaseException)


def test_an_older_name_still_works_and_warns() -> None:
    with pytest.warns(DeprecationWarning, match="get_current_exam_attempt"):
        function = ProctoringService().get_exam_attempt
    assert function is ProctoringService.get_current_exam_attempt


def test_a_name_that_never_was_is_refused() -> None:
    with pytest.raises(AttributeError, match="no function get_everything"):
        _ = ProctoringService().get_everything  # type: ignore[attr-defined]


def test_looking_at_the_service_does_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not hasattr(ProctoringService(), "nothing_of_the_kind")


def test_the_platform_finds_the_service_by_its_name() -> None:
    apps.get_app_config("proctoring").ready()
    found = get_runtime_service("proctoring")
    assert found.create_exam is ProctoringService.create_exam


SETS_UP = """
import sys, django
from django.conf import settings
settings.configure(SECRET_KEY="x", INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
    "rest_framework", "proctoring_host"], DATABASES={})
django.setup()
from proctoring_host import conf
print("proctoring_host.openedx.service" in sys.modules, conf._read.cache_info().currsize)
"""


@pytest.mark.slow
def test_setting_up_django_neither_loads_the_service_nor_reads_settings() -> None:
    done = subprocess.run([sys.executable, "-c", SETS_UP], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "0"]
