"""Reads the texts out of Python, Jinja2 and Django templates."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from django.conf import settings
from django.template import Engine, Template
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from tools.catalogues.places import ROOT, Place

KEYWORDS: dict[str, Any] = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
JINJA: dict[str, Any] = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
# The first pattern that fits a file decides; what fits none is not read.
METHODS = [
    ("**/scaffold/**", "ignore"),
    ("**/simulator/**", "ignore"),
    ("**/standalone/templates/**.html", "tools.catalogues.extract:django_template"),
    ("templates/admin/**.html", "tools.catalogues.extract:django_template"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("**.py", "python"),
]
# Line, function, its arguments, comments.
Found = tuple[int, str | None, Any, list[str]]


def template_of(place: Place) -> Catalog:
    """All texts of a distribution, without translations; where each comes from is told without line numbers."""
    catalog = Catalog(project=place.name, charset="utf-8", fuzzy=False)
    for source in place.sources:
        for name, _line, text, comments, context in _texts(source):
            location = ((source / name).relative_to(ROOT).as_posix(), 0)
            catalog.add(text, None, [location], auto_comments=comments, context=context)
    return catalog


def _texts(source: Path) -> Iterator[tuple[str, int, Any, list[str], str | None]]:
    return extract_from_dir(
        source,
        METHODS,
        {"**/templates/**.html": JINJA, "**/templates/**.txt": JINJA},
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
    )


def django_template(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Babel's extraction interface, for a template in Django's language; line numbers are not kept, so none is told."""
    if not settings.configured:
        settings.configure()
        django.setup()
    libraries = {name: f"django.templatetags.{name}" for name in ("i18n", "static", "l10n")}
    libraries["admin_urls"] = "django.contrib.admin.templatetags.admin_urls"
    engine = Engine(libraries=libraries)
    for node in Template(fileobj.read().decode(), engine=engine).nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            yield 0, "gettext", node.filter_expression.var.literal, []
        elif isinstance(node, BlockTranslateNode):
            yield _block(node)


def _block(node: BlockTranslateNode) -> Found:
    singular, _names = node.render_token_list(node.singular)
    if not node.plural:
        return 0, "gettext", singular, []
    plural, _names = node.render_token_list(node.plural)
    return 0, "ngettext", (singular, plural), []
