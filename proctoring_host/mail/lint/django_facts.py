"""The facts of a template in Django's language, from Django's own lexer and nodes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Lexer, Node, NodeList, Token, TokenType, Variable
from django.template.defaulttags import AutoEscapeControlNode, ForNode
from django.templatetags.i18n import BlockTranslateNode

from proctoring_host.mail.django_engine import ENGINE, DjangoSource
from proctoring_host.mail.django_tags import BlockNode, ExtendsNode, IncludeNode
from proctoring_host.mail.lint.facts import END_TRANSLATED, TRANSLATED, VALUE, At, Facts, Lines, Unusable

SIGNS = dict.fromkeys(("blocktrans", "blocktranslate"), TRANSLATED) | dict.fromkeys(
    ("endblocktrans", "endblocktranslate"), END_TRANSLATED
)
PUTS_OUT = frozenset({"trans", "translate", "firstof", "now", "cycle", "include", "url", "static", "widthratio"})
BUILT_IN = frozenset({"True", "False", "None", "forloop", "block"})
# Attributes of nodes that hold the name of what the node defines.
DEFINING = ("asvar", "target_var", "variable", "var_name", "variable_name")
GUARDS = ("default", "default_if_none")


def django_facts(source: str) -> Facts:
    """Raises `Unusable` for what mails in Django's language cannot hold, unknown tags, filters and libraries too."""
    try:
        template = DjangoSource(source, name="0:emails", engine=ENGINE)
    except TemplateSyntaxError as error:
        token = getattr(error, "token", None)
        raise Unusable(str(error), getattr(token, "lineno", 1)) from None
    tokens = Lexer(source).tokenize()
    nodes = list(_walk(template.nodelist))
    blocks = [node for node in nodes if isinstance(node, BlockNode)]
    inner = {id(block) for outer in blocks for block in _walk(outer.nodelist)}
    defined = BUILT_IN | {name for node in nodes for name in _defined(node)}
    return Facts(
        parent=next((At(name, line) for name, line in _parents(nodes)), None),
        includes=tuple(_includes(nodes)),
        blocks=tuple(At(block.name, _line(block)) for block in blocks if id(block) not in inner),
        all_blocks=frozenset(block.name for block in blocks),
        names=tuple(_once(_names(nodes, defined))),
        defines=frozenset(defined),
        unsafe=tuple(_unsafe(nodes)),
        markup=_markup(tokens),
    )


def _walk(nodelist: Iterable[Any]) -> Iterator[Node]:
    for node in nodelist:
        yield node
        for children in node.child_nodelists:
            yield from _walk(getattr(node, children, None) or ())
        if not any(isinstance(getattr(node, name, None), NodeList) for name in node.child_nodelists):
            yield from _walk(_lists_in(vars(node)))


def _lists_in(attributes: Mapping[str, Any]) -> Iterator[Node]:
    """`if` keeps a list of conditions and their node lists, which it does not name among its children."""
    for name, nodelist in attributes.get("conditions_nodelists", ()):
        del name
        yield from nodelist


def _line(node: Node) -> int:
    return getattr(getattr(node, "token", None), "lineno", 1) or 1


def _parents(nodes: Iterable[Node]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        name = node.parent.var if isinstance(node, ExtendsNode) else None
        if isinstance(name, str):
            yield str(name), _line(node)


def _includes(nodes: Iterable[Node]) -> Iterator[At]:
    for node in nodes:
        if isinstance(node, IncludeNode) and isinstance(node.name.var, str):
            yield At(str(node.name.var), _line(node))


def _defined(node: Node) -> Iterator[str]:
    for attribute in DEFINING:
        name = getattr(node, attribute, None)
        if isinstance(name, str):
            yield name
    if isinstance(node, ForNode):
        yield from node.loopvars
    for given in ("extra_context", "names"):
        names = getattr(node, given, None)
        yield from names if isinstance(names, dict) else ()


def _names(nodes: Iterable[Node], defined: frozenset[str]) -> Iterator[At]:
    for node in nodes:
        for expression in _expressions(vars(node)):
            guarded = any(function.__name__ in GUARDS for function, _ in expression.filters)
            yield from (At(name, _line(node)) for name in _of(expression) if name not in defined and not guarded)
        if isinstance(node, BlockTranslateNode):
            yield from (name for name in _in_sentence(node) if name.name not in defined)


def _in_sentence(node: BlockTranslateNode) -> Iterator[At]:
    for token in (*node.singular, *(node.plural or ())):
        if token.token_type is TokenType.VAR:
            yield At(token.contents.split("|")[0].split(".")[0].strip(), token.lineno or _line(node))


def _expressions(value: Any, depth: int = 0) -> Iterator[FilterExpression]:
    """Wherever a node keeps them: as attributes, in lists, or within the operators of an `if`."""
    if isinstance(value, FilterExpression):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _expressions(inner, depth)
    elif isinstance(value, list | tuple) and not isinstance(value, NodeList):
        for inner in value:
            yield from _expressions(inner, depth)
    elif hasattr(value, "nud") and depth < 50:
        for part in (value.value, value.first, value.second):
            yield from _expressions(part, depth + 1)


def _of(expression: FilterExpression) -> Iterator[str]:
    if isinstance(expression.var, Variable) and expression.var.lookups:
        yield expression.var.lookups[0]
    for _, arguments in expression.filters:
        for is_variable, argument in arguments:
            if is_variable and argument.lookups:
                yield argument.lookups[0]


def _unsafe(nodes: Iterable[Node]) -> Iterator[At]:
    for node in nodes:
        for expression in _expressions(vars(node)):
            if any(function.__name__ in ("safe", "safeseq") for function, _ in expression.filters):
                yield from (At(name, _line(node)) for name in _of(expression))
        if isinstance(node, AutoEscapeControlNode) and not node.setting:
            yield from _names(_walk(node.nodelist), BUILT_IN)


def _once(names: Iterable[At]) -> Iterator[At]:
    seen: set[str] = set()
    for name in names:
        if name.name not in seen:
            seen.add(name.name)
            yield name


def _markup(tokens: Iterable[Token]) -> str:
    lines, comment = Lines(), False
    for token in tokens:
        tag = token.contents.split(" ")[0] if token.token_type is TokenType.BLOCK else ""
        comment = tag == "comment" or (comment and tag != "endcomment")
        if not comment:
            lines.put(token.lineno or 1, _sign(token, tag))
    return str(lines)


def _sign(token: Token, tag: str) -> str:
    if token.token_type is TokenType.TEXT:
        return token.contents
    if token.token_type is TokenType.VAR or tag in PUTS_OUT:
        return VALUE
    return SIGNS.get(tag, "")
