"""Writes docs/hooks.md, the timetable of the hooks, from the hook specifications themselves.

`python -m tools.hooks_page --write`; without `--write` it prints the page.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

from proctoring_host.hookspecs import PROJECT, REQUIRED_HOOKS, BackendHooks, PlatformHooks
from proctoring_host.registry.hooks import HOOK_OF_CAPABILITY

PAGE = Path(__file__).resolve().parent.parent / "docs" / "hooks.md"
LABELS = ("When", "By", "Often", "Fails")
HEAD = """\
# Hooks

This page is written by `make docs` from `proctoring_host/hookspecs/`; a test fails when the two differ.

{text}

An implementation gets plain arguments by name, in any order, and leaves out those it does not need: that is how a hook
gains an argument without breaking the plugins there are. A default or `*, name` would never be filled, and is refused
when the plugin is loaded, as is a name that is no hook and a hook's name without `@hookimpl`.
"""


def render() -> str:
    """The whole page."""
    text = inspect.getdoc(sys.modules[BackendHooks.__module__]) or ""
    parts = [HEAD.format(text=text), *_table(), "", "## Timetable", "", *_timetable(), ""]
    parts += ["## Hooks of backends, in the order in which they fire", "", *_sections(BackendHooks)]
    parts += ["## Hooks of platform plugins", "", *_sections(PlatformHooks)]
    return "\n".join(parts).rstrip() + "\n"


def hooks(family: type) -> dict[str, FunctionType]:
    """The specifications of one family, in their order."""
    return {name: found for name, found in vars(family).items() if hasattr(found, f"{PROJECT}_spec")}


def signature(function: FunctionType) -> str:
    """As it stands in the source, without `self`: an annotation's alias is not resolved."""
    source = textwrap.dedent(inspect.getsource(function))
    (definition,) = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    definition.args.args = definition.args.args[1:]
    returns = f" -> {ast.unparse(definition.returns)}" if definition.returns else ""
    return f"{definition.name}({ast.unparse(definition.args)}){returns}"


def occasion(function: FunctionType) -> dict[str, str]:
    """What the specification says of when it is called, by whom, how often, and what follows where it raises."""
    _, _, last = (inspect.getdoc(function) or "").rpartition("\n\n")
    parts = re.split(r"(When|By|Often|Fails): ", " ".join(last.split()))[1:]
    return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}


def prose(function: FunctionType) -> str:
    """The specification without its occasion."""
    return (inspect.getdoc(function) or "").rpartition("\n\n")[0]


def _timetable() -> Iterator[str]:
    yield "| Hook | When | By whom | How often | Where it fails |"
    yield "| --- | --- | --- | --- | --- |"
    for name, function in {**hooks(BackendHooks), **hooks(PlatformHooks)}.items():
        yield f"| [`{name}`](#{name}) | {' | '.join(occasion(function)[label] for label in LABELS)} |"


def _table() -> Iterator[str]:
    yield "| Hook | Called on | Needed |"
    yield "| --- | --- | --- |"
    for name in hooks(BackendHooks):
        yield f"| [`{name}`](#{name}) | the one backend of the exam | {_needed(name)} |"
    for name in hooks(PlatformHooks):
        yield f"| [`{name}`](#{name}) | every plugin, and the backend it is about | no |"


def _needed(name: str) -> str:
    if name in REQUIRED_HOOKS:
        return "yes"
    capability = {hook: capability for capability, hook in HOOK_OF_CAPABILITY.items()}.get(name)
    return f"with `Capability.{capability.name}`" if capability else "no"


def _sections(family: type) -> Iterator[str]:
    for name, function in hooks(family).items():
        yield f"### {name}\n\n```python\n{signature(function)}\n```\n\n{prose(function)}\n"
        yield from (f"- {label}: {text}" for label, text in occasion(function).items())
        yield ""


def main(arguments: list[str]) -> int:
    """Write or print the page."""
    if "--write" in arguments:
        PAGE.write_text(render(), encoding="utf-8")
    else:
        sys.stdout.write(render())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
