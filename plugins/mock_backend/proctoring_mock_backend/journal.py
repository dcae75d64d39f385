"""What the scripted vendor was told, one JSON object in a line, for the console to read.

It holds ids, times and the exam's name, and nothing about the learner.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing the vendor heard; `event` is `registered` or the attempt's new status."""

    at: str
    backend: str
    event: str
    attempt_code: str
    external_id: str
    exam_name: str = ""


def can_be_written(path: str) -> bool:
    """Whether the file is, or could be made, where it should stand; makes nothing."""
    file = Path(path)
    if file.exists():
        return file.is_file() and os.access(file, os.W_OK)
    nearest = next(folder for folder in file.absolute().parents if folder.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def note(path: str, entry: Entry) -> None:
    """Append an entry. A journal that cannot be written costs the console a line, never a learner the exam."""
    if not path:
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(entry)) + "\n")
    except OSError:
        logger.warning("journal not written backend=%s attempt=%s", entry.backend, entry.attempt_code)


def read(path: Path, backend: str) -> list[Entry]:
    """The newest entry of each attempt of this backend, the newest attempt first."""
    newest: dict[str, Entry] = {}
    for entry in _entries(path):
        if entry.backend == backend:
            newest[entry.external_id] = entry
    return list(reversed(newest.values()))


def _entries(path: Path) -> Iterator[Entry]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield Entry(**json.loads(line))
        except (ValueError, TypeError):
            logger.warning("journal line not understood journal=%s", path.name)
