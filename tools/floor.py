"""Prints the lowest version of each runtime dependency that a pyproject.toml promises to work with, as pins."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def lowest(root: Path = ROOT) -> dict[str, str]:
    """Name and version, of all distributions of the repository together; they have to agree."""
    found: dict[str, str] = {}
    for file in [root / "pyproject.toml", *sorted(root.glob("plugins/*/pyproject.toml"))]:
        for name, version in _promised(file):
            if found.setdefault(name, version) != version:
                raise ValueError(f"{file}: {name}>={version}, but another distribution has >={found[name]}")
    return found


def _promised(file: Path) -> Iterator[tuple[str, str]]:
    for requirement in tomllib.loads(file.read_text())["project"]["dependencies"]:
        match = re.fullmatch(r"([\w-]+)>=([\d.]+)(?:,.*)?", requirement)
        if not match:
            raise ValueError(f"{file}: {requirement!r} has no lower bound")
        if not match[1].startswith("proctoring-"):
            yield match[1], match[2]


if __name__ == "__main__":
    print("\n".join(f"{name}=={version}" for name, version in sorted(lowest().items())))
