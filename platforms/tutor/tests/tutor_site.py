"""Tutor as an operator calls it, on folders that are thrown away; nothing is run in a container."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

SECRET = 'a "secret" <of the vendor\'s> ü {x} #1'
VENDOR = {"callback_secret": "nothing but ascii: #1 <x>", "comments": [SECRET]}
LINKS = {"faq": "https://example.org/faq?a=1&b=2"}
CONFIGURED: dict[str, Any] = {
    "PROCTORING_BACKENDS": {"DEFAULT": "mock", "mock": VENDOR},
    "PROCTORING_BACKEND_REQUIREMENTS": ["proctoring-mock-backend==0.1.0"],
    "PROCTORING_SETTINGS": {"LINK_URLS": LINKS, "CONTACT_EMAIL": "help@example.org"},
}


class Site:
    """One Tutor root with the plugin enabled."""

    def __init__(self, root: Path, **config: Any) -> None:
        self.root = root
        self.environment = {**os.environ, "TUTOR_ROOT": str(root), "TUTOR_PLUGINS_ROOT": str(root / "plugins")}
        root.mkdir()
        (root / "config.yml").write_text(yaml.safe_dump({"PLUGINS": ["proctoring"], **config}))
        self.tutor("config", "save")

    def tutor(self, *arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("tutor")), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def text(self, path: str) -> str:
        return (self.root / "env" / path).read_text(encoding="utf-8")

    def yaml(self, path: str) -> Any:
        return yaml.safe_load(self.text(path))
