"""Writes docs/screens.md, which screen a learner sees when, from the table that decides it.

`python -m tools.screens_page --write`; without `--write` it prints the page.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from proctoring_host.domain.screens import OFFERS, TABLE, Row, ScreenId
from proctoring_host.domain.screens.row import WITH_BACKEND
from proctoring_host.domain.statuses import ExamKind

PAGE = Path(__file__).resolve().parent.parent / "docs" / "screens.md"
HEAD = """\
# Learner's screens

This page is written by `make docs` from `proctoring_host/domain/screens/`; a test fails when the two differ.

A learner who opens an exam sees one screen, or the content. Which one is decided by this table: the first row that
fits. Before that an attempt whose time is up is handed in. A platform gets the screen as HTML, or None for the content,
from

    from proctoring_host.web.learner import get_student_view

    get_student_view(user_id, course_id, content_id, {"request": request, **what_it_knows_of_the_content})

(without the request, where `crum.CurrentRequestUserMiddleware` keeps it)
and mounts `proctoring_host.web.learner.urls` at its root, beside `proctoring_host.web.urls`: that is where the buttons
lead. `get_exam_bar` gives the clock and the way to the end for a page with the content of a running exam, and
`get_attempt_status_summary` a line for the course outline. Templates can be overridden: see [themes](themes.md).

"No attempt" includes a practice that was set aside and not followed by another. A second review looks like the first.
"""


def render() -> str:
    """The whole page."""
    parts = [HEAD, "## The table", "", *_rows(), "", "## What a screen offers", "", *_offers(), ""]
    return "\n".join(parts).rstrip() + "\n"


def _rows() -> Iterator[str]:
    yield "| Exam kind | Shown when | Screen |"
    yield "| --- | --- | --- |"
    for row in TABLE:
        yield f"| {_kinds(row)} | {row.text} | {_screen(row)} |"


def _kinds(row: Row) -> str:
    if None in row.kinds:
        return "any" if len(row.kinds) > 1 else "no exam"
    if row.kinds == WITH_BACKEND:
        return "any with a backend"
    return ", ".join(kind for kind in ExamKind if kind in row.kinds)


def _screen(row: Row) -> str:
    if row.declines:
        return "content, after an attempt was made and declined"
    return "content" if row.screen is ScreenId.CONTENT else f"`{row.screen}`"


def _offers() -> Iterator[str]:
    yield "| Name | What it is, and who gets it | Screens |"
    yield "| --- | --- | --- |"
    for rule in OFFERS:
        yield f"| `{rule.offer}` | {rule.text} | {', '.join(f'`{each}`' for each in sorted(rule.screens))} |"


def main(arguments: list[str]) -> int:
    """Write or print the page."""
    if "--write" in arguments:
        PAGE.write_text(render(), encoding="utf-8")
    else:
        sys.stdout.write(render())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
