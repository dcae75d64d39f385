"""The addresses of the host as OpenAPI writes them: variables in braces, nothing else special."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver
from drf_spectacular.generators import EndpointEnumerator

MOUNT = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One pattern of `proctoring_host.web.urls`."""

    path: str
    name: str
    view: Callable[..., Any]

    @property
    def is_plain(self) -> bool:
        """Not a view of the REST framework, so drf-spectacular passes over it."""
        return not hasattr(self.view, "cls")


class Paths(EndpointEnumerator):
    """Drops an optional slash at the end: one address is described once."""

    def get_path_from_regex(self, path_regex: str) -> str:
        return str(super().get_path_from_regex(path_regex.replace("/?$", "$")))  # type: ignore[no-untyped-call]


def addresses() -> tuple[Address, ...]:
    """All of them, in the order in which they are tried."""
    from proctoring_host.web import urls  # noqa: PLC0415 - views know their schema, and the schema their addresses

    return tuple(_walk(urls.urlpatterns, MOUNT, Paths(patterns=[])))


def _walk(patterns: Sequence[Any], prefix: str, paths: Paths) -> Iterator[Address]:
    for pattern in patterns:
        regex = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, regex, paths)
        elif isinstance(pattern, URLPattern):
            path = paths.get_path_from_regex(regex)
            yield Address(path=path, name=pattern.name or "", view=pattern.callback)
