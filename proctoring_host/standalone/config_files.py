"""The two configuration files of the platform, read so that a broken one is reported and never stops the site."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proctoring_host.standalone.positions import Position, Positions, position_at, positions_of

FOLDER_VARIABLE = "PROCTORING_CONFIG_DIR"
FILE_NAMES = ("lms.env.json", "lms.auth.json")
KEY = re.compile(r'^(\w+)|\["([^"]*)"\]')


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """What is wrong with a file, or with a key in it; `text` never holds a value."""

    file: str
    text: str
    hint: str = ""
    setting: str = ""
    position: Position | None = None

    @property
    def place(self) -> str:
        if self.position is None:
            return self.file
        return f"{self.file}, line {self.position.line}, column {self.position.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFile:
    """One file: its values (none when it could not be read) and where they stand."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    positions: Positions = field(default_factory=Positions, repr=False)
    problems: tuple[FileProblem, ...] = ()

    def has(self, key: str) -> bool:
        return key in self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFiles:
    """Both files; for a key that stands in both the later one counts."""

    files: tuple[ConfigFile, ...] = ()
    problems: tuple[FileProblem, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        return {key: value for file in self.files for key, value in file.values.items()}

    def place(self, setting: str) -> FileProblem | None:
        """Where a setting such as `PROCTORING_BACKENDS["mock"]["timeout"]` is written, as a problem without text."""
        keys = tuple(first or second for first, second in KEY.findall(setting))
        for file in reversed(self.files):
            if keys and file.has(keys[0]):
                return FileProblem(file=file.name, text="", setting=setting, position=file.positions.nearest(keys))
        return None


def read_folder(folder: Path | None) -> ConfigFiles:
    """Reads both files of the folder; without a folder there is nothing to read and nothing wrong."""
    if folder is None:
        return ConfigFiles()
    if not folder.is_dir():
        problem = FileProblem(
            file=str(folder),
            text="The folder of the configuration files does not exist.",
            hint=f"Set {FOLDER_VARIABLE} to the folder that holds {' and '.join(FILE_NAMES)}.",
            setting=FOLDER_VARIABLE,
        )
        return ConfigFiles(problems=(problem,))
    files = tuple(read_file(folder / name) for name in FILE_NAMES)
    return ConfigFiles(files=files, problems=tuple(problem for file in files for problem in file.problems))


def read_file(path: Path) -> ConfigFile:
    """A file that cannot be used comes back without values and with one problem that says why."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return _broken(path, "The file is missing.", hint=f"Create it; an empty one holds {{}} ({path}).")
    except OSError as error:
        return _broken(path, f"The file cannot be read: {error.strerror}.", hint=f"Check {path} and its permissions.")
    except UnicodeDecodeError as error:
        good = error.object[: error.start].decode("utf-8", "replace")
        position = position_at(good, len(good))
        return _broken(path, "The file is not UTF-8 text.", position=position, hint="Save it as UTF-8.")
    return _parse(path, text)


def _parse(path: Path, text: str) -> ConfigFile:
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        position = Position(error.lineno, error.colno)
        return _broken(path, f"The file is not JSON: {error.msg}.", position=position, hint="Correct it at this place.")
    except RecursionError:
        return _broken(path, "The file is nested too deeply to be read.", hint="It should hold settings by name.")
    if not isinstance(values, dict):
        kind = _json_kind(values)
        hint = 'It has to look like {"FEATURES": {...}}.'
        return _broken(
            path, f"The file holds {kind} where an object is needed.", position=_first_place(text), hint=hint
        )
    positions = positions_of(text)
    return ConfigFile(name=path.name, values=values, positions=positions, problems=_repeated(path, positions))


def _repeated(path: Path, positions: Positions) -> tuple[FileProblem, ...]:
    return tuple(
        FileProblem(
            file=path.name,
            text=f"The key {key[-1]} stands twice in one object, and only the last one counts.",
            hint="Remove one of them.",
            setting=written(key),
            position=positions.keys[key],
        )
        for key in positions.repeated
    )


def _broken(path: Path, text: str, *, position: Position | None = None, hint: str = "") -> ConfigFile:
    problem = FileProblem(file=path.name, text=text, hint=hint, position=position)
    return ConfigFile(name=path.name, problems=(problem,))


def written(key: tuple[str, ...]) -> str:
    """A key path as settings are named everywhere: `PROCTORING_BACKENDS["mock"]["timeout"]`."""
    return key[0] + "".join(f'["{part}"]' for part in key[1:])


def _first_place(text: str) -> Position:
    return position_at(text, len(text) - len(text.lstrip()))


def _json_kind(value: Any) -> str:
    """A value's kind in the words of JSON."""
    if value is None:
        return "null"
    kinds = {list: "a list", str: "a string", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(value), "an object")
