"""Linting a theme, or all the templates of a site but the base ones."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from proctoring_host import conf
from proctoring_host.mail.lint.findings import LintFinding
from proctoring_host.mail.lint.theme import Theme
from proctoring_host.mail.lint.tree import roots
from proctoring_host.mail.places import BASE_PACKAGE, Place, places


def lint(path: Path, *, render: bool = True, backends: Iterable[str] = ()) -> list[LintFinding]:
    """What is wrong with a theme: its folder, a project with the folder somewhere in it, or one template.

    `backends` exist even where they are neither configured nor installed.
    """
    also = frozenset(backends)
    found = (finding for root in roots(path) for finding in Theme(root, also).findings(only=path, render=render))
    return _sorted(found)


def lint_site(*, render: bool = True) -> list[LintFinding]:
    """The same for every folder that the site has, without what other apps keep in them."""
    folders = dict.fromkeys(place.root for place in _site_places() if place.owner != BASE_PACKAGE)
    return _sorted(finding for root in folders for finding in Theme(root).findings(render=render))


def _sorted(findings: Iterable[LintFinding]) -> list[LintFinding]:
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.order)


def _site_places() -> Iterator[Place]:
    for backend in ("", *conf.get().backends):
        yield from places(backend)
