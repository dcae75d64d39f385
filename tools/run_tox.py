"""Runs tox lanes, and says of each that cannot run here why it does not.

`python -m tools.run_tox LANE...`: for a lane named after a Python version (`py312`) the interpreter is looked for,
also behind pyenv's shims, which hide every version that is not selected. Without one the lane is recorded as not run.
Several run two at a time, because each makes its environment and waits for processes while a core has nothing to do;
what one of them says is shown when it fails.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import lanes


def main(wanted: list[str]) -> int:
    """Run the lanes by one tox; its exit code is ours."""
    runnable, folders = [], []
    for lane in wanted:
        version = _version(lane)
        folder = find(version) if version else None
        if folder:
            folders.append(str(folder))
        if folder or not version:
            runnable.append(lane)
        else:
            lanes.main(["skipped", lane, f"there is no Python {version} here"])
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    # uv would fetch an interpreter it does not find, from outside the package registry.
    environment = {**os.environ, "PATH": path, "UV_PYTHON_DOWNLOADS": "never"}
    together = ["run-parallel", "--parallel", "2", "--parallel-no-spinner"] if len(runnable) > 1 else ["run", "--quiet"]
    tox = [sys.executable, "-m", "tox", *together, "-e", ",".join(runnable)]
    return subprocess.run(tox, env=environment, check=False).returncode if runnable else 0


def find(version: str) -> Path | None:
    """The folder of a `python<version>` that really starts, or None."""
    return next((folder for folder in _candidates(version) if _starts(folder / f"python{version}")), None)


def _version(lane: str) -> str | None:
    match = re.fullmatch(r"py3(\d+)", lane)
    return f"3.{match[1]}" if match else None


def _candidates(version: str) -> Iterator[Path]:
    found = shutil.which(f"python{version}")
    if found:
        yield Path(found).parent
    if shutil.which("pyenv"):
        for installed in _pyenv("versions", "--bare").split():
            if installed == version or installed.startswith(f"{version}."):
                yield Path(_pyenv("prefix", installed).strip()) / "bin"


def _pyenv(*arguments: str) -> str:
    return subprocess.run(["pyenv", *arguments], capture_output=True, text=True, check=False).stdout


def _starts(executable: Path) -> bool:
    if not os.access(executable, os.X_OK):
        return False
    return subprocess.run([executable, "-c", ""], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
