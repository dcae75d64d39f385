"""Jinja2 as mails use it: sandboxed, metered, strict about names, and aware of where each template came from."""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from django.utils import translation
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from proctoring_host.mail import budget
from proctoring_host.mail.bridge import bridged
from proctoring_host.mail.language import Language, language_of
from proctoring_host.mail.metering import metered, metered_filters
from proctoring_host.mail.places import Place

NOWHERE = "?"
FORMATS = ("format", "format_map")
METHODS_OF = (str, bytes, int, float, list, tuple, dict)


class PlacesLoader(BaseLoader):
    """Finds templates in several places, and lets one of them extend its namesake in a later place.

    Within Jinja2 a template is called `<number of its place>:<path>`, so that two files of one path are two
    templates. Authors write only paths.
    """

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.sizes: dict[str, int] = {}

    def find(self, path: str, first: int = 0) -> str:
        """The inner name of the first template of this path, from that place on."""
        found = (n for n, place in enumerate(self.places) if n >= first and place.has(path))
        return f"{next(found, NOWHERE)}:{path}"

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        number, path = template.split(":", 1)
        file = self.places[int(number)].file(path) if number != NOWHERE else None
        if file is None:
            raise TemplateNotFound(path)
        written = file.stat()
        if written.st_size > budget.SOURCE:
            raise SecurityError(f"The file is bigger than {budget.SOURCE} bytes.")
        self.sizes[template] = written.st_size
        return file.read_text("utf-8"), str(file), lambda: file.is_file() and _same(written, file.stat())

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        """One of Django's language becomes a template of Jinja2, with the same blocks."""
        source, filename, uptodate = self.get_source(environment, name)
        place = self.places[int(name.partition(":")[0])]
        if language_of(source, place.language) is Language.DJANGO:
            return bridged(environment, source, name, filename, uptodate)
        code = environment.compile(source, name, filename)
        return environment.template_class.from_code(environment, code, globals or {}, uptodate)


def _same(before: Any, after: Any) -> bool:
    return bool((before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size, after.st_ino))


class MailTemplate(Template):
    """Rendered within one budget, together with what it extends, includes and imports."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        with budget.fresh_budget():
            return super().render(*args, **kwargs)


class MailEnvironment(ImmutableSandboxedEnvironment):
    """`{% extends %}` and `{% include %}` of a template's own path mean the next place that has it."""

    loader: PlacesLoader
    template_class = MailTemplate
    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        del self.globals["lipsum"]
        self.globals["range"] = budget.bounded_range
        self.filters = metered_filters(self.filters)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return metered(super()._parse(source, name, filename), self)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  as in Jinja2
        budget.spend(items=1)
        _check_method(getattr(__obj, "__wrapped__", __obj), args, kwargs)
        return budget.bounded(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        budget.check_operation(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def join_path(self, template: str, parent: str) -> str:
        number, path = parent.split(":", 1)
        return self.loader.find(template, int(number) + 1 if template == path else 0)

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        template = super()._load_template(name, globals)
        budget.spend(items=1, output=self.loader.sizes.get(name, 0))
        return template


def _check_method(method: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """The sandbox wraps `format`; the method behind it knows its text."""
    subject = getattr(method, "__self__", None)
    if isinstance(subject, METHODS_OF):
        given = (*args, *kwargs.values())
        budget.check_work(subject, given, numbers=method.__name__ not in FORMATS)
        if method.__name__ in FORMATS:
            budget.check_format(subject, given)


@lru_cache(maxsize=64)
def environment_for(places: tuple[Place, ...]) -> MailEnvironment:
    """One environment for each search path, so that templates are compiled once; changed files are read again."""
    environment = MailEnvironment(
        loader=PlacesLoader(places),
        autoescape=is_html,
        undefined=StrictUndefined,
        finalize=budget.produced,
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


def is_html(template: str | None) -> bool:
    return template is None or template.endswith(".html")
