"""The rules about one template file and what it is made of; those about HTML are in `markup`."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from proctoring_host.mail.budget import TAGS
from proctoring_host.mail.lint.facts import Facts, Unusable
from proctoring_host.mail.lint.findings import LintFinding, Rule, did_you_mean
from proctoring_host.mail.lint.library import Known, Library
from proctoring_host.mail.lint.markup import Remark, remarks_on, untranslated
from proctoring_host.mail.lint.tree import KNOWN_NAMES, PARTS, SCOPES, TemplateFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a file is judged by: the site's backends, the names of mails, the theme's other files."""

    backends: Collection[str]
    languages: Collection[str]
    names: frozenset[str]
    files: Collection[str]
    used: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()


def about_path(file: TemplateFile, around: Surroundings) -> Iterator[LintFinding]:
    """Whether anything ever looks for a file of this path."""
    if file.backend is not None and file.backend not in around.backends:
        message = f"There is no backend {file.backend}."
        yield _found(file, 1, Rule.UNKNOWN_BACKEND, message, did_you_mean(file.backend, around.backends))
    if file.path in around.used:
        return
    strange = file.strange_folder(around.languages)
    if strange is not None:
        message = f"Emails are not looked for in a folder {strange} here."
        yield _found(file, 1, Rule.UNKNOWN_FOLDER, message, did_you_mean(strange, (*around.languages, *SCOPES)))
    if file.name not in KNOWN_NAMES:
        message = f"No email has a template {file.name}, and no other template uses it."
        yield _found(file, 1, Rule.UNKNOWN_TEMPLATE, message, did_you_mean(file.name, KNOWN_NAMES))


def about_parts(file: TemplateFile, facts: Facts, around: Surroundings) -> Iterator[LintFinding]:
    """Who replaces a whole mail has to think of its other parts; with blocks, what is around them is the base's."""
    kind = PARTS.get(file.name)
    if kind is None or file.name != kind.html_name or facts.parent is not None:
        return
    folder = file.path.rpartition("/")[0]
    for name, part in ((kind.text_name, "plain text"), (kind.subject_name, "subject")):
        if f"{folder}/{name}" not in around.files:
            message = f"The HTML is replaced, and the {part} is not."
            yield _found(file, 1, Rule.MISSING_PART, message, f"Write {name} beside it.")


def about_problem(file: TemplateFile, problem: Unusable) -> LintFinding:
    return _found(file, problem.line, Rule.SYNTAX, problem.reason)


def about_template(
    file: TemplateFile, template: Known, library: Library, around: Surroundings
) -> Iterator[LintFinding]:
    """Everything that can be said without rendering it."""
    facts = template.facts
    if facts is None:
        return
    yield from about_parts(file, facts, around)
    yield from _about_targets(file, template, facts, library)
    yield from _about_blocks(file, template, facts, library)
    yield from _about_names(file, facts, around)
    for remark in remarks(file, facts):
        yield of_remark(file, remark)


def remarks(file: TemplateFile, facts: Facts) -> list[Remark]:
    if not file.path.endswith(".html"):
        return list(untranslated(facts.markup))
    if facts.markup.count("<") > TAGS:
        return []  # no email has as many: it is refused when it is rendered
    return remarks_on(facts.markup, whole="<body" in facts.markup.lower())


def of_remark(file: TemplateFile, remark: Remark, line: int = 0) -> LintFinding:
    return _found(file, line or remark.line, remark.rule, remark.message, remark.hint)


def _about_targets(file: TemplateFile, template: Known, facts: Facts, library: Library) -> Iterator[LintFinding]:
    if facts.parent is not None and library.named(facts.parent.name, template) is None:
        message = f"It extends {facts.parent.name}, which does not exist{_elsewhere(file, facts.parent.name)}."
        hint = did_you_mean(facts.parent.name, _paths(library))
        yield _found(file, facts.parent.line, Rule.MISSING_PARENT, message, hint)
    for target in facts.includes:
        if library.named(target.name, template) is None:
            message = f"It includes {target.name}, which does not exist{_elsewhere(file, target.name)}."
            yield _found(file, target.line, Rule.MISSING_INCLUDE, message, did_you_mean(target.name, _paths(library)))


def _elsewhere(file: TemplateFile, path: str) -> str:
    """A template that names its own path means the next folder that has it."""
    return " in any later folder" if path == file.path else ""


def _paths(library: Library) -> set[str]:
    folders = (place.root / "emails" for place in library.places)
    return {f"emails/{file.name}" for folder in folders if folder.is_dir() for file in folder.iterdir()}


def _about_blocks(file: TemplateFile, template: Known, facts: Facts, library: Library) -> Iterator[LintFinding]:
    """Blocks within an overridden block are the author's own; where a parent is missing that alone is said."""
    ancestors = list(library.ancestors(template))
    if not ancestors or any(ancestor.facts is None for ancestor in ancestors):
        return
    known = {name for ancestor in ancestors if ancestor.facts for name in ancestor.facts.all_blocks}
    for block in facts.blocks:
        if block.name not in known:
            message = f"No template it extends has a block {block.name}."
            yield _found(file, block.line, Rule.UNKNOWN_BLOCK, message, did_you_mean(block.name, known))


def _about_names(file: TemplateFile, facts: Facts, around: Surroundings) -> Iterator[LintFinding]:
    known = around.names if file.name in KNOWN_NAMES else around.names | around.defined
    for name in facts.names:
        if name.name not in known:
            message = f"Emails have no {name.name}."
            yield _found(file, name.line, Rule.UNDEFINED_NAME, message, did_you_mean(name.name, around.names))
    if file.path.endswith(".html"):
        for name in facts.unsafe:
            if name.name in around.names:
                message = f"{name.name} is put out unescaped; whoever chooses it can put HTML into the mail."
                yield _found(file, name.line, Rule.UNSAFE, message, "Leave out safe.")


def _found(file: TemplateFile, line: int, rule: Rule, message: str, hint: str = "") -> LintFinding:
    return LintFinding(file=str(file.file), line=line, rule=rule, message=message, hint=hint)
