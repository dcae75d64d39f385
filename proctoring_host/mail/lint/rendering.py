"""The rules that need a rendered mail: what fails only then, and what it looks like as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from proctoring_host.mail.compose import Writer, describe
from proctoring_host.mail.lint.colours import find_colour
from proctoring_host.mail.lint.findings import LintFinding, Rule
from proctoring_host.mail.lint.markup import Remark, remarks_on
from proctoring_host.mail.lint.tree import PARTS, TemplateFile
from proctoring_host.mail.names import Name, Variant
from proctoring_host.mail.resolve import Candidate, candidates
from proctoring_host.mail.samples import SAMPLES, sample_facts

HINT = "Until it is mended, the next template in the search order is sent."


@dataclass(frozen=True, slots=True)
class Trouble:
    """A template that failed. `file` is where it went wrong, which may be what it extends or includes."""

    file: str
    line: int
    message: str

    def finding(self) -> LintFinding:
        return LintFinding(file=self.file, line=self.line, rule=Rule.RENDERING, message=self.message, hint=HINT)


def troubles(root: Path, file: TemplateFile, backend: str, language: str) -> Iterator[Trouble]:
    """Renders one file of the folder with every sample; one trouble is enough."""
    for sample in SAMPLES.values():
        writer = Writer(sample_facts(PARTS[file.name], backend, language, sample))
        with translation.override(language):
            trouble = _trouble(writer, _candidate(writer, root, file), root)
        if trouble is not None:
            yield trouble
            return


def troubles_of_base(root: Path, backend: str, language: str) -> Iterator[Trouble]:
    """Renders what is sent now: the folder may hold a layout that breaks other people's templates."""
    for name, kind in PARTS.items():
        facts = sample_facts(kind, backend, language, SAMPLES["usual"])
        writer = Writer(facts)
        with translation.override(language):
            for candidate in candidates(facts.query(name), writer.places):
                trouble = _trouble(writer, candidate, root) if candidate.place.root != root else None
                if trouble is not None and Path(trouble.file).is_relative_to(root):
                    yield trouble


def looks(root: Path, file: TemplateFile, backend: str, language: str) -> list[Remark]:
    """What is wrong with the whole page, as it comes of this template and all that it extends."""
    writer = Writer(sample_facts(PARTS[file.name], backend, language, SAMPLES["usual"]))
    with translation.override(language):
        try:
            html = writer.render(_candidate(writer, root, file))
        except Exception:  # noqa: BLE001  `troubles` says what is wrong
            return []
    return [remark for remark in remarks_on(html, whole=True) if remark.rule is not Rule.UNTRANSLATED]


def line_of(remark: Remark, source: str) -> int:
    """Where a source has what a whole page was remarked for; 0 where it has not."""
    for number, line in enumerate(source.split("\n"), 1):
        if remark.quoted and (remark.quoted in line or _has_colour(line, remark)):
            return number
    return 0


def _has_colour(line: str, remark: Remark) -> bool:
    if remark.rule is not Rule.CONTRAST:
        return False
    wanted = find_colour(remark.quoted)
    words = line.replace(";", " ").replace(":", " ").replace('"', " ").replace("'", " ").replace("}", " ").split()
    return any(find_colour(word) == wanted for word in words)


def _candidate(writer: Writer, root: Path, file: TemplateFile) -> Candidate:
    number = next(n for n, place in enumerate(writer.places) if place.root == root)
    return Candidate(Name(file.path, Variant()), number, writer.places[number])


def _trouble(writer: Writer, candidate: Candidate, root: Path) -> Trouble | None:
    try:
        writer.render(candidate)
    except Exception as error:  # noqa: BLE001  whatever an author's template does, the others are looked at, too
        file, line = _where(error, root)
        own = str(candidate.place.root / candidate.name)
        return Trouble(file or own, line, describe(error, writer.context))
    return None


def _where(error: Exception, root: Path) -> tuple[str, int]:
    """The innermost line of a template of this folder."""
    found, line = getattr(error, "filename", None) or "", getattr(error, "lineno", None) or 1
    noted = getattr(error, "template_line", 0)  # nodes of Django's language are in no traceback
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if Path(name).is_relative_to(root):
            found, line = name, trace.tb_lineno
        trace = trace.tb_next
    return (found, line) if found else ("", noted or 1)
