"""Compiled message catalogues for tests, in the format that gettext reads."""

import struct
from collections.abc import Mapping
from pathlib import Path

HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def write_catalogue(locale: Path, language: str, messages: Mapping[str, str]) -> None:
    """`<locale>/<language>/LC_MESSAGES/django.mo` with these messages."""
    pairs = sorted((key.encode(), value.encode()) for key, value in {"": HEADER, **messages}.items())
    keys, values = [key for key, _ in pairs], [value for _, value in pairs]
    start = 28 + 16 * len(pairs)
    content, tables = b"", b""
    for texts in (keys, values):
        for text in texts:
            tables += struct.pack("<II", len(text), start + len(content))
            content += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    folder = locale / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(head + tables + content)
