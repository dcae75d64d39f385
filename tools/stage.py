"""Copies tests to a folder of their own, so that a lane runs them against installed wheels and nothing else.

`stage.py FOLDER PATH...` copies each path of the repository, and what every test run needs, into the folder.
The tests of the repository itself (`tests/project`) have no place there.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = ("pyproject.toml", "conftest.py", "tests/settings.py")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "project")


def stage(folder: Path, paths: list[str], root: Path = ROOT) -> None:
    """Copy; what is in `folder` already and not named stays."""
    for path in (*ALWAYS, *paths):
        source, target = root / path, folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=LEFT_OUT, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)


if __name__ == "__main__":
    stage(Path(sys.argv[1]), sys.argv[2:])
