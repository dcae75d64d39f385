"""What must never be in the repository: where packages came from, and whose machine it was written on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

# Put together, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + r"hosted\.org", r"simple/" + r"[\w-]+/", "arti" + "factory"])
)
HOMES = re.compile(r"(?<![\w.:/-])/(?:home|Users|root)/\w")
LOCKS = re.compile(r"(?:^|[-.])lock$|^pylock.*\.toml$|^package-lock\.json$|^Pipfile\.lock$|^poetry\.lock$")


def _lines(files: list[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{file}:{number}", line


def test_no_file_names_a_package_registry(tracked):
    assert [place for place, line in _lines(tracked) if REGISTRIES.search(line)] == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on(tracked, root):
    here = {str(path) for path in (root, Path.home()) if len(path.parts) > 2}
    found = [place for place, line in _lines(tracked) if HOMES.search(line) or any(path in line for path in here)]
    assert found == []


def test_there_is_no_lock_file(tracked):
    assert [file for file in tracked if LOCKS.search(file.name)] == []


@pytest.mark.parametrize("name", ["constraints.txt", "floor.txt", "openedx.txt", "tutor.txt"])
def test_pins_are_names_and_versions_only(root, name):
    pin = re.compile(r"[a-z0-9-]+==[\w.]+( ; [\w.]+ (==|!=|<|>=) '[\w.]+'( and .+)?)?")
    lines = (root / "requirements" / name).read_text().splitlines()
    assert [line for line in lines if not pin.fullmatch(line)] == []


@pytest.mark.parametrize("folder", ["home", "Users", "root"])
def test_a_home_folder_is_recognised(folder):
    assert HOMES.search(f"cd '/{folder}/jo'")


@pytest.mark.parametrize("text", ["https://example.org/home/page", "path/root/x", "/rooted"])
def test_a_path_of_an_address_is_no_home_folder(text):
    assert not HOMES.search(text)


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", "pylock.dev.toml", "poetry.lock"])
def test_a_lock_file_is_recognised(name):
    assert LOCKS.search(name)
