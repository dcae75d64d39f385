"""What the fake platform has shown, sent and logged."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core import mail

from proctoring_host.testing.server import VendorServer
from proctoring_host.testing.subject import VendorRequest

_SILENT = frozenset({"script", "style", "head"})
# They log addresses and not more, and a site switches them on for itself.
_LOUD = frozenset({"urllib3", "requests", "charset_normalizer", "django", "asyncio"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """An answer of the platform: a page, or JSON. `who` asked for it."""

    who: str
    method: str
    path: str
    status: int
    content: str = field(repr=False)

    @property
    def text(self) -> str:
        """The words of a page, in one line."""
        reader = _Words()
        reader.feed(self.content)
        return " ".join(" ".join(reader.words).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    to: tuple[str, ...]
    subject: str
    text: str = field(repr=False)
    html: str = field(default="", repr=False)


class Recording:
    """Everything since the platform was opened, each in its order."""

    def __init__(self, vendor: VendorServer) -> None:
        self.screens: list[Screen] = []
        self.log: list[str] = []
        self._vendor = vendor

    @property
    def calls(self) -> tuple[VendorRequest, ...]:
        """What the vendor was sent by the backend's sessions."""
        return tuple(self._vendor.requests)

    @property
    def mails(self) -> tuple[Mail, ...]:
        return tuple(_mail(message) for message in getattr(mail, "outbox", ()))

    def everything(self) -> str:
        """What people and logs were shown, to look for what must not stand there. The vendor's calls are left out."""
        shown = [screen.content for screen in self.screens]
        sent = [f"{each.subject}\n{each.text}\n{each.html}" for each in self.mails]
        return "\n".join([*shown, *sent, *self.log])


@contextmanager
def listening(recording: Recording) -> Iterator[None]:
    """Keep what is logged while the platform is open, with the tracebacks that a site would write."""
    ears, root = _Ears(recording.log), logging.getLogger()
    level = root.level
    root.addHandler(ears)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(ears)


class _Ears(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.INFO)
        self._lines = lines
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] not in _LOUD:
            self._lines.append(self.format(record))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            self._within.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.words.append(data)


def _mail(message: Any) -> Mail:
    html = next((str(content) for content, kind in getattr(message, "alternatives", ()) if kind == "text/html"), "")
    return Mail(to=tuple(message.to), subject=message.subject, text=message.body, html=html)
