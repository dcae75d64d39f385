"""The subcommands of `proctoring`: one module each, and those that plugins bring along.

A module has `HELP` (one line), `add_arguments(parser)` and `handle(options, stdout) -> int`, the exit code. Its name
with hyphens for underscores is the name of the subcommand; modules that begin with an underscore are none.
A plugin names an object with the same three names in the entry-point group `proctoring.commands`.
"""

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from proctoring_host.registry.discovery import Candidate, walk

GROUP = "proctoring.commands"
NAMES = ("HELP", "add_arguments", "handle")
Stream = OutputWrapper | Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """One subcommand, its module imported only when it is asked for."""

    name: str
    source: str
    load: Callable[[], Any]
    help: str

    def add_arguments(self, parser: CommandParser) -> None:
        self.load().add_arguments(parser)

    def handle(self, options: Mapping[str, Any], stdout: Stream) -> int:
        return int(self.load().handle(options, stdout))


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenSubcommand:
    """A plugin's subcommand that cannot be used; the others can."""

    name: str
    source: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommands:
    found: Mapping[str, Subcommand]
    broken: tuple[BrokenSubcommand, ...] = ()


def discover() -> Subcommands:
    """Own subcommands first; a plugin cannot replace one, and of two plugins with one name neither is taken."""
    own = {sub.name: sub for sub in own_subcommands()}
    points, unreadable = walk([GROUP])
    found: dict[str, Subcommand] = {}
    broken = [BrokenSubcommand(name="?", source=one.distribution, error=one.error) for one in unreadable]
    for point in points:
        result = _of_plugin(point, taken=own, points=points)
        if isinstance(result, Subcommand):
            found[result.name] = result
        else:
            broken.append(result)
    return Subcommands(found=dict(sorted({**found, **own}.items())), broken=tuple(broken))


def own_subcommands() -> tuple[Subcommand, ...]:
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return tuple(_own(name) for name in names)


def _own(module_name: str) -> Subcommand:
    def load() -> ModuleType:
        return importlib.import_module(f"{__name__}.{module_name}")

    return Subcommand(
        name=module_name.replace("_", "-"), source="proctoring-host", load=load, help=_written_help(module_name)
    )


def _written_help(module_name: str) -> str:
    """HELP as it is written: the overview is shown before Django is set up, when the module cannot be imported."""
    source = (Path(inspect.getfile(_written_help)).parent / f"{module_name}.py").read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and "HELP" in [getattr(name, "id", "") for name in statement.targets]:
            return str(ast.literal_eval(statement.value))
    return ""


def _of_plugin(
    point: Candidate, *, taken: Mapping[str, Subcommand], points: Sequence[Candidate]
) -> Subcommand | BrokenSubcommand:
    name = point.name.replace("_", "-")
    source = point.distribution
    if name in taken:
        return BrokenSubcommand(name=name, source=source, error="the host has a subcommand of this name")
    if sum(other.name.replace("_", "-") == name for other in points) > 1:
        return BrokenSubcommand(name=name, source=source, error="several distributions bring a subcommand of this name")
    try:
        loaded: Any = point.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001  a broken plugin must not break the others
        return BrokenSubcommand(name=name, source=source, error=f"{type(error).__name__} while it was imported")
    missing = [wanted for wanted in NAMES if not hasattr(loaded, wanted)]
    if missing:
        return BrokenSubcommand(name=name, source=source, error=f"it has no {', '.join(missing)}")
    return Subcommand(name=name, source=source, load=lambda: loaded, help=str(loaded.HELP))


def report_broken(subcommands: Subcommands) -> None:
    for broken in subcommands.broken:
        print(  # noqa: T201  this is the command line
            f"proctoring: the subcommand {broken.name} of {broken.source} cannot be used: {broken.error}.",
            file=sys.stderr,
        )
