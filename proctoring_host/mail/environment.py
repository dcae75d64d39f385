"""Jinja2 as mails use it: sandboxed, strict about names, and aware of where each template came from."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils import translation
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from proctoring_host.mail.budget import check_repetition, counted_range, fresh_budget
from proctoring_host.mail.places import Place

NOWHERE = "?"


class PlacesLoader(BaseLoader):
    """Finds templates in several places, and lets one of them extend its namesake in a later place.

    Within Jinja2 a template is called `<number of its place>:<path>`, so that two files of one path are two
    templates. Authors write only paths.
    """

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places

    def find(self, path: str, first: int = 0) -> str:
        """The inner name of the first template of this path, from that place on."""
        found = (n for n, place in enumerate(self.places) if n >= first and place.file(path))
        return f"{next(found, NOWHERE)}:{path}"

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        number, path = template.split(":", 1)
        file = self.places[int(number)].file(path) if number != NOWHERE else None
        if file is None:
            raise TemplateNotFound(path)
        written = file.stat().st_mtime_ns
        return file.read_text("utf-8"), str(file), lambda: file.is_file() and file.stat().st_mtime_ns == written


class MailTemplate(Template):
    """Rendered within one budget, together with what it extends, includes and imports."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        with fresh_budget():
            return super().render(*args, **kwargs)


class MailEnvironment(ImmutableSandboxedEnvironment):
    """`{% extends %}` and `{% include %}` of a template's own path mean the next place that has it.

    Ranges and repetition are bounded; time is not, nor are loops over lists, joining with `~` and filters.
    """

    loader: PlacesLoader
    template_class = MailTemplate
    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals["range"] = counted_range

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        check_repetition(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def join_path(self, template: str, parent: str) -> str:
        number, path = parent.split(":", 1)
        return self.loader.find(template, int(number) + 1 if template == path else 0)


@lru_cache(maxsize=64)
def environment_for(places: tuple[Place, ...]) -> MailEnvironment:
    """One environment for each search path, so that templates are compiled once; changed files are read again."""
    environment = MailEnvironment(
        loader=PlacesLoader(places),
        autoescape=_is_html,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    return environment


def _is_html(template: str | None) -> bool:
    return template is None or template.endswith(".html")
