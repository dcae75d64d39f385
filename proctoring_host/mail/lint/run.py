"""Linting a theme, or all the templates of a site but the base ones."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from django.conf import settings

from proctoring_host import conf
from proctoring_host.mail.context import CONTEXT_NAMES
from proctoring_host.mail.lint import rules
from proctoring_host.mail.lint.facts import Facts
from proctoring_host.mail.lint.findings import LintFinding, Rule
from proctoring_host.mail.lint.library import Known, Library
from proctoring_host.mail.lint.rules import Surroundings
from proctoring_host.mail.lint.tree import TemplateFile, roots, template_files
from proctoring_host.mail.names import languages_of
from proctoring_host.mail.places import BASE_PACKAGE, Place, places
from proctoring_host.registry import get_registry
from proctoring_host.registry.discovery import BACKENDS, walk

THEME = "the theme"


def lint(path: Path) -> list[LintFinding]:
    """What is wrong with a theme: its folder, a project with the folder somewhere in it, or one template."""
    found = [finding for root in roots(path) for finding in _Theme(root).findings(only=path)]
    return sorted(found, key=lambda finding: finding.order)


def lint_site() -> list[LintFinding]:
    """The same for every folder that the site has, without what other apps keep in them."""
    folders = dict.fromkeys(place.root for place in _site_places() if place.owner != BASE_PACKAGE)
    found = (finding for root in folders for finding in _Theme(root).findings())
    return sorted(found, key=lambda finding: finding.order)


def _site_places() -> Iterator[Place]:
    for backend in ("", *sorted(backend_names())):
        yield from places(backend)


def backend_names() -> frozenset[str]:
    """Those that are configured, whether they can be used just now or not, and those that could be."""
    installed, _ = walk([BACKENDS])
    at_work = (backend.name for backend in get_registry().backends())
    return frozenset((*conf.get().backends, *at_work, *(point.name for point in installed)))


def languages() -> frozenset[str]:
    """The folders in which templates for one language are looked for."""
    return frozenset(folder for code, _ in settings.LANGUAGES for folder in languages_of(code) if folder)


class _Theme:
    """One folder, searched at its place among the site's, or before all of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._libraries: dict[str, Library] = {}

    @cached_property
    def backends(self) -> frozenset[str]:
        return backend_names()

    @cached_property
    def files(self) -> tuple[TemplateFile, ...]:
        """The mails of proctoring, and what they are made of."""
        everything = template_files(self.root)
        return tuple(file for file in everything if file.is_ours or file.path in self.used)

    @cached_property
    def used(self) -> frozenset[str]:
        """What other templates of this folder extend, include or import."""
        return frozenset(name for file in template_files(self.root) for name in self._uses(file))

    @cached_property
    def defined(self) -> frozenset[str]:
        """What any template of this folder defines: it is known in those that it includes."""
        every = (self.facts(file) for file in self.files)
        return frozenset(name for facts in every if facts for name in facts.defines)

    def _uses(self, file: TemplateFile) -> Iterator[str]:
        facts = self.facts(file)
        if facts is not None:
            targets = (*facts.includes, *([facts.parent] if facts.parent else ()))
            yield from (target.name for target in targets if target.name != file.path)

    def findings(self, only: Path | None = None) -> Iterator[LintFinding]:
        for file in self.files:
            if only is None or file.file.is_relative_to(only):
                yield from self.about(file)

    def about(self, file: TemplateFile) -> Iterator[LintFinding]:
        around = self.around(file)
        yield from rules.about_path(file, around)
        library = self.library(file)
        template = self.template(file)
        if template is None:
            message = "The file cannot be read, or is not UTF-8."
            yield LintFinding(file=str(file.file), line=1, rule=Rule.UNREADABLE, message=message)
        elif template.problem is not None:
            yield rules.about_problem(file, template.problem)
        else:
            yield from rules.about_template(file, template, library, around)

    def around(self, file: TemplateFile) -> Surroundings:
        return Surroundings(
            backends=self.backends,
            languages=languages(),
            names=frozenset(CONTEXT_NAMES),
            files=frozenset(file.path for file in self.files),
            used=self.used,
            defined=self.defined,
        )

    def template(self, file: TemplateFile) -> Known | None:
        library = self.library(file)
        number = next(n for n, place in enumerate(library.places) if place.root == self.root)
        return library.template(f"{number}:{file.path}")

    def facts(self, file: TemplateFile) -> Facts | None:
        template = self.template(file)
        return template.facts if template else None

    def library(self, file: TemplateFile) -> Library:
        """Where this file's parents are looked for: the folders that a mail of its backend is made from."""
        backend = file.backend if file.backend in self.backends else ""
        if backend not in self._libraries:
            self._libraries[backend] = Library(self._places(backend))
        return self._libraries[backend]

    def _places(self, backend: str) -> tuple[Place, ...]:
        found = places(backend)
        known = any(place.root == self.root for place in found)
        return found if known else (Place(self.root, THEME), *found)
