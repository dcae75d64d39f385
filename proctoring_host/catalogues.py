"""Where plugins keep their translations. Needs no settings, so that a settings file can ask."""

from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

GROUPS = ("proctoring.backends", "proctoring.plugins")


def locale_paths() -> list[str]:
    """The folder `locale` of each installed plugin that has one, for Django's setting LOCALE_PATHS.

    A plugin is no Django app, so Django does not look there by itself. Nothing is imported.
    """
    found = (_folder(entry_point) for group in GROUPS for entry_point in entry_points(group=group))
    return sorted({str(folder) for folder in found if folder is not None})


def _folder(entry_point: EntryPoint) -> Path | None:
    try:
        spec = find_spec(entry_point.module.partition(".")[0])
    except (ImportError, ValueError):
        return None
    roots = (spec.submodule_search_locations or ()) if spec else ()
    return next((folder for root in roots if (folder := Path(root) / "locale").is_dir()), None)
