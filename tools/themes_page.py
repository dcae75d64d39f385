"""Writes the parts of docs/themes.md that are made from code, each between two marks of its name.

`python -m tools.themes_page --write`; without `--write` it prints the page.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "themes.md"


def parts() -> Mapping[str, Callable[[], str]]:
    """By the name of their marks."""
    from proctoring_host.mail.blocks import blocks_table  # noqa: PLC0415  needs Django, as do all of these
    from proctoring_host.mail.context import context_table  # noqa: PLC0415
    from proctoring_host.mail.kinds import kinds_table  # noqa: PLC0415
    from proctoring_host.mail.lint.findings import rules_table  # noqa: PLC0415
    from proctoring_host.mail.places import places_list  # noqa: PLC0415

    return {
        "blocks": blocks_table,
        "context": context_table,
        "kinds": kinds_table,
        "places": places_list,
        "rules": rules_table,
    }


def render(page: str) -> str:
    """The page with each part as the code has it; raises `ValueError` where its marks are missing."""
    for name, made in parts().items():
        mark = f"<!-- {name} -->\n"
        pieces = page.split(mark)
        if len(pieces) != 3:
            raise ValueError(f"docs/themes.md must have the mark {mark.strip()} twice.")
        page = mark.join((pieces[0], made() + "\n", pieces[2]))
    return page


def main(arguments: list[str]) -> int:
    """Write or print the page."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctoring_host.standalone.settings")
    django.setup()
    page = render(PAGE.read_text(encoding="utf-8"))
    if "--write" in arguments:
        PAGE.write_text(page, encoding="utf-8")
    else:
        sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
