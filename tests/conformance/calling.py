"""Runs single checks of the suite in this process, without pytest's own loop, so that many backends can be tried."""

import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from proctoring_host.testing import BackendConformance, Bench, Subject
from proctoring_host.testing.suite import DYNAMIC, dynamic


def cases(name: str, subject: Subject) -> Iterator[dict[str, Any]]:
    """Every set of arguments that pytest would run this check with."""
    method = getattr(BackendConformance, name)
    marks = [mark for mark in getattr(method, "pytestmark", []) if mark.name == "parametrize"]
    values = {mark.args[0]: list(mark.args[1]) for mark in marks}
    for argument in set(DYNAMIC) & set(inspect.signature(method).parameters):
        values[argument] = [value for _, value in dynamic(argument, subject)]
    for chosen in itertools.product(*values.values()):
        yield dict(zip(values, chosen, strict=True))


def failure(name: str, subject: Subject) -> str:
    """The message of the first case that fails; empty where none does."""
    for arguments in cases(name, subject):
        with Bench.open(subject) as bench:
            try:
                getattr(BackendConformance(), name)(bench, **arguments)
            except pytest.fail.Exception as failed:
                return str(failed)
            except pytest.skip.Exception:
                continue
    return ""
