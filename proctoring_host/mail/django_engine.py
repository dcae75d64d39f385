"""Django's template language as mails use it: few tags and filters, metered, strict about names, and no loader."""

from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Origin, TemplateSyntaxError
from django.template.base import FilterExpression, Lexer, Node, NodeList, Parser, Template, Token, TokenType
from django.template.defaulttags import ForNode, LoadNode
from jinja2 import UndefinedError
from jinja2.runtime import Context as JinjaContext

from proctoring_host.mail import budget

TAGS = "proctoring_host.mail.django_tags"
I18N = "proctoring_host.mail.django_i18n"
LENIENT = ("default", "default_if_none")
"""Filters that are there for a name which is not known."""
BRACES = (("{%", "%}"), ("{{", "}}"), ("{#", "#}"))
UNCLOSED = 100
"""Of braces in one line: for each of them Django's lexer looks through the rest of the line."""


class MailContext(Context):
    """`outer` is Jinja2's context of the same render, `inner_name` what Jinja2 calls the template.

    Templates cannot reach either: both are attributes of the context, and no names in it.
    """

    outer: JinjaContext
    inner_name: str


class MailEngine(Engine):
    """Nothing of Django's own is built in: what a template may do stands in `django_tags`."""

    default_builtins = [TAGS]


class _Unknown(str):
    """What Django puts in the place of an unknown name; it asks for its text with the name in it."""

    __slots__ = ()

    def __mod__(self, name: object) -> str:
        raise UndefinedError(f"'{name}' is undefined")


ENGINE = MailEngine(libraries={"i18n": I18N}, string_if_invalid=_Unknown("%s"))


class Expression(FilterExpression):
    """Unknown names are errors, save in conditions and where `default` follows."""

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        first = getattr(self.filters[0][0], "__name__", "") if self.filters else ""
        return super().resolve(context, ignore_failures or first in LENIENT)


class MeteredNode(Node):
    """Mixed into every node: pays for what it writes, and notes its line where it fails."""

    def render_annotated(self, context: Context) -> Any:
        try:
            rendered = self.render(context)
            budget.produced(rendered)
            if name := getattr(self, "asvar", None):
                budget.size_of(context.get(name))
        except Exception as error:
            if not hasattr(error, "template_line") and self.token:
                error.template_line = self.token.lineno  # type: ignore[attr-defined]
            raise
        return rendered


class Round(Node):
    """Stands first in every loop."""

    def render_annotated(self, context: Context) -> Any:
        budget.spend(items=1)
        return ""


@lru_cache(maxsize=256)
def _metered(kind: type[Node]) -> type[Node]:
    return type(f"Metered{kind.__name__}", (MeteredNode, kind), {})


class MailParser(Parser):
    def compile_filter(self, token: str) -> FilterExpression:
        return Expression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        """`load` may stand in front of `extends`: it does nothing but make tags known."""
        before = nodelist.contains_nontext
        if isinstance(node, ForNode):
            node.nodelist_loop.insert(0, Round())  # type: ignore[arg-type]
        super().extend_nodelist(nodelist, node, token)
        if isinstance(node, LoadNode):
            nodelist.contains_nontext = before
        node.__class__ = _metered(type(node))  # type: ignore[arg-type]


class DjangoSource(Template):
    def __init__(self, source: str, *, name: str, engine: Engine) -> None:
        super().__init__(source, Origin(name, template_name=name.partition(":")[2]), name, engine)

    def compile_nodelist(self) -> NodeList:
        _check_braces(self.source)
        tokens = Lexer(self.source).tokenize()
        engine = self.engine
        parser = MailParser(tokens, engine.template_libraries, engine.template_builtins, self.origin)
        return parser.parse()


def _check_braces(source: str) -> None:
    for number, line in enumerate(source.split("\n"), 1):
        for opening, closing in BRACES:
            if line.rpartition(closing)[2].count(opening) > UNCLOSED:
                error = TemplateSyntaxError(f"A line has more than {UNCLOSED} {opening} that are not closed.")
                error.token = Token(TokenType.TEXT, "", lineno=number)  # type: ignore[attr-defined]
                raise error
