"""A broken configuration file is reported with its place, and keeps nothing from working."""

import json
from pathlib import Path

import pytest

from proctoring_host.standalone.config_files import ConfigFiles, read_file, read_folder
from proctoring_host.standalone.positions import Position, positions_of

BROKEN = [
    pytest.param(b'{"FEATURES": tru}', "Expecting value", Position(1, 14), id="not JSON"),
    pytest.param(b'{\n  "FEATURES": {}\n  "SITE_NAME": "x"\n}', "Expecting ',' delimiter", Position(3, 3), id="comma"),
    pytest.param(b"", "Expecting value", Position(1, 1), id="empty"),
    pytest.param(b'{"a": "caf\xe9"}', "not UTF-8", Position(1, 11), id="latin-1"),
    pytest.param(b"\n  [1, 2]", "holds a list", Position(2, 3), id="a list"),
    pytest.param(b'"text"', "holds a string", Position(1, 1), id="a string"),
    pytest.param(b"null", "holds null", Position(1, 1), id="null"),
    pytest.param(b"[" * 100_000, "nested too deeply", None, id="too deep"),
]


@pytest.mark.parametrize(("content", "text", "position"), BROKEN)
def test_a_broken_file_is_reported_with_its_name_and_place(
    tmp_path: Path, content: bytes, text: str, position: Position | None
) -> None:
    (tmp_path / "lms.env.json").write_bytes(content)

    found = read_file(tmp_path / "lms.env.json")

    [problem] = found.problems
    assert problem.file == "lms.env.json"
    assert text in problem.text
    assert problem.position == position
    assert problem.hint
    assert found.values == {}


def test_a_missing_file_is_reported_and_the_other_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "lms.auth.json").write_text('{"PROCTORING_BACKENDS": {}}')

    found = read_folder(tmp_path)

    assert [(problem.file, problem.text) for problem in found.problems] == [("lms.env.json", "The file is missing.")]
    assert found.values == {"PROCTORING_BACKENDS": {}}


def test_a_folder_that_stands_where_a_file_should_be_is_reported(tmp_path: Path) -> None:
    (tmp_path / "lms.env.json").mkdir()

    [problem] = read_file(tmp_path / "lms.env.json").problems

    assert problem.text.startswith("The file cannot be read")


def test_a_missing_folder_is_one_problem_that_names_the_variable(tmp_path: Path) -> None:
    [problem] = read_folder(tmp_path / "nowhere").problems

    assert problem.setting == "PROCTORING_CONFIG_DIR"


def test_without_a_folder_nothing_is_read_and_nothing_is_wrong() -> None:
    assert read_folder(None) == ConfigFiles()


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "lms.env.json").write_bytes(b'\xef\xbb\xbf{"SITE_NAME": "x"}')

    assert read_file(tmp_path / "lms.env.json").values == {"SITE_NAME": "x"}


def test_the_later_file_counts_for_a_key_in_both(tmp_path: Path) -> None:
    (tmp_path / "lms.env.json").write_text('{"SITE_NAME": "env", "PLATFORM_NAME": "env"}')
    (tmp_path / "lms.auth.json").write_text('{"SITE_NAME": "auth"}')

    assert read_folder(tmp_path).values == {"SITE_NAME": "auth", "PLATFORM_NAME": "env"}


def test_a_key_that_stands_twice_is_reported_where_it_first_stands(tmp_path: Path) -> None:
    (tmp_path / "lms.auth.json").write_text('{\n "PROCTORING_BACKENDS": {\n  "a": {}, "a": {}\n }\n}')

    [problem] = read_file(tmp_path / "lms.auth.json").problems

    assert problem.setting == 'PROCTORING_BACKENDS["a"]'
    assert problem.place == "lms.auth.json, line 3, column 3"


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ('PROCTORING_BACKENDS["mock"]["timeout"]', "lms.auth.json, line 4, column 7"),
        ('PROCTORING_BACKENDS["mock"]["missing"]', "lms.auth.json, line 3, column 5"),
        ('PROCTORING_BACKENDS["DEFAULT"]', "lms.auth.json, line 2, column 3"),
    ],
)
def test_a_setting_is_found_in_its_file_or_else_what_is_around_it(tmp_path: Path, setting: str, place: str) -> None:
    (tmp_path / "lms.env.json").write_text("{}")
    text = json.dumps({"PROCTORING_BACKENDS": {"mock": {"timeout": 3}}}, indent=2)
    (tmp_path / "lms.auth.json").write_text(text)

    found = read_folder(tmp_path).place(setting)

    assert found is not None
    assert found.place == place


def test_a_setting_of_neither_file_has_no_place(tmp_path: Path) -> None:
    (tmp_path / "lms.env.json").write_text("{}")
    (tmp_path / "lms.auth.json").write_text("{}")

    assert read_folder(tmp_path).place("DATABASE_URL") is None


def test_brackets_and_quotes_in_texts_do_not_move_positions() -> None:
    text = '{"a": "}]{[,:\\"", "l": [[], [{"x": 1}], 2], "b": {}}'

    found = positions_of(text).keys

    assert found[("b",)] == Position(1, text.index('"b"') + 1)
    assert found[("l", "1", "0", "x")] == Position(1, text.index('"x"') + 1)
