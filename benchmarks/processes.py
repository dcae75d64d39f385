"""The sides as processes, and the environment of the reference."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = "edx-proctoring==6.1.4"
DRIVERS = ("psycopg[binary]", "pymysql")
HOME_OF_REFERENCE = ROOT / "var" / "bench-reference"


class SideFailed(Exception):
    """A side ended, or could not be installed; the message says which and why."""


class Side:
    """One side in its own process; a command is a line of JSON there, its answer a line of JSON back."""

    def __init__(self, name: str, python: Path, folder: Path, vendor_url: str) -> None:
        self.name = name
        folder.mkdir()
        command = [str(python), "-W", "ignore", "-m", "benchmarks.sides.child", name, str(folder), vendor_url]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(  # noqa: S603  our own module
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **command: Any) -> dict[str, Any]:
        if self.process.stdin is None or self.process.stdout is None:
            raise SideFailed(f"The side {self.name} has no pipes.")
        try:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise SideFailed(f"The side {self.name} has ended; what it wrote stands above.") from None
        line = self.process.stdout.readline()
        if not line:
            raise SideFailed(f"The side {self.name} failed at {command}; what it wrote stands above.")
        return dict(json.loads(line))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def sides(names: Sequence[str], vendor_url: str) -> Iterator[dict[str, Side]]:
    """All of them, on databases that are thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        started: dict[str, Side] = {}
        try:
            for name in names:
                python = reference_python() if name == "reference" else Path(sys.executable)
                started[name] = Side(name, python, Path(folder) / name, vendor_url)
            yield started
        finally:
            for side in started.values():
                side.end()


def reference_python() -> Path:
    """The interpreter of an environment that holds the reference; made at the first run, from the package index."""
    python = HOME_OF_REFERENCE / "bin" / "python"
    mark = HOME_OF_REFERENCE / ".done"
    installed = " ".join((REFERENCE, *DRIVERS))
    if not mark.exists() or mark.read_text() != installed:
        print(f"Installing {REFERENCE} into {HOME_OF_REFERENCE.relative_to(ROOT)} ...", file=sys.stderr)
        _run("-m", "uv", "venv", "-q", "--allow-existing", "--python", sys.executable, str(HOME_OF_REFERENCE))
        _run("-m", "uv", "pip", "install", "-q", "--python", str(python), REFERENCE, *DRIVERS)
        mark.write_text(installed)
    return python


def _run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False)  # noqa: S603  our own choice of words
    if done.returncode:
        raise SideFailed(f"{' '.join(arguments)} ended with code {done.returncode}.")
