"""The standalone host in a process of its own, as an operator starts it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

MOCK = {"PROCTORING_BACKENDS": {"mock": {}, "DEFAULT": "mock"}}
ENABLED = {"FEATURES": {"ENABLE_SPECIAL_EXAMS": True}, "SITE_NAME": "exams.example.com"}
OURS = (
    "ALLOWED_HOSTS",
    "CELERY_BROKER_URL",
    "DATABASE_URL",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "PROCTORING_CONFIG_DIR",
    "PROCTORING_DATA_DIR",
    "SECRET_KEY",
)


@dataclass
class Standalone:
    """A folder with both configuration files, and the command `proctoring` with nothing else around it."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def configure(self, env: Any = ENABLED, auth: Any = MOCK) -> None:
        for name, content in (("lms.env.json", env), ("lms.auth.json", auth)):
            text = content if isinstance(content, str) else json.dumps(content, indent=2)
            (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def environment(self) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if name not in OURS}
        folders = {"PROCTORING_CONFIG_DIR": str(self.folder), "PROCTORING_DATA_DIR": str(self.data)}
        return {**outside, **folders, **self.variables}

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "proctoring_host.standalone", *arguments]
        environment = {**self.environment(), **variables}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on; it is killed at the end if it has not ended by then."""
        command = [sys.executable, "-m", "proctoring_host.standalone", *arguments]
        with subprocess.Popen(command, env=self.environment(), stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.terminate()

    def python(self, code: str) -> str:
        """What a program prints that runs on the standalone settings."""
        start = "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'proctoring_host.standalone.settings'\n"
        setup = "import django\ndjango.setup()\n"
        command = [sys.executable, "-c", start + setup + code]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def findings(self, *arguments: str) -> list[Mapping[str, Any]]:
        return json.loads(self.run("doctor", "--json", *arguments).stdout)["findings"]


@pytest.fixture
def standalone(tmp_path: Path) -> Standalone:
    made = Standalone(tmp_path)
    made.configure()
    return made


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables, made once."""
    site = Standalone(tmp_path_factory.mktemp("tables"))
    site.configure()
    done = site.run("migrate", "-v0")
    assert done.returncode == 0, done.stderr
    return site.data / "db.sqlite3"


@pytest.fixture
def migrated(standalone: Standalone, tables: Path) -> Standalone:
    standalone.data.mkdir()
    shutil.copy(tables, standalone.data)
    return standalone
