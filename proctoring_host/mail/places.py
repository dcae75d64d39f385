"""The folders in which templates of mails are looked for, in the order in which they are asked."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.apps import apps
from django.template import engines

from proctoring_host import conf
from proctoring_host.mail.language import Language
from proctoring_host.registry import calls

BASE_PACKAGE = "proctoring_email_templates"
SETTING = 'PROCTORING_SETTINGS["EMAIL_TEMPLATE_DIRS"]'
PROJECT = "TEMPLATES"
JINJA2_ENGINE = "django.template.backends.jinja2.Jinja2"
APP_FOLDERS = (("jinja2", Language.JINJA2), ("templates", Language.DJANGO))


class PlaceKind(StrEnum):
    """Who brings a folder. The order here is the order in which they are asked."""

    SETTING = "setting"
    PROJECT = "project"
    APP = "app"
    PLUGIN = "plugin"
    BACKEND = "backend"
    BASE = "base"


PLACES = {
    PlaceKind.SETTING: f"the folders that `{SETTING}` names",
    PlaceKind.PROJECT: "the project's own template folders: `DIRS` of each entry in `TEMPLATES`",
    PlaceKind.APP: "each app in `INSTALLED_APPS`: its folder `jinja2/`, then its folder `templates/`",
    PlaceKind.PLUGIN: "theme distributions and other platform plugins: the hook `email_template_dirs`",
    PlaceKind.BACKEND: "the attempt's own backend, with the same hook",
    PlaceKind.BASE: f"the base templates, in the package `{BASE_PACKAGE}`",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A folder in which templates are looked for; `owner` is who brought it, for reports.

    `language` is the one that templates here are in, unless they tell otherwise.
    """

    root: Path
    owner: str
    kind: PlaceKind = PlaceKind.SETTING
    language: Language = Language.JINJA2

    def file(self, path: str) -> Path | None:
        """The file of this template here; never one outside of the folder."""
        return self.root / path if self.has(path) else None

    def has(self, path: str) -> bool:
        """Asked for every path of every mail, so without the time that a `Path` takes."""
        return is_inside(path) and os.path.isfile(f"{self.root}/{path}")  # noqa: PTH113

    def path(self, path: str) -> Path | None:
        """Where this template would have to be here; None where that is outside of the folder."""
        return self.root / path if is_inside(path) else None


_tried_out: ContextVar[tuple[Path, ...]] = ContextVar("proctoring_mail_tried_out", default=())


@contextmanager
def trying_out(folder: Path) -> Iterator[None]:
    """Within, this folder is asked before all others, as if the site had named it."""
    token = _tried_out.set((folder, *_tried_out.get()))
    try:
        yield
    finally:
        _tried_out.reset(token)


@lru_cache(maxsize=4096)
def is_inside(path: str) -> bool:
    """Whether the path of a template stays within any folder it is looked for in."""
    return bool(path) and "\\" not in path and not {"", ".", ".."} & set(path.split("/"))


def places(backend: str) -> tuple[Place, ...]:
    """Every folder with its owner, the first one asked first. One that several bring is asked where it stands first."""
    return _once((*theme_places(backend, "emails"), _base()))


def theme_places(backend: str, folder: str) -> tuple[Place, ...]:
    """The same without the base: where others may have templates below `folder`, of mails or of screens."""
    return _once((*_configured(), *_of_project(folder), *_of_apps(folder), *_brought(backend)))


def _once(places: Iterable[Place]) -> tuple[Place, ...]:
    found: dict[Path, Place] = {}
    for place in places:
        found.setdefault(place.root, place)
    return tuple(found.values())


def _configured() -> Iterator[Place]:
    folders = (*_tried_out.get(), *conf.get().email_template_dirs)
    return (Place(folder, SETTING, PlaceKind.SETTING) for folder in folders)


def _of_project(folder: str) -> Iterator[Place]:
    """Folders without such templates are left out, here and of apps: there may be hundreds."""
    for engine in engines.templates.values():
        language = Language.JINJA2 if engine["BACKEND"] == JINJA2_ENGINE else Language.DJANGO
        for root in engine["DIRS"]:
            if _has(str(root), folder):
                yield Place(Path(root), PROJECT, PlaceKind.PROJECT, language)


def _of_apps(folder: str) -> Iterator[Place]:
    for app in apps.get_app_configs():
        for name, language in APP_FOLDERS:
            if _has(f"{app.path}/{name}", folder):
                yield Place(Path(app.path) / name, app.name, PlaceKind.APP, language)


def _has(root: str, folder: str) -> bool:
    return os.path.isdir(f"{root}/{folder}")  # noqa: PTH112  asked of every app for every mail


def _brought(backend: str) -> Iterator[Place]:
    """Platform plugins come before the backend."""
    for owner, folder in calls.email_template_places(backend):
        yield Place(folder, owner, PlaceKind.BACKEND if owner == backend else PlaceKind.PLUGIN)


def _base() -> Place:
    return Place(base_folder(), BASE_PACKAGE, PlaceKind.BASE)


@lru_cache(maxsize=1)
def base_folder() -> Path:
    return Path(str(files(BASE_PACKAGE) / "templates"))


def places_list() -> str:
    """The order as Markdown; `docs/themes.md` holds it."""
    return "\n".join(f"{number}. {PLACES[kind]};" for number, kind in enumerate(PlaceKind, 1))[:-1] + "."
