"""Writes the tables of settings in docs/operating.md from the code.

`python -m tools.settings_page --write`; without `--write` it prints the page.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from proctoring_host.known_settings import KEYS, SETTINGS, SWITCHES, Known

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operating.md"
MARK = "<!-- settings -->\n"


def render() -> str:
    """The page as it is, with the tables as they should be."""
    before, _, after = PAGE.read_text("utf-8").split(MARK)
    return MARK.join((before, "".join(f"{line}\n" for line in _lines()), after))


def _lines() -> Iterator[str]:
    yield from ("", "In `PROCTORING_SETTINGS`; the setting in brackets stands in for a key that is absent:", "")
    yield from _table("key", KEYS)
    yield from ("", "Beside it:", "")
    yield from _table("setting", SETTINGS)
    yield from ("", "Switches of django-waffle, where that is installed:", "")
    yield from _table("switch", SWITCHES)
    yield ""


def _table(heading: str, rows: Sequence[Known]) -> Iterator[str]:
    yield f"| {heading} | default | what becomes of it | meaning |"
    yield "| --- | --- | --- | --- |"
    for row in rows:
        name = f"`{row.name}`" + (f" (`{row.top}`)" if row.top else "")
        yield f"| {name} | {row.default} | {row.fate} | {row.says} |"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(render(), "utf-8")
    else:
        sys.stdout.write(render())
