"""First stage, in LMS and Studio: what the host needs, wherever the platform or an operator has not said otherwise."""

from collections.abc import Callable, Iterable
from typing import Any

from proctoring_host.catalogues import locale_paths

PLATFORM = "proctoring_host.platform.openedx.platform"
MIDDLEWARE = "proctoring_host.openedx.middleware.ProctoringAddresses"
FINDER = "proctoring_host.web.statics.BackendFinder"
# What Django takes where a platform names none.
FINDERS = (
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
)


def plugin_settings(settings: Any) -> None:
    """Called by the platform with its settings module, at the end of `envs/common.py`; may be called twice."""
    _default(settings, "PROCTORING_BACKENDS", dict)
    _default(settings, "PROCTORING_SETTINGS", dict)
    _default(settings, "PROCTORING_PLATFORM", lambda: PLATFORM)
    if not hasattr(settings, "ENABLE_SPECIAL_EXAMS"):
        _default(settings, "FEATURES", dict)
        settings.FEATURES.setdefault("ENABLE_SPECIAL_EXAMS", False)
    settings.MIDDLEWARE = _with(settings.MIDDLEWARE, [MIDDLEWARE], first=True)
    settings.STATICFILES_FINDERS = _with(getattr(settings, "STATICFILES_FINDERS", FINDERS), [FINDER])
    add_translations(settings)


def add_translations(settings: Any) -> None:
    """Open edX computes LOCALE_PATHS at the end of its settings, from this list among others."""
    paths = getattr(settings, "LOCALE_PATHS", ())
    name = "LOCALE_PATHS" if isinstance(paths, list | tuple) else "PREPEND_LOCALE_PATHS"
    setattr(settings, name, _with(getattr(settings, name, ()), locale_paths()))


def _default(settings: Any, name: str, make: Callable[[], Any]) -> None:
    if not hasattr(settings, name):
        setattr(settings, name, make())


def _with(present: Iterable[str], wanted: Iterable[str], *, first: bool = False) -> list[str]:
    """A new list, because the platform's own may be shared between its settings modules."""
    present = list(present)
    missing = [each for each in wanted if each not in present]
    return [*missing, *present] if first else [*present, *missing]
