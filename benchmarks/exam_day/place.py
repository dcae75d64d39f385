"""One installation for one day: folder, configuration, database, and how its programs are started."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.exam_day.wire import LOOPBACK
from proctoring_host.standalone.processes import free_port, proctoring

ROOT = Path(__file__).resolve().parents[2]
DATABASE_VARIABLES = ("EXAM_DAY_DATABASE_URL", "PROCTORING_TEST_POSTGRES_URL")
COURSE = "course-v1:Exam+Day+2026"


class DayFailed(Exception):
    """The day could not take place; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`server_ports` are those of the two servers; the vendor and the mail server listen on the others."""

    folder: Path
    database_url: str
    server_ports: tuple[int, int]
    vendor_port: int
    mail_port: int
    review_secret: str

    def write(self) -> None:
        for name, content in (("lms.env.json", self._settings()), ("lms.auth.json", self._secrets())):
            (self.folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
        (self.folder / "logs").mkdir()
        (self.folder / "metrics").mkdir()

    def environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "proctoring_host.standalone.settings",
            "PROCTORING_CONFIG_DIR": str(self.folder),
            "PROCTORING_DATA_DIR": str(self.folder / "data"),
            "PROMETHEUS_MULTIPROC_DIR": str(self.folder / "metrics"),
            "DATABASE_URL": self.database_url,
            "EMAIL_URL": f"smtp://{LOOPBACK}:{self.mail_port}",
            "ALLOWED_HOSTS": LOOPBACK,
            "SECRET_KEY": self.review_secret,
            "CELERY_BROKER_URL": "",
            "DEBUG": "",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def run(self, *arguments: str) -> None:
        """One of our commands, to its end."""
        self._finished(proctoring(*arguments), "")

    def module(self, name: str, given: Mapping[str, Any]) -> Any:
        """A module of this package in a process of the installation: JSON in, JSON out."""
        command = [sys.executable, "-m", f"benchmarks.exam_day.{name}"]
        return json.loads(self._finished(command, json.dumps(given)))

    def _finished(self, command: list[str], given: str) -> str:
        environment = {**os.environ, **self.environment()}
        done = subprocess.run(  # noqa: S603  our own commands, no shell
            command, env=environment, input=given, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DayFailed(f"{' '.join(command[2:])} ended with code {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    def _settings(self) -> dict[str, Any]:
        address = f"{LOOPBACK}:{self.server_ports[0]}"
        return {
            "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
            "SITE_NAME": address,
            "LMS_ROOT_URL": f"http://{address}",
            "HTTPS": "off",
            "PLATFORM_NAME": "Exam day",
            "CONTACT_EMAIL": "contact@example.com",
            "DEFAULT_FROM_EMAIL": "exams@example.com",
            "PROCTORING_COURSES": {COURSE: {"name": "Exam day"}},
            "PROCTORING_SETTINGS": {"METRICS_TOKEN": self.review_secret},
        }

    def _secrets(self) -> dict[str, Any]:
        vendor = f"http://{LOOPBACK}:{self.vendor_port}"
        rest = {"base_url": vendor, "client_id": "day", "client_secret": "day", "timeout": [1.0, 2.0]}
        secure = {
            "crypto_key": secrets.token_hex(12),
            "secret_key": secrets.token_hex(16),
            "secret_key_id": "day",
            "review_callback_secret": self.review_secret,
            "exam_register_endpoint": f"{vendor}/register",
            "exam_sponsor": "Exam day",
            "organization": "Exam day",
            "software_download_url": f"{vendor}/download",
            "timeout": [1.0, 2.0],
        }
        return {"PROCTORING_BACKENDS": {"DEFAULT": "rest", "rest": rest, "software_secure": secure}}


@contextmanager
def place(folder: Path, mail_port: int, *, keep: bool) -> Iterator[Place]:
    """With a database of its own, which is dropped at the end."""
    with _database(keep=keep) as url:
        made = Place(
            folder=folder,
            database_url=url,
            server_ports=(free_port(LOOPBACK), free_port(LOOPBACK)),
            vendor_port=free_port(LOOPBACK),
            mail_port=mail_port,
            review_secret=secrets.token_urlsafe(24),
        )
        made.write()
        yield made


@contextmanager
def _database(*, keep: bool) -> Iterator[str]:
    server = next((os.environ[name] for name in DATABASE_VARIABLES if os.environ.get(name)), "")
    if not server:
        raise DayFailed(f"{' or '.join(DATABASE_VARIABLES)} must name a PostgreSQL server.")
    parts, name = urlsplit(server), f"exam_day_{os.getpid()}_{secrets.token_hex(3)}"
    _told(server, f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        if not keep:
            _told(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _told(server: str, statement: str) -> None:
    """In the database `postgres`: the one of the address need not exist."""
    try:
        address = urlunsplit(urlsplit(server)._replace(scheme="postgresql", path="/postgres"))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())
    except psycopg.Error as error:
        raise DayFailed(f"The PostgreSQL server refused: {error}") from error
