"""What docs/moving-over.md says of the command is what the command does."""

import argparse
import re
from pathlib import Path

from proctoring_host.importing import tables
from proctoring_host.management.subcommands import import_edx_proctoring as command

PAGE = (Path(__file__).parents[2] / "docs" / "moving-over.md").read_text(encoding="utf-8")
NUMBERS = {11: "eleven", 12: "twelve"}


def _options() -> set[str]:
    parser = argparse.ArgumentParser(add_help=False)
    command.add_arguments(parser)
    return {option for action in parser._actions for option in action.option_strings}


def test_every_option_is_explained_and_exists():
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE))

    assert told | {"--database-url"} == _options()
    assert command.URL_VARIABLE in PAGE


def test_the_number_of_tables_is_right():
    assert f"in its {NUMBERS[len(tables.ALL)]} tables" in PAGE


def test_every_kind_of_table_is_in_the_list_of_what_becomes_of_what():
    rows = PAGE.partition("| there | here |")[2].partition("###")[0].lower()

    for name in ("exam", "review policy", "allowance", "attempt", "review", "recording", "history"):
        assert f"| {name}" in rows or name in rows
