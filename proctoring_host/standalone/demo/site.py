"""One installation in a folder: its configuration, its environment, and how its commands are run."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from proctoring_host.standalone.cli import SETTINGS
from proctoring_host.standalone.demo import vendor
from proctoring_host.standalone.processes import Processes, proctoring

LOOPBACK = "127.0.0.1"
COURSE = "course-v1:Demo+Proctoring+2026"
# The installation around this process must not be touched, nor decide anything here.
SHIELDED = ("ALLOWED_HOSTS", "CELERY_BROKER_URL", "DATABASE_URL", "DEBUG", "EMAIL_URL", "SECRET_KEY")


class SiteFailed(Exception):
    """A command of the installation failed; the message holds the end of what it wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything is in `folder`; server and vendor listen on loopback only."""

    MARK: ClassVar = "vendor_account.json"

    folder: Path
    port: int
    vendor_port: int
    console_port: int = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def vendor_url(self) -> str:
        return f"http://{LOOPBACK}:{self.vendor_port}"

    @property
    def console_url(self) -> str:
        return f"http://{LOOPBACK}:{self.console_port}"

    @property
    def mails(self) -> Path:
        return self.folder / "mail"

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def write(self) -> None:
        """Addresses are written anew each time, secrets only once."""
        for part in ("config", "logs"):
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        config = self.folder / "config"
        account = vendor.new_secrets() | read_json(self.folder / self.MARK)
        write_private(self.folder / self.MARK, account)
        backends = vendor.backends(account, self.vendor_url, self.folder / "scripted_vendor.jsonl")
        write_private(config / "lms.auth.json", {"PROCTORING_BACKENDS": backends})
        write_private(config / "lms.env.json", self._settings())

    def environment(self) -> dict[str, str]:
        return {
            **dict.fromkeys(SHIELDED, ""),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PROCTORING_CONFIG_DIR": str(self.folder / "config"),
            "PROCTORING_DATA_DIR": str(self.folder),
            "PYTHONUNBUFFERED": "1",
        }

    def start_vendor(self, processes: Processes) -> None:
        state = self.folder / "simulator.json"
        self._start(processes, "simulator", *vendor.simulator_arguments(self.vendor_port, self.url, state))

    def wait_for_vendor(self, processes: Processes) -> None:
        processes.wait_for_port("simulator", LOOPBACK, self.vendor_port)

    def start_console(self, processes: Processes) -> None:
        self._start(processes, "console", *vendor.console_arguments(self.console_port, self.url))

    def start_server(self, processes: Processes) -> None:
        self._start(processes, "server", "serve", "--bind", f"{LOOPBACK}:{self.port}", "--workers", "1")

    def wait_for_server(self, processes: Processes) -> None:
        processes.wait_for_port("server", LOOPBACK, self.port)

    def start_worker(self, processes: Processes) -> None:
        self._start(processes, "worker", "worker", "--interval", "1")

    def run(self, *arguments: str) -> str:
        """One of our commands to its end; what it printed."""
        return self._finished(proctoring(*arguments))

    def module(self, name: str, given: Mapping[str, Any]) -> Any:
        """A module of this package, in the installation's own process: JSON in, JSON out."""
        command = [sys.executable, "-m", f"proctoring_host.standalone.demo.{name}"]
        return json.loads(self._finished(command, json.dumps(given)))

    def _start(self, processes: Processes, name: str, *arguments: str) -> None:
        processes.start(name, proctoring(*arguments), env=self.environment(), log=self.log(name))

    def _finished(self, command: list[str], given: str = "") -> str:
        done = subprocess.run(  # noqa: S603  our own commands, no shell
            command, env={**os.environ, **self.environment()}, input=given, capture_output=True, text=True, check=False
        )
        if done.returncode:
            ending = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
            raise SiteFailed(f"{' '.join(command[3:]) or command[-1]} ended with code {done.returncode}:\n{ending}")
        return done.stdout

    def _settings(self) -> dict[str, Any]:
        return {
            "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
            "SITE_NAME": f"{LOOPBACK}:{self.port}",
            "LMS_ROOT_URL": self.url,
            "HTTPS": "off",
            "PLATFORM_NAME": "Proctoring demo",
            "CONTACT_EMAIL": "contact@example.com",
            "DEFAULT_FROM_EMAIL": "exams@example.com",
            "PROCTORING_COURSES": {COURSE: {"name": "Demo course", "escalation_email": "proctoring@example.com"}},
            "PROCTORING_SETTINGS": {
                "LINK_URLS": {
                    "contact_us": "https://example.org/contact",
                    "faq": "https://example.org/faq",
                    "online_proctoring_rules": "https://example.org/rules",
                    "tech_requirements": "https://example.org/tech",
                },
            },
        }


def write_private(file: Path, content: Any) -> None:
    """As JSON that only this user can read."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=2)


def read_json(file: Path) -> dict[str, str]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
