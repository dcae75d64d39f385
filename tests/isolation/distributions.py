"""Real distributions, laid down as pip lays down an unpacked wheel, and a site in a process of its own."""

import base64
import hashlib
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """`modules` maps a file's path to its source, `entry_points` a group to lines such as `name = module:Class`."""

    name: str
    modules: Mapping[str, str] = field(default_factory=dict)
    entry_points: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: str = "1.0"

    def install(self, target: Path) -> None:
        info = f"{self.name.replace('-', '_')}-{self.version}.dist-info"
        files = {path: textwrap.dedent(source) for path, source in self.modules.items()}
        files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n"
        files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        files[f"{info}/INSTALLER"] = "pip\n"
        files[f"{info}/entry_points.txt"] = "".join(
            f"[{group}]\n" + "".join(f"{line}\n" for line in lines) for group, lines in self.entry_points.items()
        )
        files[f"{info}/RECORD"] = "".join(_record(path, text) for path, text in files.items()) + f"{info}/RECORD,,\n"
        for path, text in files.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_text(text, encoding="utf-8")


def _record(path: str, text: str) -> str:
    data = text.encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"


def run_in_site(target: Path, *arguments: str, settings: str = "broken_site_settings") -> subprocess.CompletedProcess:
    """Run Python with the distributions of `target` installed beside everything else."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(target), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": f"sqlite:///{target / 'site.sqlite3'}",
        "PYTHONWARNINGS": "default",
    }
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
