"""Writes docs/rest-permissions.md, who may do what over HTTP, from the table that the tests call cell by cell.

`python -m tools.permissions_page --write`; without `--write` it prints the page.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from proctoring_host.web.permissions import GROUPS, Answer, Operation, Role

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rest-permissions.md"
HEAD = """\
# Who may do what over HTTP

This page is written by `make docs` from `proctoring_host/web/permissions.py`; a test calls every cell with real
objects, and fails when an address is missing here.

A request is about one learner and that learner's attempt. The course and the backend are those of the object that the
request names: a course id in a body opens nothing, and "staff of another course" send their own there. "Other learner"
has no part in the attempt. Staff of the site are staff of every course. A vendor is the service user of the attempt's
backend, a member of the group `<backend>_review`.

"yes" is the success of the operation, 403 a refusal with `detail` that changes nothing. Who is not signed in gets 403,
never 401.
"""


def render() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, operations in GROUPS.items():
        parts += [f"## {title}", "", *_table(operations), ""]
    return "\n".join(parts).rstrip() + "\n"


def _table(operations: tuple[Operation, ...]) -> Iterator[str]:
    yield f"| Operation | {' | '.join(Role)} |"
    yield f"| --- | {' | '.join('---' for _ in Role)} |"
    for operation in operations:
        cells = " | ".join(_cell(operation.rule.answer(role)) for role in Role)
        yield f"| {_name(operation)} | {cells} |"


def _name(operation: Operation) -> str:
    case = f", {operation.case}" if operation.case else ""
    return f"{operation.method} `{operation.path}`{case}"


def _cell(answer: Answer) -> str:
    return "yes" if answer is Answer.ALLOWED else answer.value


def main(arguments: list[str]) -> int:
    """Write or print the page."""
    if "--write" in arguments:
        PAGE.write_text(render(), encoding="utf-8")
    else:
        sys.stdout.write(render())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
