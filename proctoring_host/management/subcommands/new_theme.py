"""`proctoring new-theme`: writes a theme for the emails, as a distribution or as a bare folder."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.management.base import CommandError, CommandParser

from proctoring_host import __version__
from proctoring_host.management import scaffold
from proctoring_host.management.scaffold import File
from proctoring_host.management.subcommands import Stream

HELP = "Write a theme for the emails, with commented examples and a test that renders every email."
SOURCES = Path(scaffold.__file__).parent
LONGEST_TITLE = 60


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("name", help="The theme's name, such as acme.")
    parser.add_argument("--title", default="", help="Whose theme it is, in words; asked for when it is not given.")
    parser.add_argument("--folder", action="store_true", help="Only a folder of templates, without a distribution.")
    scaffold.add_arguments(parser)


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """Raises `CommandError`, and writes nothing, where the folder is taken or a name cannot be used."""
    name = scaffold.slug(options["name"])
    title = _title(options["title"] or scaffold.asker()("Whose theme is it?", name.replace("_", " ").title()))
    values = values_of(name, title)
    files = tuple(folder_files(values) if options["folder"] else distribution_files(values))
    target = options["dir"] or Path(values["folder"] if options["folder"] else values["distribution"])
    paths = scaffold.write(target, files, dry_run=options["dry_run"])
    for path in paths:
        stdout.write(f"{'would write' if options['dry_run'] else 'wrote'} {path}")
    stdout.write(f"Next: look at {target / 'README.md'}.")
    return 0


def values_of(name: str, title: str) -> dict[str, str]:
    """What the templates use. The name of the package leaves the one of a backend free."""
    return {
        "title": title,
        "package": f"proctoring_{name}_theme",
        "distribution": f"proctoring-{name.replace('_', '-')}-theme",
        "folder": f"{name.replace('_', '-')}-emails",
        "host_version": ".".join(__version__.split(".")[:2]),
    }


def distribution_files(values: Mapping[str, str]) -> Iterator[File]:
    yield from scaffold.render(SOURCES / "theme", values)
    yield from _templates(values, PurePosixPath(values["package"]) / "templates")


def folder_files(values: Mapping[str, str]) -> Iterator[File]:
    yield from scaffold.render(SOURCES / "theme_folder", values)
    yield from _templates(values, PurePosixPath())


def _templates(values: Mapping[str, str], below: PurePosixPath) -> Iterator[File]:
    for file in scaffold.render(SOURCES / "theme_templates", values):
        yield File(path=below / file.path, content=file.content)


def _title(text: str) -> str:
    """It stands in TOML, Markdown and Python."""
    if len(text) > LONGEST_TITLE or not text.isprintable() or set(text) & set('"\\`{}'):
        raise CommandError(f"A title has at most {LONGEST_TITLE} characters, without quotes, backslashes and braces.")
    return text
