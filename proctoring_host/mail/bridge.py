"""Makes a template of Django's language one of Jinja2, with the same blocks, so that either can extend the other."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from django.template import TemplateSyntaxError as DjangoSyntaxError
from django.utils.safestring import SafeString
from jinja2 import Environment, Template, TemplateSyntaxError, Undefined
from jinja2.runtime import Context as JinjaContext

from proctoring_host.mail.budget import produced
from proctoring_host.mail.django_engine import ENGINE, DjangoSource, MailContext
from proctoring_host.mail.django_tags import BlockNode, ExtendsNode

Part = Callable[[JinjaContext], Iterator[str]]


def bridged(
    environment: Environment, source: str, name: str, filename: str, uptodate: Callable[[], bool] | None
) -> Template:
    """Raises Jinja2's `TemplateSyntaxError` for what Django cannot read."""
    written = _Written(environment, _parsed(source, name, filename), name)
    module = {"name": name, "__file__": filename, "blocks": written.blocks, "root": written.root, "debug_info": ""}
    template = environment.template_class.from_module_dict(environment, module, environment.globals)
    template._uptodate = uptodate
    return template


def _parsed(source: str, name: str, filename: str) -> DjangoSource:
    try:
        return DjangoSource(source, name=name, engine=ENGINE)
    except DjangoSyntaxError as error:
        line = getattr(getattr(error, "token", None), "lineno", 1)
        raise TemplateSyntaxError(str(error), line, name, filename) from None


class _Written:
    """The functions that Jinja2 expects of a compiled template."""

    def __init__(self, environment: Environment, template: DjangoSource, name: str) -> None:
        self.environment = environment
        self.template = template
        self.name = name
        self.html = name.endswith(".html")
        nodes = template.nodelist.get_nodes_by_type(BlockNode)
        self.blocks: dict[str, Part] = {node.name: self._block(node) for node in nodes if isinstance(node, BlockNode)}
        self.extends = next(iter(template.nodelist.get_nodes_by_type(ExtendsNode)), None)

    def root(self, context: JinjaContext, **_: Any) -> Iterator[str]:
        if not isinstance(self.extends, ExtendsNode):
            yield self._rendered(self.template.nodelist, context, {})
            return
        asked = self.extends.parent.resolve(self._context(context, {}))
        parent = self.environment.get_template(asked, self.name)
        for name, block in parent.blocks.items():
            context.blocks.setdefault(name, []).append(block)
        yield from parent.root_render_func(context)

    def _block(self, node: BlockNode) -> Part:
        def render(context: JinjaContext, **_: Any) -> Iterator[str]:
            yield self._rendered(node.nodelist, context, {"block": _Block(context, node.name, render)})

        return render

    def _rendered(self, nodelist: Any, context: JinjaContext, names: Mapping[str, Any]) -> str:
        inner = self._context(context, names)
        with inner.render_context.push_state(self.template):
            return str(nodelist.render(inner))

    def _context(self, context: JinjaContext, names: Mapping[str, Any]) -> MailContext:
        """The mail's names; those of Jinja2 itself (`range` and others) are none of Django's language."""
        ours = {name: value for name, value in context.get_all().items() if name not in self.environment.globals}
        inner = MailContext({**ours, **names}, autoescape=self.html)
        inner.template, inner.outer, inner.inner_name = self.template, context, self.name
        return inner


class _Block:
    """`block` in a template; it has nothing but `super`."""

    __slots__ = ("_context", "_current", "_name")
    do_not_call_in_templates: ClassVar[bool] = True

    def __init__(self, context: JinjaContext, name: str, current: Part) -> None:
        self._context = context
        self._name = name
        self._current = current

    @property
    def super(self) -> SafeString:
        """Empty where no parent has the block, as in Django."""
        found = self._context.super(self._name, self._current)
        return SafeString("" if isinstance(found, Undefined) else produced(found()))

    def __str__(self) -> str:
        return ""
