"""One folder of templates: its files, what they know of each other, and everything that is wrong with them."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path

from django.conf import settings

from proctoring_host import conf
from proctoring_host.mail.context import CONTEXT_NAMES
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.lint import rendering, rules
from proctoring_host.mail.lint.facts import Facts
from proctoring_host.mail.lint.findings import LintFinding, Rule
from proctoring_host.mail.lint.library import Known, Library
from proctoring_host.mail.lint.rules import Surroundings
from proctoring_host.mail.lint.tree import PARTS, TemplateFile, template_files
from proctoring_host.mail.names import languages_of
from proctoring_host.mail.places import places, trying_out
from proctoring_host.mail.samples import SAMPLES, sample_facts
from proctoring_host.registry import calls, get_registry
from proctoring_host.registry.discovery import BACKENDS, walk

# Each of these is also the reason why the template does not render: it is not said twice.
SAID_BEFORE = frozenset({Rule.UNREADABLE, Rule.SYNTAX, Rule.UNDEFINED_NAME, Rule.MISSING_PARENT, Rule.MISSING_INCLUDE})


class Theme:
    """The folder is searched at its place among the site's, or else before all of them."""

    def __init__(self, root: Path, backends: frozenset[str] = frozenset()) -> None:
        self.root = root
        self.also = backends
        self._libraries: dict[str, Library] = {}

    @cached_property
    def backends(self) -> frozenset[str]:
        return backend_names() | self.also

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

    def findings(self, only: Path | None = None, *, render: bool = True) -> Iterator[LintFinding]:
        """Those about the folder, or about what lies in `only`. Without `render` nothing but the sources is read."""
        said: list[LintFinding] = []
        for file in self.files:
            said.extend(self.about(file))
        if render:
            said.extend(self._about_rendering(said))
        yield from (one for one in said if only is None or Path(one.file).is_relative_to(only))

    def about(self, file: TemplateFile) -> Iterator[LintFinding]:
        """What its source says."""
        around = self._around(self._backend_of(file))
        yield from rules.about_path(file, around)
        template = self.template(file)
        if template is None:
            message = "The file cannot be read, or is not UTF-8."
            yield LintFinding(file=str(file.file), line=1, rule=Rule.UNREADABLE, message=message)
        elif template.problem is not None:
            yield rules.about_problem(file, template.problem)
        else:
            yield from rules.about_template(file, template, self.library(file), around)

    def template(self, file: TemplateFile) -> Known | None:
        library = self.library(file)
        number = next(n for n, place in enumerate(library.places) if place.root == self.root)
        return library.template(f"{number}:{file.path}")

    def facts(self, file: TemplateFile) -> Facts | None:
        template = self.template(file)
        return template.facts if template else None

    def library(self, file: TemplateFile) -> Library:
        """Where this file's parents are looked for: the folders that a mail of its backend is made from."""
        backend = self._backend_of(file)
        if backend not in self._libraries:
            with self._in_its_place(backend):
                self._libraries[backend] = Library(places(backend))
        return self._libraries[backend]

    def _backend_of(self, file: TemplateFile) -> str:
        return file.backend if file.backend in self.backends else ""

    def _in_its_place(self, backend: str) -> AbstractContextManager[None]:
        known = any(place.root == self.root for place in places(backend))
        return nullcontext() if known else trying_out(self.root)

    def _around(self, backend: str) -> Surroundings:
        return Surroundings(
            backends=self.backends,
            languages=languages(),
            names=names_of(backend),
            files=frozenset(file.path for file in self.files),
            used=self.used,
            defined=self.defined,
        )

    def _uses(self, file: TemplateFile) -> Iterator[str]:
        facts = self.facts(file)
        if facts is not None:
            targets = (*facts.includes, *([facts.parent] if facts.parent else ()))
            yield from (target.name for target in targets if target.name != file.path)

    def _about_rendering(self, said: Collection[LintFinding]) -> Iterator[LintFinding]:
        explained = {one.file for one in said if one.rule in SAID_BEFORE}
        for trouble in self._troubles():
            if trouble.file not in explained:
                yield trouble.finding()
        for file in self.files:
            if file.name in PARTS and file.name.endswith(".html") and str(file.file) not in explained:
                yield from self._about_looks(file, {(one.file, one.line, one.rule) for one in said})

    def _troubles(self) -> Iterator[rendering.Trouble]:
        language = conf.get().language_code
        for backend in sorted({self._backend_of(file) for file in self.files}):
            with self._in_its_place(backend):
                yield from rendering.troubles_of_base(self.root, backend, language)
        for file in self.files:
            if file.name in PARTS:
                backend = self._backend_of(file)
                with self._in_its_place(backend):
                    yield from rendering.troubles(self.root, file, backend, file.language_of(languages()) or language)

    def _about_looks(self, file: TemplateFile, said: set[tuple[str, int, Rule]]) -> Iterator[LintFinding]:
        """Only what a file of this folder is to blame for: the base and other folders are others' affair."""
        backend = self._backend_of(file)
        with self._in_its_place(backend):
            remarks = rendering.looks(self.root, file, backend, conf.get().language_code)
        for remark in remarks:
            for blamed, source in self._sources(file):
                line = rendering.line_of(remark, source)
                if line and (str(blamed.file), line, remark.rule) not in said:
                    yield rules.of_remark(blamed, remark, line)
                if line:
                    break

    def _sources(self, first: TemplateFile) -> Iterator[tuple[TemplateFile, str]]:
        for file in (first, *(other for other in self.files if other != first)):
            template = self.template(file)
            if template is not None:
                yield file, template.source


def backend_names() -> frozenset[str]:
    """Those that are configured, whether they can be used just now or not, and those that could be."""
    installed, _ = walk([BACKENDS])
    at_work = (backend.name for backend in get_registry().backends())
    return frozenset((*conf.get().backends, *at_work, *(point.name for point in installed)))


def names_of(backend: str) -> frozenset[str]:
    """The host's names and those that plugins bring."""
    kind = next(iter(MailKind))
    query = sample_facts(kind, backend, conf.get().language_code, SAMPLES["usual"]).query(kind.html_name)
    return frozenset((*CONTEXT_NAMES, *calls.email_context(query)))


def languages() -> frozenset[str]:
    """The folders in which templates for one language are looked for."""
    return frozenset(folder for code, _ in settings.LANGUAGES for folder in languages_of(code) if folder)
