"""Which templates may be sent as a part of a mail, and in which order they are tried."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from proctoring_host.data import EmailQuery
from proctoring_host.mail.budget import SOURCE
from proctoring_host.mail.language import Language, language_of
from proctoring_host.mail.names import Name, Variant, names
from proctoring_host.mail.places import Place


@dataclass(frozen=True)
class Candidate:
    """A path in one of the places, whether there is a template or not. `order` is that of the path among all."""

    path: Name
    number: int
    place: Place
    order: int = 0

    @property
    def name(self) -> str:
        return self.path.path

    @property
    def variant(self) -> Variant:
        return self.path.variant

    @property
    def inner_name(self) -> str:
        """What the environment of these places calls it."""
        return f"{self.number}:{self.name}"

    @property
    def rank(self) -> tuple[int, int]:
        """The smaller, the earlier it is tried; comparable between the parts of one mail."""
        return self.order, self.number

    @cached_property
    def file(self) -> Path | None:
        return self.place.file(self.name)

    @property
    def language(self) -> Language:
        """The language it is written in; of one that is not there, the one of its folder."""
        try:
            fits = self.file is not None and self.file.stat().st_size <= SOURCE
            source = self.file.read_text("utf-8") if self.file and fits else ""
        except (OSError, UnicodeDecodeError):
            source = ""
        return language_of(source, self.place.language)

    def __str__(self) -> str:
        return f"{self.name} ({self.place.owner})"


def looked_for(query: EmailQuery, places: Iterable[Place]) -> Iterator[Candidate]:
    """Every path in every place, in the order in which they are tried: the most specific path in all places first."""
    searched = tuple(places)
    for order, name in enumerate(names(query)):
        for number, place in enumerate(searched):
            yield Candidate(name, number, place, order)


def candidates(query: EmailQuery, places: Iterable[Place]) -> Iterator[Candidate]:
    """Those of them that exist."""
    searched = tuple(places)
    for order, name in enumerate(names(query)):
        for number, place in enumerate(searched):
            if place.has(name.path):
                yield Candidate(name, number, place, order)
