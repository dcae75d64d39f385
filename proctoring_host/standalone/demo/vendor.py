"""The vendors of the demo. This is the one module of the host that knows a vendor by name.

The demo needs a vendor to show anything, and takes those whose plugins bring a simulator. Nothing of the host
itself imports this module, and the plugins are used only through their configuration and their commands.
"""

import secrets
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import requests

BACKEND = "software_secure"
SIMULATOR = "software-secure-simulator"
DISTRIBUTION = "proctoring-software-secure"
SCRIPTED = "mock"
CONSOLE = "mock-console"
TIMEOUT_SECONDS = 30.0


class VendorMissing(Exception):
    """The plugin of the demo's vendor is not installed."""


def require_installed() -> None:
    if SIMULATOR not in _commands():
        raise VendorMissing(f"The demo needs a vendor. Install the plugin {DISTRIBUTION} beside the host.")


def has_scripted_vendor() -> bool:
    return CONSOLE in _commands()


def new_secrets() -> dict[str, str]:
    """What both sides of an account know; made once for a demo and kept with it."""
    return {
        "crypto_key": secrets.token_hex(12),
        "secret_key": secrets.token_hex(32),
        "secret_key_id": secrets.token_hex(8),
        "review_callback_secret": secrets.token_urlsafe(24),
        "video_review_aes_key": secrets.token_hex(16),
        "scripted_callback_secret": secrets.token_urlsafe(24),
    }


def backends(account: Mapping[str, str], simulator_url: str, journal: Path) -> dict[str, Any]:
    """PROCTORING_BACKENDS of the demo."""
    shared = {key: value for key, value in account.items() if key != "scripted_callback_secret"}
    configured: dict[str, Any] = {
        "DEFAULT": BACKEND,
        BACKEND: {
            **shared,
            "exam_register_endpoint": f"{simulator_url}/register",
            "exam_sponsor": "Proctoring demo",
            "organization": "Demo",
            "software_download_url": f"{simulator_url}/download",
            "tech_support_email": "support@example.com",
            "timeout": 5,
        },
    }
    if has_scripted_vendor():
        configured[SCRIPTED] = {
            "verbose_name": "Scripted vendor",
            "ready_after_seconds": 3,
            "verdict_after_seconds": 10,
            "browser_script": "works",
            "callback_secret": account["scripted_callback_secret"],
            "journal": str(journal),
        }
    return configured


def simulator_arguments(port: int, platform: str, state: Path) -> list[str]:
    """The account comes from the configuration folder, as the host's does.

    `state` lets the vendor know again what the host still knows after a restart.
    """
    return [SIMULATOR, "--backend", BACKEND, "--platform", platform, "--port", str(port), "--state", str(state)]


def console_arguments(port: int, platform: str) -> list[str]:
    return [CONSOLE, "--backend", SCRIPTED, "--platform", platform, "--port", str(port)]


class SimulatorControl:
    """What a person does on the simulator's pages, done by a program."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = requests.Session()

    def state(self) -> dict[str, Any]:
        """Everything the vendor saw and sent: `attempts` and `requests`."""
        answer = self._http.get(f"{self._url}/control/state", timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return dict(answer.json())

    def attempt(self, code: str) -> dict[str, Any]:
        """The vendor's record of an attempt; empty when it was never registered."""
        found = (attempt for attempt in self.state()["attempts"] if attempt["exam_code"] == code)
        return next(found, {})

    def open_browser(self, code: str) -> int:
        """The vendor's browser comes back through the launch link; the platform's status."""
        return int(self._order("start", {"exam_code": code})["status"])

    def review(self, code: str, verdict: str, comments: list[str]) -> int:
        """The vendor's reviewer sends a verdict; the platform's status."""
        sent = self._order("review", {"exam_code": code, "status": verdict, "comments": comments})["sent"]
        return int(sent[0]["http_status"])

    def _order(self, what: str, order: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._http.post(f"{self._url}/control/{what}", json=dict(order), timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return dict(answer.json())


def _commands() -> set[str]:
    return {point.name for point in entry_points(group="proctoring.commands")}
