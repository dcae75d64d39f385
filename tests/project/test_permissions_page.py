"""The page of permissions says what the table says."""

from tools import permissions_page


def test_the_page_of_permissions_is_as_the_table_writes_it() -> None:
    assert permissions_page.PAGE.read_text(encoding="utf-8") == permissions_page.render(), "run: make docs"


def test_no_row_is_cut_off_by_a_bar() -> None:
    tables = [line for line in permissions_page.render().splitlines() if line.startswith("| ")]

    assert len(tables) > 60
    assert len({line.count("|") for line in tables}) == 1
