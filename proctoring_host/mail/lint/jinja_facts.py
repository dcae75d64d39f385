"""The facts of a template in Jinja2, from Jinja2's own lexer and parser."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from proctoring_host.mail.lint.facts import END_TRANSLATED, TRANSLATED, VALUE, At, Facts, Lines, Unusable

Token = tuple[int, str, str]
N = TypeVar("N", bound=nodes.Node)
SIGNS = {"trans": TRANSLATED, "endtrans": END_TRANSLATED}


def jinja_facts(source: str, environment: Environment) -> Facts:
    """Raises `Unusable` for what Jinja2 does not compile, unknown filters and tests too."""
    try:
        environment.compile(source)
        tree = environment.parse(source)
        undeclared = meta.find_undeclared_variables(environment.parse(source))
    except TemplateSyntaxError as error:
        raise Unusable(error.message or "it cannot be compiled", error.lineno) from None
    tokens = list(environment.lex(source))
    free = undeclared - set(environment.globals) - _guarded(tree)
    return Facts(
        parent=next(_targets(tree, nodes.Extends), None),
        includes=tuple(_included(tree)),
        blocks=tuple(At(block.name, block.lineno) for block in _outer_blocks(tree)),
        all_blocks=frozenset(block.name for block in tree.find_all(nodes.Block)),
        names=tuple(_first_lines(tokens, free)),
        defines=frozenset(name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"),
        unsafe=tuple(_unsafe(tree)),
        markup=_markup(tokens),
    )


def _guarded(tree: nodes.Node) -> set[str]:
    """Names that the author knows may be missing: asked for with `is defined`, or given a default."""
    tests = (test.node for test in tree.find_all(nodes.Test) if test.name in ("defined", "undefined"))
    defaults = (filtered.node for filtered in tree.find_all(nodes.Filter) if filtered.name in ("default", "d"))
    return {node.name for node in (*tests, *defaults) if isinstance(node, nodes.Name)}


def _targets(tree: nodes.Node, kind: type[N]) -> Iterator[At]:
    """Only those that are written down; a parent that is computed shows when it is rendered."""
    for node in tree.find_all(kind):
        template = getattr(node, "template", None)
        for const in _constants(template):
            yield At(const, node.lineno)


def _constants(template: nodes.Node | None) -> Iterator[str]:
    """A list of names is an offer: one of them has to do, so none of them has to exist."""
    if isinstance(template, nodes.Const) and isinstance(template.value, str):
        yield template.value


def _included(tree: nodes.Node) -> Iterator[At]:
    yield from (*_targets(tree, nodes.Import), *_targets(tree, nodes.FromImport))
    for include in tree.find_all(nodes.Include):
        if not include.ignore_missing:
            yield from (At(name, include.lineno) for name in _constants(include.template))


def _outer_blocks(node: nodes.Node) -> Iterator[nodes.Block]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outer_blocks(child)


def _first_lines(tokens: Iterable[Token], names: set[str]) -> Iterator[At]:
    """The lexer knows the lines within a translated sentence, the tree does not."""
    left, before = set(names), ""
    for line, kind, value in tokens:
        if kind == "name" and value in left and before != ".":
            left.discard(value)
            yield At(value, line)
        before = value


def _unsafe(tree: nodes.Template) -> Iterator[At]:
    for filtered in tree.find_all(nodes.Filter):
        if filtered.name == "safe" and filtered.node is not None:
            yield from _names_in(filtered)
    for scope in tree.find_all(nodes.ScopedEvalContextModifier):
        if any(_switches_off(option) for option in scope.options):
            for statement in scope.body:
                yield from _names_in(statement)


def _switches_off(option: nodes.Keyword) -> bool:
    return option.key == "autoescape" and isinstance(option.value, nodes.Const) and not option.value.value


def _names_in(node: nodes.Node) -> Iterator[At]:
    names = [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)
    yield from (At(name.name, name.lineno) for name in names if name.ctx == "load")


def _markup(tokens: Iterable[Token]) -> str:
    lines, opened = Lines(), False
    for line, kind, value in tokens:
        if kind == "data":
            lines.put(line, value)
        elif kind == "variable_begin":
            lines.put(line, VALUE)
        elif kind == "name" and opened:
            lines.put(line, SIGNS.get(value, ""))
        opened = kind == "block_begin" or (opened and kind == "whitespace")
    return str(lines)
