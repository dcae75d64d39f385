"""Rendering a folder of templates, and writing what came of it without touching anything that is there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from django.core.management.base import CommandError, CommandParser

SUFFIX = ".jinja"
_LEFT_OUT = frozenset({"__pycache__", ".DS_Store"})


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of the new project; `path` is relative to its folder."""

    path: PurePosixPath
    content: bytes = field(repr=False)


def add_arguments(parser: CommandParser) -> None:
    """What every command that writes a project takes."""
    parser.add_argument("--dir", type=Path, help="The folder of the new project; it must not exist, or be empty.")
    parser.add_argument("--dry-run", action="store_true", help="Only list the files that would be written.")


def render(templates: Path, values: Mapping[str, Any]) -> tuple[File, ...]:
    """The files of the project, sorted by path; a name that the templates use and `values` lacks is an error."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  what comes of it is source text, not a page
    )
    return tuple(sorted(_rendered(environment, templates, values), key=lambda file: file.path))


def write(folder: Path, files: Iterable[File], *, dry_run: bool = False) -> tuple[Path, ...]:
    """Write a new project and return the paths; raises `CommandError`, and writes nothing, where anything is there."""
    _refuse_taken(folder)
    planned = {folder / file.path: file.content for file in files}
    if not dry_run:
        try:
            for path, content in planned.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as new:
                    new.write(content)
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}.") from None
    return tuple(planned)


def _rendered(environment: jinja2.Environment, templates: Path, values: Mapping[str, Any]) -> Iterator[File]:
    for source in templates.rglob("*"):
        relative = source.relative_to(templates)
        if not source.is_file() or _LEFT_OUT & set(relative.parts):
            continue
        path = environment.from_string(relative.as_posix()).render(values)
        if not path.endswith(SUFFIX):
            yield File(path=PurePosixPath(path), content=source.read_bytes())
            continue
        text = environment.from_string(source.read_text(encoding="utf-8")).render(values)
        if text.strip():
            yield File(path=PurePosixPath(path.removesuffix(SUFFIX)), content=text.encode())


def _refuse_taken(folder: Path) -> None:
    if folder.is_dir():
        if any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Nothing was written; name another folder with --dir.")
    elif folder.exists() or folder.is_symlink():
        raise CommandError(f"{folder} exists and is no folder. Nothing was written; name another one with --dir.")
