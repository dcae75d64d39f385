"""The console as a WSGI application. It listens on loopback only, and answers nobody but its own page."""

import hmac
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from proctoring_mock_backend import faults, journal
from proctoring_mock_backend.console.pages import page
from proctoring_mock_backend.console.platform import PlatformClient
from proctoring_mock_backend.faults import FAULT_WORDS, Faults
from proctoring_mock_backend.words import VERDICTS

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LARGEST_FORM = 64 * 1024
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class ConsoleApp:
    """A page made anew from journal and switches at each request; a form leads to one call to the platform.

    Forms carry a token that only the page knows, and the host name must be the loopback's, so that no other site
    open in the same browser can play the vendor.
    """

    def __init__(self, journal_path: Path, platform: PlatformClient) -> None:
        self.journal_path = journal_path
        self.platform = platform
        self.token = secrets.token_urlsafe(16)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        status, body = self._answer(environ)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ]
        start_response(status, headers)
        return [body.encode()]

    def _answer(self, environ: "WSGIEnvironment") -> tuple[str, str]:
        if environ.get("HTTP_HOST", "").rsplit(":", 1)[0] not in LOOPBACK_NAMES:
            return "403 Forbidden", "This console answers only on the loopback address."
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
        if path == "/" and method in ("GET", "HEAD"):
            return "200 OK", self._page()
        step = {"/ready": self._ready, "/verdict": self._verdict, "/faults": self._faults}.get(path)
        if step is None:
            return "404 Not Found", "There is only one page: /"
        if method != "POST":
            return "405 Method Not Allowed", "This is where the page's forms go."
        form = _form(environ)
        if not hmac.compare_digest(form.get("token", "").encode(), self.token.encode()):
            return "403 Forbidden", "This form is not of this console, or the console was started anew. Open / again."
        return "200 OK", self._page(step(form))

    def _page(self, notice: str = "") -> str:
        return page(
            backend=self.platform.backend,
            entries=journal.read(self.journal_path, self.platform.backend),
            faults=faults.read(faults.beside(self.journal_path), Faults()),
            token=self.token,
            notice=notice,
        )

    def _ready(self, form: dict[str, str]) -> str:
        return self.platform.ready(form.get("external_id", ""))

    def _verdict(self, form: dict[str, str]) -> str:
        word = form.get("verdict", "")
        if word not in VERDICTS:
            return f"Choose one of: {', '.join(VERDICTS)}."
        comments = [line.strip() for line in form.get("comments", "").splitlines() if line.strip()]
        return self.platform.verdict(form.get("external_id", ""), word, comments, form.get("reviewed_by", ""))

    def _faults(self, form: dict[str, str]) -> str:
        word, delay = form.get("registration", ""), _number(form.get("delay_seconds", "0"))
        if word not in ("", *FAULT_WORDS) or delay is None:
            return "Choose one of the faults, and a delay in seconds."
        faults.write(faults.beside(self.journal_path), Faults(registration=word, delay_seconds=delay))
        return f"From now on registrations {word.replace('_', ' ') or 'succeed'}, after {delay:g} seconds."


def _form(environ: "WSGIEnvironment") -> dict[str, str]:
    length = _number(environ.get("CONTENT_LENGTH") or "0") or 0
    body = environ["wsgi.input"].read(min(int(length), LARGEST_FORM))
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < LARGEST_FORM * LARGEST_FORM else None
