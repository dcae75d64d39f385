"""Writing a mail: of each part, the first template that can be rendered is taken."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from django.utils import translation
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from proctoring_host.data import Failure, Stage
from proctoring_host.errors import MailFailed
from proctoring_host.mail.budget import fresh_budget
from proctoring_host.mail.context import MailFacts, host_context, one_line
from proctoring_host.mail.environment import MailEnvironment, environment_for, is_html
from proctoring_host.mail.places import places
from proctoring_host.mail.plain import plain_text
from proctoring_host.mail.resolve import Candidate, candidates
from proctoring_host.mail.styles import inlined
from proctoring_host.registry import calls, get_registry

SUBJECT_LIMIT = 200
PERSONAL = frozenset({"learner_name"})
# A few known words each, the same for everybody.
HARMLESS = frozenset({"status", "email_kind", "language", "text_direction"})
TELLING_LENGTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a mail: what was written, the template it came from, and those that are broken, each with why.

    `derived`: a text that was made from the HTML, whose template is then the winner.
    """

    name: str
    content: str = field(repr=False)
    winner: Candidate
    broken: Mapping[Candidate, str]
    derived: bool = False

    def __str__(self) -> str:
        return f"made from {self.winner}" if self.derived else str(self.winner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that is ready to go. `parts` holds subject, text and HTML by the names of their templates."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    parts: Mapping[str, Part] = field(repr=False)

    @property
    def templates(self) -> Mapping[str, str]:
        """Which template each part came from."""
        return {name: str(part) for name, part in self.parts.items()}


class Blank(Exception):
    """A template that renders to nothing is as broken as one that does not render."""


def compose(facts: MailFacts) -> Letter:
    """Write the mail in its learner's language; raises `MailFailed` when not even the base templates render."""
    kind = facts.kind
    with translation.override(facts.language):
        writer = Writer(facts)
        html = writer.part(kind.html_name)
        parts = {
            kind.subject_name: writer.part(kind.subject_name),
            kind.text_name: writer.text(kind.text_name, html),
            kind.html_name: html,
        }
    return Letter(
        subject=subject_line(parts[kind.subject_name].content),
        text=parts[kind.text_name].content,
        html=html.content,
        parts=parts,
    )


def subject_line(text: str) -> str:
    """One line without control characters, so that nothing in a name becomes another header."""
    line = "".join(char for char in one_line(text) if unicodedata.category(char) != "Cc")
    return line if len(line) <= SUBJECT_LIMIT else f"{line[: SUBJECT_LIMIT - 1]}…"


class Writer:
    """Renders the parts of one mail out of one set of places and one context."""

    def __init__(self, facts: MailFacts) -> None:
        self.facts = facts
        self.places = places(facts.backend)
        self.environment = environment_for(self.places)
        self.context = full_context(facts, self.environment)

    def part(self, template_name: str) -> Part:
        broken: dict[Candidate, str] = {}
        found = self.first(candidates(self.facts.query(template_name), self.places), broken)
        if found is None:
            what = f"No template for {template_name} could be rendered for the backend {self.facts.backend}."
            raise MailFailed(what)
        return Part(name=template_name, content=found[1], winner=found[0], broken=broken)

    def text(self, template_name: str, html: Part) -> Part:
        """Of an HTML that stands nearer than any text the text is made from it: the other one says something else."""
        every = candidates(self.facts.query(template_name), self.places)
        near = takewhile(lambda candidate: candidate.rank <= html.winner.rank, every)
        broken: dict[Candidate, str] = {}
        if found := self.first(near, broken):
            return Part(name=template_name, content=found[1], winner=found[0], broken=broken)
        if content := made_from(html.content):
            return Part(name=template_name, content=content, winner=html.winner, broken=broken, derived=True)
        return self.part(template_name)

    def first(self, tried: Iterable[Candidate], broken: dict[Candidate, str]) -> tuple[Candidate, str] | None:
        """The first that can be rendered; `broken` gets those before it."""
        for candidate in tried:
            try:
                return candidate, self.render(candidate)
            except Exception as error:  # noqa: BLE001  whatever an author's template does, the mail has to leave
                broken[candidate] = describe(error, self.context)
                self.report(candidate, broken[candidate])
        return None

    def render(self, candidate: Candidate) -> str:
        rendered = self.environment.get_template(candidate.inner_name).render(self.context)
        if not rendered.strip():
            raise Blank("it renders to nothing")
        return inlined(rendered) if is_html(candidate.name) else rendered

    def report(self, candidate: Candidate, error: str) -> None:
        failure = Failure(
            plugin=candidate.place.owner,
            distribution=get_registry().distribution_of(candidate.place.owner),
            stage=Stage.RENDER,
            error=f"{candidate.name}: {error}",
            hint="Mend the template; until then the next one in the search order is sent.",
        )
        get_registry().note_failure(failure)


def made_from(html: str) -> str:
    """The text of this HTML; empty for HTML that cannot even be read as such."""
    try:
        with fresh_budget():
            text = plain_text(html)
    except Exception:  # noqa: BLE001  an author's HTML may be anything
        return ""
    return text if text.strip() else ""


def full_context(facts: MailFacts, environment: MailEnvironment) -> dict[str, Any]:
    """The host's names, and those of plugins that are neither the host's nor Jinja2's own."""
    ours = host_context(facts)
    theirs = calls.email_context(facts.query(facts.kind.html_name))
    return {**{key: value for key, value in theirs.items() if key not in environment.globals}, **ours}


def describe(error: Exception, context: Mapping[str, Any]) -> str:
    """What is wrong and in which line. Only Jinja2's own sentences are kept, without the mail's values in them."""
    kind = type(error).__name__
    if isinstance(error, TemplateNotFound):
        return f"{kind}: it asks for {without_values(str(error.name), context)}, which is nowhere to be found"
    if isinstance(error, Blank):
        return f"{kind}: {error}"
    if not isinstance(error, TemplateError):
        return f"{kind}{_line_of(error)}"
    return f"{kind}: {without_values(error.message or '', context)}{_line_of(error)}"


def without_values(sentence: str, context: Mapping[str, Any]) -> str:
    """The learner's name, and whatever else is long enough to mean something, masked where it stands as a word."""
    values = {
        value
        for name, value in context.items()
        if isinstance(value, str) and name not in HARMLESS and len(value) >= (1 if name in PERSONAL else TELLING_LENGTH)
    }
    for value in sorted(values, key=len, reverse=True):
        sentence = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", sentence)
    return sentence


def _line_of(error: Exception) -> str:
    """Jinja2 puts the template's own lines into the traceback; the last of them is where it went wrong.

    Nodes of Django's language note theirs by themselves.
    """
    if isinstance(error, TemplateSyntaxError):
        return f" (line {error.lineno})"
    noted = getattr(error, "template_line", 0)
    line, trace = noted, error.__traceback__
    while trace is not None:
        if not noted and trace.tb_frame.f_code.co_filename.endswith((".html", ".txt")):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" (line {line})" if line else ""
