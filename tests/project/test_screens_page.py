"""The page about screens says what the table says."""

from pathlib import Path

from proctoring_host.domain.screens import OFFERS, TABLE, ScreenId
from tools import screens_page

TEMPLATES = Path(__file__).parents[2] / "proctoring_host" / "web" / "templates" / "screens"
PARTS = {"layout", "content_bar"}


def test_the_page_of_screens_is_as_the_table_writes_it() -> None:
    assert screens_page.PAGE.read_text(encoding="utf-8") == screens_page.render(), "run: make docs"


def test_each_row_and_each_offer_has_a_line() -> None:
    lines = [line for line in screens_page.render().splitlines() if line.startswith("| ")]

    assert len(lines) == len(TABLE) + len(OFFERS) + 4
    assert {line.count("|") for line in lines} == {4}


def test_each_screen_has_a_template_and_each_template_a_screen() -> None:
    names = {file.stem for file in TEMPLATES.glob("*.html")} - PARTS

    assert names == set(ScreenId) - {ScreenId.CONTENT}
