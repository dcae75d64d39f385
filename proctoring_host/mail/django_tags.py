"""The tags and filters that mails in Django's language have. What is not here does not exist for them.

Left out are those that reach outside of the mail (`url`, `static`, `csrf_token`, `debug`, libraries but `i18n`), and
filters whose work grows faster than what they are given.
"""

from collections.abc import Mapping
from typing import Any

from django.template import Library, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.defaultfilters import register as filters
from django.template.defaulttags import register as tags
from django.utils.safestring import SafeString

from proctoring_host.mail.metering import metered_filter

TAGS = (
    "autoescape comment cycle firstof for if ifchanged load now resetcycle spaceless templatetag verbatim "
    "widthratio with"
)
FILTERS = (
    "add addslashes capfirst center cut date default default_if_none divisibleby escape escapejs filesizeformat "
    "first floatformat force_escape iriencode join last length linebreaks linebreaksbr ljust lower pluralize rjust "
    "safe slice slugify time title truncatechars truncatewords upper urlencode wordcount yesno"
)

register = Library()
register.tags.update({name: tags.tags[name] for name in TAGS.split()})
register.filters.update({name: metered_filter(name, filters.filters[name]) for name in FILTERS.split()})


class BlockNode(Node):
    """What it renders to is decided by Jinja2's own chain of blocks, which holds those of both languages."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Any) -> SafeString:
        outer = context.outer.derived(_names(context))
        return SafeString("".join(outer.blocks[self.name][0](outer)))


class ExtendsNode(Node):
    must_be_first = True

    def __init__(self, parent: FilterExpression, nodelist: NodeList) -> None:
        self.parent = parent
        self.nodelist = nodelist

    def render(self, context: Any) -> SafeString:
        """Never by itself: whoever renders the template begins with the parent."""
        return SafeString("")


class IncludeNode(Node):
    def __init__(self, name: FilterExpression, names: Mapping[str, FilterExpression], alone: bool) -> None:
        self.name = name
        self.names = names
        self.alone = alone

    def render(self, context: Any) -> SafeString:
        environment = context.outer.environment
        template = environment.get_template(self.name.resolve(context), context.inner_name)
        given = {name: value.resolve(context) for name, value in self.names.items()}
        inner = template.new_context({**({} if self.alone else _names(context)), **given})
        return SafeString("".join(template.root_render_func(inner)))


@register.tag("block")
def do_block(parser: Parser, token: Token) -> BlockNode:
    bits = token.contents.split()
    if len(bits) != 2:
        raise TemplateSyntaxError("'block' takes one name.")
    taken = parser.extra_data.setdefault("proctoring", set())
    if bits[1] in taken:
        raise TemplateSyntaxError(f"There are two blocks called '{bits[1]}'.")
    taken.add(bits[1])
    nodelist = parser.parse(("endblock", f"endblock {bits[1]}"))
    closing = parser.next_token().contents
    if closing not in ("endblock", f"endblock {bits[1]}"):
        raise TemplateSyntaxError(f"'{closing}' does not end the block '{bits[1]}'.")
    return BlockNode(bits[1], nodelist)


@register.tag("extends")
def do_extends(parser: Parser, token: Token) -> ExtendsNode:
    bits = token.split_contents()
    if len(bits) != 2:
        raise TemplateSyntaxError("'extends' takes one name.")
    return ExtendsNode(parser.compile_filter(bits[1]), parser.parse())


@register.tag("include")
def do_include(parser: Parser, token: Token) -> IncludeNode:
    bits = token.split_contents()[1:]
    if not bits:
        raise TemplateSyntaxError("'include' takes the name of a template.")
    name, rest = parser.compile_filter(bits[0]), bits[1:]
    alone = rest[-1:] == ["only"]
    rest = rest[:-1] if alone else rest
    names = token_kwargs(rest[1:], parser) if rest[:1] == ["with"] else {}
    if rest and not names:
        raise TemplateSyntaxError(f"'include' does not know '{rest[0]}'.")
    return IncludeNode(name, names, alone)


def _names(context: Any) -> dict[str, Any]:
    hidden = {"True", "False", "None", "block"}
    return {name: value for name, value in context.flatten().items() if name not in hidden}
