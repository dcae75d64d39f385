"""The paths a template may have: for one course, organisation, backend or language, or for all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from proctoring_host.data import EmailQuery
from proctoring_host.registry import calls, course_keys

FOLDER = "emails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """For which mails a path is meant; what is empty is meant for all. `hook`: a plugin named the path."""

    backend: str = ""
    course: str = ""
    organisation: str = ""
    language: str = ""
    hook: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """The path of a template below any of the places, and what it is meant for."""

    path: str
    variant: Variant


def names(query: EmailQuery) -> tuple[Name, ...]:
    """Every path to try, the most specific first: what plugins name, then course, organisation, backend, all.

    What the backend itself names stands behind its own folder: a course's words count more than a vendor's.
    """
    found: dict[str, Name] = {}
    named = calls.email_templates_named(query)
    ours = [Name(path, Variant(hook=True)) for plugin, path in named if plugin != query.backend]
    vendors = [Name(path, Variant(hook=True)) for plugin, path in named if plugin == query.backend]
    standard = names_below(
        FOLDER, query.template_name, backend=query.backend, course_id=query.course_id, language=query.language
    )
    narrow = [name for name in standard if replace(name.variant, language="") != Variant()]
    for name in (*ours, *narrow, *vendors, *standard):
        found.setdefault(name.path, name)
    return tuple(found.values())


def folder_of(key: str) -> str:
    """The name of a course's or an organisation's folder: one that every file system takes.

    The first colon becomes `_`; what is neither letter, digit nor one of `. _ - + ~` is written as in an address.
    """
    return re.sub(r"[^\w.+~-]", lambda found: quote(found[0], safe=""), key.replace(":", "_", 1))


@lru_cache(maxsize=1024)
def organisation_of(course_id: str) -> str:
    """Empty where the course's id does not tell."""
    return course_keys.organisation_of(course_id) or ""


def languages_of(code: str) -> tuple[str, ...]:
    """The language, the one it is a variant of, and none: `pt-br` gives `pt-br`, `pt` and an empty one."""
    return tuple(dict.fromkeys((code.lower(), code.lower().partition("-")[0], "")))


@lru_cache(maxsize=4096)
def names_below(folder: str, template_name: str, *, backend: str, course_id: str, language: str) -> tuple[Name, ...]:
    """The paths of a template without those that plugins name; screens have theirs below another folder than mails."""
    return tuple(_below(folder, template_name, backend, course_id, language))


def _below(folder: str, template_name: str, backend: str, course_id: str, language: str) -> Iterator[Name]:
    for scope in _scopes(course_id):
        for owner in dict.fromkeys((backend, "")):
            for spoken in languages_of(language):
                variant = replace(scope, backend=owner, language=spoken)
                yield Name(_path(folder, variant, template_name), variant)


def _scopes(course_id: str) -> Iterator[Variant]:
    if course_id:
        yield Variant(course=course_id)
    if organisation := organisation_of(course_id):
        yield Variant(organisation=organisation)
    yield Variant()


def _path(folder: str, variant: Variant, template_name: str) -> str:
    parts = [folder]
    if variant.backend:
        parts += ["proctoring", variant.backend]
    if variant.course:
        parts += ["courses", folder_of(variant.course)]
    if variant.organisation:
        parts += ["organisations", folder_of(variant.organisation)]
    if variant.language:
        parts += [variant.language]
    return "/".join((*parts, template_name))
