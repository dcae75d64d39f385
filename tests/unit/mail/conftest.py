"""A site with one backend, `fake`, and a folder of templates that a themer may fill."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proctoring_host.data import Failure
from proctoring_host.mail.context import MailFacts
from proctoring_host.mail.kinds import MailKind
from proctoring_host.registry import get_registry
from tests.fake_backend import using_fake_backend

COURSE = "course-v1:Demo+T1+2026"


@pytest.fixture
def theme(tmp_path: Path, settings: Any) -> Path:
    """The first folder of the search path."""
    folder = tmp_path / "theme"
    folder.mkdir()
    settings.PROCTORING_SETTINGS = {
        "SITE_NAME": "learn.example",
        "PLATFORM_NAME": "Example Academy",
        "EMAIL_TEMPLATE_DIRS": [str(folder)],
    }
    settings.PROCTORING_COURSES = {COURSE: {"name": "Algebra & Analysis"}}
    return folder


@pytest.fixture
def site(theme: Path) -> Iterator[None]:
    with using_fake_backend():
        yield


@pytest.fixture
def write(theme: Path) -> Callable[[str, str], Path]:
    """Writes a template into the theme, by its path."""

    def write_template(path: str, source: str) -> Path:
        file = theme / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, "utf-8")
        return file

    return write_template


@pytest.fixture
def facts() -> Callable[..., MailFacts]:
    def make(kind: MailKind = MailKind.SATISFACTORY, **fields: Any) -> MailFacts:
        defaults = {
            "backend": "fake",
            "course_id": COURSE,
            "exam_name": "Midterm <1>",
            "language": "en",
            "learner_name": "Test Learner",
        }
        return MailFacts(kind=kind, **{**defaults, **fields})

    return make


@pytest.fixture
def failures() -> Callable[[], tuple[Failure, ...]]:
    """What the registry was told so far."""
    return lambda: get_registry().failures
