"""Writes docs/data-map.md, what every column holds of a person, from the map that erasure and export go by.

`python -m tools.data_map_page --write`; without `--write` it prints the page.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from proctoring_host.models.personal import Table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data-map.md"
HEAD = """\
# What is kept of people

This page is written by `make docs` from `proctoring_host/models/personal/`. The same map decides what is erased when a
learner is forgotten (`proctoring retire-learner`, and the two addresses of the platform's retirement), and what
`proctoring export-learner` writes. A test fails for a column that is missing here.

The account itself, with name and address, belongs to the platform, which empties it. What says nothing about a person
is named at the end of each table.
"""


def render() -> str:
    """The whole page."""
    from proctoring_host.models.personal import DATA_MAP  # noqa: PLC0415  needs Django to be set up

    parts = [HEAD]
    for table in DATA_MAP:
        parts += [f"## {table.model.__name__}", "", *_table(table)]
    return "\n".join(parts).rstrip() + "\n"


def _table(table: "Table") -> Iterator[str]:
    personal = {name: held for name, held in table.columns.items() if held.is_personal}
    if table.owner:
        yield from (f"Found by `{table.owner}`; in the export it is `{table.name}`.", "")
    if personal:
        yield "| Column | Holds | When forgotten | Export | Why |"
        yield "| --- | --- | --- | --- | --- |"
        for name, held in personal.items():
            export = "yes" if held.exported else "no"
            yield f"| `{name}` | {held.holds.value} | {held.erasure.value} | {export} | {held.reason} |"
        yield ""
    nothing = ", ".join(f"`{name}`" for name in table.columns if name not in personal)
    yield from (f"Nothing personal: {nothing}.", "")


def main(arguments: list[str]) -> int:
    """Write or print the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if "--write" in arguments:
        PAGE.write_text(render(), encoding="utf-8")
    else:
        sys.stdout.write(render())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
