"""Puts the budget into templates of Jinja2: into their loops, macros and literals, and around all filters."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from proctoring_host.mail.budget import bounded, check_format, check_work, spend

SPEND = "proctoring spend"
BOUND = "proctoring bound"
"""Filters with a blank in their names: no template can call them."""
VALUES = ("default", "d", "format")
"""Filters that are given numbers in order to show them."""
VALUES_WRITTEN = (nodes.Concat, nodes.List, nodes.Tuple, nodes.Dict)
WIDTHS = ("center", "floatformat", "ljust", "rjust")
"""Django's filters take their numbers as text, too."""


@pass_context
def _spend(context: Context, value: object, output: int) -> bool:
    spend(items=1, output=output)
    return True


@pass_context
def _bound(context: Context, value: Any) -> Any:
    """Takes the context, for otherwise Jinja2 works it out while it compiles, when there is no budget."""
    return bounded(value)


class _Meter(NodeTransformer):
    """Each round of a loop and each run of a macro pays for itself and for the text written in it."""

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node, nodes.For | nodes.Macro | nodes.CallBlock):
            node.body.insert(0, _payment(node, node.body))
        if isinstance(node, nodes.For) and node.test is not None:
            node.test = nodes.And(_spending(node, 0), node.test, lineno=node.lineno)
        if isinstance(node, VALUES_WRITTEN) and getattr(node, "ctx", "load") == "load":
            return nodes.Filter(node, BOUND, [], [], None, None, lineno=node.lineno)
        return node


def metered(template: nodes.Template, environment: Environment) -> nodes.Template:
    _Meter().visit(template)
    template.set_environment(environment)
    return template


def metered_filters(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Each filter behind a look at what it is given and what it makes of it; and our own two."""
    wrapped = {name: metered_filter(name, function, _leading(function)) for name, function in filters.items()}
    return {**wrapped, SPEND: _spend, BOUND: _bound}


def metered_filter(name: str, function: Callable[..., Any], leading: int = 0) -> Callable[..., Any]:
    """`leading` says how many arguments come before the value that is filtered."""

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        spend()
        value, *rest = args[leading:]
        check_work(value, (*rest, *kwargs.values()), numbers=name not in VALUES)
        if name == "format":
            check_format(value, [*rest, *kwargs.values()])
        if name in WIDTHS:
            check_format("".join(str(one) for one in rest), [])
        return bounded(function(*args, **kwargs))

    return checked


def _leading(function: Callable[..., Any]) -> int:
    """Jinja2's filters may ask for the context, the evaluation context or the environment in front."""
    return 1 if hasattr(function, "jinja_pass_arg") else 0


def _payment(node: nodes.Node, body: list[nodes.Node]) -> nodes.ExprStmt:
    written = sum(len(data.data) for part in body for data in _texts(part))
    return nodes.ExprStmt(_spending(node, written), lineno=node.lineno)


def _texts(part: nodes.Node) -> list[nodes.TemplateData]:
    return [part] if isinstance(part, nodes.TemplateData) else list(part.find_all(nodes.TemplateData))


def _spending(node: nodes.Node, output: int) -> nodes.Filter:
    at = node.lineno
    return nodes.Filter(
        nodes.Const(None, lineno=at), SPEND, [nodes.Const(output, lineno=at)], [], None, None, lineno=at
    )
