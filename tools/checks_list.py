"""Writes the list of the conformance suite's checks in docs/backends.md from the code.

`python -m tools.checks_list --write`; without `--write` it prints the page.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from proctoring_host.testing.check import Check, check_of
from proctoring_host.testing.suite import AREAS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "backends.md"
MARK = "<!-- checks -->\n"


def render() -> str:
    """The page as it is, with the list as it should be."""
    before, _, after = PAGE.read_text("utf-8").split(MARK)
    return MARK.join((before, "\n".join((*_lines(), "")), after))


def checks(area: str) -> list[Check]:
    """The checks of an area, in the order of the code."""
    return [found for function in vars(AREAS[area]).values() if (found := check_of(function))]


def _lines() -> Iterator[str]:
    for area in AREAS:
        yield from (f"**{area}**", "")
        for one in checks(area):
            needs = "; ".join(need.text.partition(",")[0] for need in one.needs)
            yield f"- `{one.name}`: {one.expects}" + (f" Needs {needs}." if needs else "")
        yield ""


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(render(), "utf-8")
    else:
        sys.stdout.write(render())
