"""Everything the standalone settings are made from: both files and the environment, with what is wrong in them."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import global_settings
from django.conf import locale as locales_of_django
from django.utils.translation import to_locale

from proctoring_host.domain.kinds_of_values import kind_of, kind_wanted
from proctoring_host.standalone import environment
from proctoring_host.standalone.config_files import FOLDER_VARIABLE, ConfigFiles, FileProblem, read_folder
from proctoring_host.standalone.environment import Environment

# What the host itself is made of, and what would make it write into another site's database, cache or folders.
NOT_TAKEN_OVER = frozenset(
    {
        "AUTHENTICATION_BACKENDS",
        "AUTH_USER_MODEL",
        "CACHES",
        "DATABASES",
        "DATABASE_ROUTERS",
        "DEBUG",
        "DEFAULT_AUTO_FIELD",
        "FORM_RENDERER",
        "INSTALLED_APPS",
        "LOGGING",
        "LOGGING_CONFIG",
        "LOGIN_URL",
        "MEDIA_ROOT",
        "MIDDLEWARE",
        "MIGRATION_MODULES",
        "ROOT_URLCONF",
        "SESSION_ENGINE",
        "SESSION_FILE_PATH",
        "SESSION_SERIALIZER",
        "STATICFILES_DIRS",
        "STATICFILES_FINDERS",
        "STATIC_ROOT",
        "STATIC_URL",
        "STORAGES",
        "TEMPLATES",
        "TEST_RUNNER",
        "USE_TZ",
        "WSGI_APPLICATION",
    }
)
OF_PROCTORING = frozenset(
    {
        "ALLOW_REVIEW_UPDATES",
        "CONTACT_EMAIL",
        "DEFAULT_REVIEW_POLICY",
        "ENABLE_SPECIAL_EXAMS",
        "FEATURES",
        "HTTPS",
        "LEARNING_MICROFRONTEND_URL",
        "LMS_ROOT_URL",
        "PLATFORM_NAME",
        "PROCTORED_EXAM_VIEWABLE_PAST_DUE",
        "PROCTORING_BACKENDS",
        "PROCTORING_COURSES",
        "PROCTORING_PLATFORM",
        "PROCTORING_SETTINGS",
        "PROCTORING_USER_OBFUSCATION_KEY",
        "REQUIRE_FAILURE_SECOND_REVIEWS",
        "SITE_NAME",
        "TECH_SUPPORT_EMAIL",
    }
)
OF_DJANGO = frozenset(name for name in dir(global_settings) if name.isupper()) - NOT_TAKEN_OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """`taken` are the settings of the files that the host takes over."""

    files: ConfigFiles
    env: Environment = field(repr=False)
    data: Path
    taken: Mapping[str, Any] = field(repr=False)
    problems: tuple[FileProblem, ...]


def read(env: Environment | None = None) -> Sources:
    """Reads everything anew; it has no effect beyond reading."""
    env = env or environment.current()
    files = read_folder(env.folder(FOLDER_VARIABLE))
    known = {key: value for key, value in files.values.items() if key in OF_PROCTORING or key in OF_DJANGO}
    unusable = {key: text for key, value in known.items() if (text := _why_unusable(key, value))}
    if "LANGUAGE_CODE" in known.keys() - unusable.keys() and not _is_language(known):
        unusable["LANGUAGE_CODE"] = "LANGUAGE_CODE is not the code of a language that is translated."
    taken = {key: value for key, value in known.items() if key not in unusable}
    wrong = tuple(_problem(files, key, text) for key, text in unusable.items())
    return Sources(
        files=files, env=env, data=environment.data_folder(env), taken=taken, problems=(*files.problems, *wrong)
    )


def _problem(files: ConfigFiles, key: str, text: str) -> FileProblem:
    place = files.place(key)
    return FileProblem(
        file=place.file if place else "",
        text=text,
        hint="The default is used until it is corrected.",
        setting=key,
        position=place.position if place else None,
    )


def _why_unusable(key: str, value: Any) -> str:
    """Django stops at settings of the wrong type; those of proctoring are looked at by `proctoring_host.conf`."""
    if key == "TIME_ZONE" and isinstance(value, str):
        return "" if _is_time_zone(value) else "TIME_ZONE is not the name of a time zone."
    default = getattr(global_settings, key, None)
    if key in OF_PROCTORING or default is None or _is_like(value, default):
        return ""
    return f"{key} must be {kind_wanted(type(default))}, not {kind_of(value)}."


def _is_like(value: Any, default: Any) -> bool:
    """JSON has no tuples, and to Python true and false are numbers."""
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, list | tuple):
        return isinstance(value, list | tuple)
    return isinstance(value, type(default))


def _is_language(known: Mapping[str, Any]) -> bool:
    """Django stops at a default language that has no file of translations, be it one of its own or of LOCALE_PATHS."""
    folders = [str(folder) for folder in (*locales_of_django.__path__, *known.get("LOCALE_PATHS", ()))]
    languages = [to_locale(known["LANGUAGE_CODE"])]
    try:
        return any(gettext.find("django", folder, languages) for folder in folders)
    except ValueError:  # a name that no file can have
        return False


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
