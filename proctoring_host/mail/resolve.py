"""Where the templates of a mail are looked for, and in which order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from proctoring_host import conf
from proctoring_host.data import EmailQuery
from proctoring_host.mail.environment import Place
from proctoring_host.registry import calls

BASE_PACKAGE = "proctoring_email_templates"
SETTING = 'PROCTORING_SETTINGS["EMAIL_TEMPLATE_DIRS"]'


@dataclass(frozen=True, slots=True)
class Candidate:
    """A template that exists. `name` is its path, `place` the one of the places where it was found."""

    name: str
    number: int
    place: Place

    @property
    def inner_name(self) -> str:
        """What the environment of these places calls it."""
        return f"{self.number}:{self.name}"

    def __str__(self) -> str:
        return f"{self.name} ({self.place.owner})"


def places(backend: str) -> tuple[Place, ...]:
    """The site's folders, those of platform plugins, those of the attempt's own backend, and the base."""
    configured = (Place(folder, SETTING) for folder in conf.get().email_template_dirs)
    brought = (Place(folder, owner) for owner, folder in calls.email_template_places(backend))
    base = Place(Path(str(files(BASE_PACKAGE) / "templates")), BASE_PACKAGE)
    return (*configured, *brought, base)


def names(query: EmailQuery) -> tuple[str, ...]:
    """Paths to try: what plugins name, then the backend's own path, then the base path."""
    standard = (f"emails/proctoring/{query.backend}/{query.template_name}", f"emails/{query.template_name}")
    return tuple(dict.fromkeys((*calls.email_template_names(query), *standard)))


def candidates(query: EmailQuery, places: Iterable[Place]) -> Iterator[Candidate]:
    """Every existing template for this query: each name in each place, the most specific name first."""
    searched = tuple(places)
    for name in names(query):
        for number, place in enumerate(searched):
            if place.file(name):
                yield Candidate(name, number, place)
