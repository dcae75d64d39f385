"""Files stay short enough to be read at once, functions short enough to be seen at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

FILE, TEST_FILE, FUNCTION = 300, 450, 40


def _code(tracked: list[Path], root: Path) -> Iterator[Path]:
    """Python of host, plugins and platforms; migrations are written by Django."""
    for file in tracked:
        parts = set(file.relative_to(root).parts)
        ours = parts & {"proctoring_host", "plugins", "platforms", "tools"}
        if file.suffix == ".py" and ours and not parts & {"migrations", "tests"}:
            yield file


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of signature and body: explaining more must not make a function too long."""
    length = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        length -= first.end_lineno - first.lineno + 1
    return length


def _long_functions(source: str) -> list[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        f"{node.name}: {_length(node)} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, functions) and _length(node) > FUNCTION
    ]


def test_files_are_short(tracked, root):
    lengths = {file.relative_to(root): len(file.read_text().splitlines()) for file in _code(tracked, root)}
    assert lengths
    assert {file: length for file, length in lengths.items() if length > FILE} == {}


def test_test_files_are_short(tracked, root):
    tests = [file for file in tracked if file.suffix == ".py" and "tests" in file.relative_to(root).parts]
    lengths = {file.relative_to(root): len(file.read_text().splitlines()) for file in tests}
    assert {file: length for file, length in lengths.items() if length > TEST_FILE} == {}


def test_functions_are_short(tracked, root):
    found = {file.relative_to(root): _long_functions(file.read_text()) for file in _code(tracked, root)}
    assert {file: functions for file, functions in found.items() if functions} == {}


def test_a_long_function_is_recognised_and_its_docstring_not_counted():
    body = "    x = 1\n" * FUNCTION
    assert _long_functions(f"def f():\n{body}") == [f"f: {FUNCTION + 1} lines"]
    assert _long_functions(f'def f():\n    """One.\n\n    Two.\n    """\n{body[10:]}') == []


def test_tests_of_plugins_are_not_packages(tracked, root):
    """Two packages called `tests` would be taken for one and the same."""
    packages = [file for file in tracked if file.name == "__init__.py" and file.parent.name == "tests"]
    assert packages == []
