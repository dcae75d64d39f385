"""Writes the table of capabilities in docs/backends.md from the code.

`python -m tools.backends_page --write`; without `--write` it prints the page.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from proctoring_host import Capability, backend
from proctoring_host.registry.hooks import HOOK_OF_CAPABILITY

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "backends.md"
MARK = "<!-- capabilities -->\n"


def render() -> str:
    """The page as it is, with the table as it should be."""
    before, _, after = PAGE.read_text("utf-8").split(MARK)
    return MARK.join((before, "".join(f"{line}\n" for line in _table()), after))


def _table() -> Iterator[str]:
    source = "".join(file.read_text("utf-8") for file in _host())
    yield "| capability | hook | called by this version | meaning |"
    yield "|---|---|---|---|"
    for capability, text in zip(Capability, _texts(), strict=True):
        hook = HOOK_OF_CAPABILITY.get(capability)
        if hook:
            called = "yes" if f"calls.{hook}(" in source else "no"
            yield f"| `{capability.name}` | `{hook}` | {called} | {text} |"
        else:
            yield f"| `{capability.name}` | none | | {text} |"


def _host() -> Iterator[Path]:
    """All that may ask a backend; the registry only passes the questions on."""
    host = ROOT / "proctoring_host"
    return (file for file in sorted(host.rglob("*.py")) if not file.is_relative_to(host / "registry"))


def _texts() -> list[str]:
    """What stands below each member of `Capability`: Python itself forgets it."""
    body = ast.parse(inspect.getsource(backend)).body
    (found,) = (node for node in body if isinstance(node, ast.ClassDef) and node.name == Capability.__name__)
    return [ast.literal_eval(node.value) for node in found.body[1:] if isinstance(node, ast.Expr)]


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(render(), "utf-8")
    else:
        sys.stdout.write(render())
