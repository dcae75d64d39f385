"""The page of personal data says what the map says."""

from tools import data_map_page


def test_the_page_is_as_the_map_writes_it() -> None:
    assert data_map_page.PAGE.read_text(encoding="utf-8") == data_map_page.render(), "run: make docs"


def test_no_row_is_cut_off_by_a_bar() -> None:
    rows = [line for line in data_map_page.render().splitlines() if line.startswith("| ")]

    assert len(rows) > 60
    assert {line.count("|") for line in rows} == {6}
