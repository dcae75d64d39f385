"""Finds the static files of the backends' packages, such as a vendor's script for the browser.

A plugin is no Django app, so Django's own finders do not look into it. A site names this finder in
`STATICFILES_FINDERS`; files of the package `proctoring_acme` lie in its `static/proctoring_acme/`.
"""

import importlib.util
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage

from proctoring_host.registry.discovery import BACKENDS, discover


class BackendFinder(FileSystemFinder):
    """Imports no plugin: a broken one still has its files, and breaks no other's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        found = discover().of_group(BACKENDS)
        packages = dict.fromkeys(each.target.partition(":")[0].partition(".")[0] for each in found)
        roots = [str(folder) for package in packages if (folder := _folder(package)) is not None]
        self.locations = [("", root) for root in roots]
        self.storages = {root: FileSystemStorage(location=root) for root in roots}

    def check(self, **kwargs: Any) -> list[Any]:
        """Nobody set these folders, so there is nothing to set right."""
        return []


def _folder(package: str) -> Path | None:
    """Where the package keeps static files, if it does."""
    spec = importlib.util.find_spec(package) if package else None
    folder = Path(spec.origin).parent / "static" if spec and spec.origin else None
    return folder if folder and folder.is_dir() else None
