"""What a check of templates has found."""

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """An error keeps a template from being sent, or shows learners something broken; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """What can be wrong; `docs/themes.md` lists them."""

    UNREADABLE = "unreadable"
    SYNTAX = "syntax"
    UNKNOWN_BACKEND = "unknown-backend"
    UNKNOWN_FOLDER = "unknown-folder"
    UNKNOWN_TEMPLATE = "unknown-template"
    MISSING_PARENT = "missing-parent"
    MISSING_INCLUDE = "missing-include"
    UNKNOWN_BLOCK = "unknown-block"
    UNDEFINED_NAME = "undefined-name"
    MISSING_PART = "missing-part"
    UNTRANSLATED = "untranslated"
    UNSAFE = "unsafe"
    LINK = "link"
    SCRIPT = "script"
    ALTERNATIVE_TEXT = "alternative-text"
    CONTRAST = "contrast"
    RENDERING = "rendering"


MEANINGS: dict[Rule, tuple[Severity, str]] = {
    Rule.UNREADABLE: (Severity.ERROR, "a file that cannot be read, or is not UTF-8"),
    Rule.SYNTAX: (Severity.ERROR, "the template cannot be compiled"),
    Rule.UNKNOWN_BACKEND: (Severity.ERROR, "an override for a backend that is neither configured nor installed"),
    Rule.UNKNOWN_FOLDER: (Severity.ERROR, "a folder that is neither a language of the site nor one that emails know"),
    Rule.UNKNOWN_TEMPLATE: (
        Severity.ERROR,
        "a file that no email looks for and nothing extends or includes",
    ),
    Rule.MISSING_PARENT: (Severity.ERROR, "it extends a template that does not exist"),
    Rule.MISSING_INCLUDE: (Severity.ERROR, "it includes or imports a template that does not exist"),
    Rule.UNKNOWN_BLOCK: (Severity.ERROR, "a block that no template it extends has, so nobody ever sees it"),
    Rule.UNDEFINED_NAME: (Severity.ERROR, "a name that emails do not have"),
    Rule.MISSING_PART: (
        Severity.WARNING,
        "HTML that is replaced as a whole, without its plain text or its subject",
    ),
    Rule.UNTRANSLATED: (Severity.WARNING, "text outside of `trans` or `blocktrans`, the same in every language"),
    Rule.UNSAFE: (Severity.ERROR, "a value of the learner or the course that is put into HTML unescaped"),
    Rule.LINK: (Severity.ERROR, "a relative address, which leads nowhere in an email, or one without encryption"),
    Rule.SCRIPT: (Severity.ERROR, "a script or a frame, which email programs remove, or block the mail for"),
    Rule.ALTERNATIVE_TEXT: (Severity.ERROR, "an image without the attribute `alt`"),
    Rule.CONTRAST: (Severity.WARNING, "text whose colour is too close to its background's (WCAG 2.2, level AA)"),
    Rule.RENDERING: (Severity.ERROR, "it compiles, and fails with sample data"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """One thing that is wrong, where it stands, and what to do. `line` counts from 1."""

    file: str
    line: int
    rule: Rule
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        return MEANINGS[self.rule][0]

    @property
    def order(self) -> tuple[str, int, str]:
        return self.file, self.line, self.rule

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}: {self.severity} [{self.rule}] {self.message}{hint}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "severity": self.severity}


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest known name as a question, else all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known: {', '.join(names)}." if names else ""


def rules_table() -> str:
    """The rules as a Markdown table; `docs/themes.md` holds it."""
    rows = (f"| `{rule}` | {severity} | {meaning} |" for rule, (severity, meaning) in MEANINGS.items())
    return "\n".join(("| rule | severity | what it finds |", "|---|---|---|", *rows))
