"""Writes docs/rest-api.md, the REST API operation by operation, from its OpenAPI description.

`python -m tools.rest_page --write`; without `--write` it prints the page.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rest-api.md"
HEAD = """\
# The REST API

This page is written by `make docs` from `proctoring_host/web/schema/`; a test fails when the two differ. A running host
has the same as a page at `/api/edx_proctoring/v1/schema/docs/` and, for programs, as OpenAPI 3.1 at
`/api/edx_proctoring/v1/schema/` (`?format=json`, `?format=yaml`).

{text}

Everybody who is not said to be anonymous has to be signed in: by the platform's session, with its CSRF token for all
but GET, or by what the site's REST settings allow beside it. [Who may do what](rest-permissions.md) has a table.

Every operation may also be answered with one of these, which its own section does not repeat:

"""


def render() -> str:
    """The whole page."""
    from proctoring_host.web.schema import reading  # noqa: PLC0415 - needs Django set up
    from proctoring_host.web.schema.build import FOR_ALL, WITH_BODY  # noqa: PLC0415
    from proctoring_host.web.schema.document import document  # noqa: PLC0415

    made = document()
    common = {**FOR_ALL, **WITH_BODY}
    parts = [HEAD.format(text=made["info"]["description"]).rstrip("\n"), ""]
    parts += _table(("Status", "When"), ((str(status), common[status][0]) for status in sorted(common)))
    unsaid = {text for text, _ in common.values()}
    sections = reading.sections(made)
    for tag in made["tags"]:
        group = [section for section in sections if section.tag == tag["name"]]
        parts += ["", f"## {tag['name']}"]
        parts += [line for section in group for line in _section(section, unsaid)]
    parts += ["", "## Components", "", "The objects in bodies and answers, by name."]
    for name, schema in made["components"]["schemas"].items():
        parts += _component(name, schema.get("description", ""), reading.component_fields(schema))
    return "\n".join(parts).rstrip() + "\n"


def _section(section: Any, unsaid: set[str]) -> Iterator[str]:
    yield from ("", f"### {section.summary}", "", f"`{section.method} {section.path}`")
    yield from ("", *([section.text, ""] if section.text else []), f"For {section.who}.")
    if section.parameters:
        yield from ("", *_fields("Parameter", section.parameters))
    if section.body_kind:
        kinds = " or ".join(f"`{kind}`" for kind in section.body_types)
        yield from ("", f"Body: {_kind(section.body_kind)}, as {kinds}.", "", *_json(section.body_example))
    said = [reply for reply in section.replies if reply.text not in unsaid]
    rows = ((reply.status, _kind(reply.kind) or "no body", _cell(reply.text)) for reply in said)
    yield from ("", *_table(("Status", "Answer", "When"), rows))
    example = next((reply.example for reply in said if reply.example and reply.status < "300"), "")
    yield from ("", *_json(example)) if example else ()


def _component(name: str, text: str, fields: Iterable[Any]) -> Iterator[str]:
    yield from ("", f"### {name}")
    yield from ("", text) if text else ()
    rows = list(fields)
    yield from ("", *_fields("Field", rows)) if rows else ()


def _fields(title: str, fields: Iterable[Any]) -> Iterator[str]:
    rows = (
        (f"`{field.name}`", _kind(field.kind), " ".join(filter(None, (_cell(field.text), _optional(field)))))
        for field in fields
    )
    return _table((title, "Type", "Meaning"), rows)


def _optional(field: Any) -> str:
    return "" if field.required else "Optional."


def _kind(kind: str) -> str:
    """Names of components lead to them."""
    words = kind.split(" ")
    return " ".join(f"[{word}](#{word.lower()})" if word[:1].isupper() else word for word in words)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"|{' --- |' * len(titles)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _json(text: str) -> tuple[str, ...]:
    return ("```json", text, "```")


def main(arguments: list[str]) -> int:
    """Write or print the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctoring_host.standalone.settings")
    import django  # noqa: PLC0415 - after the settings are known

    django.setup()
    if "--write" in arguments:
        PAGE.write_text(render(), encoding="utf-8")
    else:
        sys.stdout.write(render())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
