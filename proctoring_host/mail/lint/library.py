"""Templates with their facts, and the way from one to those that it extends and includes."""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateNotFound
from jinja2.exceptions import SecurityError

from proctoring_host.mail.environment import MailEnvironment, environment_for
from proctoring_host.mail.language import Language, language_of
from proctoring_host.mail.lint.django_facts import django_facts
from proctoring_host.mail.lint.facts import Facts, Unusable
from proctoring_host.mail.lint.jinja_facts import jinja_facts
from proctoring_host.mail.places import Place

LONGEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Known:
    """A template that was found, under the name the environment has for it; `facts` is None where it is unusable."""

    inner_name: str
    file: str
    source: str
    facts: Facts | None
    problem: Unusable | None = None


class Library:
    """Every template of some places, each read and parsed once."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.environment: MailEnvironment = environment_for(places)
        self._known: dict[str, Known | None] = {}

    def template(self, inner_name: str) -> Known | None:
        """None for what is nowhere, or is no text."""
        if inner_name not in self._known:
            self._known[inner_name] = self._read(inner_name)
        return self._known[inner_name]

    def named(self, path: str, asking: Known) -> Known | None:
        """What a template gets when it asks for this path."""
        return self.template(self.environment.join_path(path, asking.inner_name))

    def ancestors(self, template: Known) -> Iterator[Known]:
        """What it extends, and what that extends; a circle ends it."""
        seen = {template.inner_name}
        parent = self.parent(template)
        while parent is not None and parent.inner_name not in seen and len(seen) < LONGEST_CHAIN:
            yield parent
            seen.add(parent.inner_name)
            parent = self.parent(parent)

    def parent(self, template: Known) -> Known | None:
        if template.facts is None or template.facts.parent is None:
            return None
        return self.named(template.facts.parent.name, template)

    def _read(self, inner_name: str) -> Known | None:
        try:
            source, file, _ = self.environment.loader.get_source(self.environment, inner_name)
        except (TemplateNotFound, OSError, UnicodeDecodeError):
            return None
        except SecurityError as error:
            return Known(inner_name, inner_name, "", None, Unusable(error.message or "", 1))
        try:
            return Known(inner_name, file, source, self._facts(inner_name, source))
        except Unusable as problem:
            return Known(inner_name, file, source, None, problem)
        except (RecursionError, ValueError, OverflowError) as error:
            reason = f"It cannot be compiled: {type(error).__name__}."
            return Known(inner_name, file, source, None, Unusable(reason, 1))

    def _facts(self, inner_name: str, source: str) -> Facts:
        place = self.places[int(inner_name.partition(":")[0])]
        if language_of(source, place.language) is Language.DJANGO:
            return django_facts(source)
        return jinja_facts(source, self.environment)
