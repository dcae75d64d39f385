"""What a platform may have installed, and may not."""

import importlib
from types import ModuleType
from typing import Any

from django.apps import apps
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from proctoring_host.platform.runtime import get_runtime_service


class FromService:
    """A port over one runtime service, asked for at each call: the platform may register it late."""

    name = ""

    @property
    def service(self) -> Any:
        return get_runtime_service(self.name)

    def offered(self) -> bool:
        return self.service is not None


def app_module(app: str, path: str) -> ModuleType | None:
    """A module of an app, where that app is installed: without it the module's tables are not there either."""
    return importlib.import_module(path) if apps.is_installed(app) else None


def module(path: str) -> ModuleType | None:
    """A module of a package that is no app of its own."""
    try:
        return importlib.import_module(path)
    except ImportError:
        return None


def course_key(course_id: str) -> CourseKey | None:
    try:
        return CourseKey.from_string(course_id)
    except InvalidKeyError:
        return None


def usage_key(content_id: str, course: CourseKey) -> UsageKey | None:
    """Content of older courses may be a plain word, of which no service knows anything."""
    try:
        return UsageKey.from_string(content_id).map_into_course(course)
    except InvalidKeyError:
        return None
