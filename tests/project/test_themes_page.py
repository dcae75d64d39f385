"""`docs/themes.md` says what the code does."""

import re
from pathlib import Path

import pytest

from proctoring_host.mail.compose import compose
from proctoring_host.mail.context import context_table
from proctoring_host.mail.kinds import MailKind, kinds_table
from proctoring_host.mail.places import BASE_PACKAGE, places, places_list
from tests.unit.mail.conftest import facts, failures, site, theme, write

__all__ = ["facts", "failures", "site", "theme", "write"]

TEXT = (Path(__file__).parents[2] / "docs" / "themes.md").read_text("utf-8")


def test_table_of_names_is_the_codes():
    documented = TEXT.split("<!-- context -->\n")[1].strip()

    assert documented == context_table(), "put this between the two marks of docs/themes.md"


def test_table_of_mails_is_the_codes():
    documented = TEXT.split("<!-- kinds -->\n")[1].strip()

    assert documented == kinds_table(), "put this between the two marks of docs/themes.md"


def test_order_of_places_is_the_codes():
    documented = TEXT.split("<!-- places -->\n")[1].strip()

    assert documented == places_list(), "put this between the two marks of docs/themes.md"


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_template_file_is_named(kind):
    for name in (kind.html_name, kind.text_name, kind.subject_name):
        assert f"`{name}`" in TEXT


def test_blocks_are_those_of_the_base_templates(site):
    base = next(place for place in places("fake") if place.owner == BASE_PACKAGE)
    sources = [file.read_text("utf-8") for file in sorted((base.root / "emails").iterdir())]
    blocks = {block for source in sources for block in re.findall(r"{%-? block (\w+)", source)}

    documented = set(re.findall(r"^\| `(\w+)` \|", TEXT.split("## Blocks")[1].split("## ")[0], re.M))

    assert documented == blocks


@pytest.mark.parametrize("example", re.findall(r"```(?:jinja|django)\n<!-- (.+?) -->\n(.+?)```", TEXT, re.S))
def test_every_example_renders_in_place(site, facts, write, failures, example):
    path, source = example
    write(path.format(backend="fake"), source)
    kind = next(kind for kind in MailKind if f"_{kind}_" in path or kind is MailKind.UNSATISFACTORY)

    letter = compose(facts(kind))

    assert failures() == ()
    assert "Faculty of Arts" in letter.html + letter.text + letter.subject


def test_there_are_examples_to_try():
    assert len(re.findall(r"```(?:jinja|django)\n<!-- ", TEXT)) == 4
