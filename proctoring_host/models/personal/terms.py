"""The words in which each column says what it holds of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model
from django.utils.functional import Promise

Text = str | Promise


class Holds(StrEnum):
    """What kind of personal data a column has, if any."""

    NOTHING = "nothing personal"
    ACCOUNT = "a link to an account"
    PSEUDONYM = "a pseudonym"
    CONDUCT = "what somebody did, and when"
    SPECIAL_NEED = "what somebody is granted, which may tell of a disability"
    WORDS = "words by or about somebody"
    TECHNICAL = "technical data that may tell of somebody"


class Erasure(StrEnum):
    """What becomes of a column when its person is forgotten."""

    NONE = "none"
    KEEP = "kept"
    BLANK = "blanked"
    OWN_WORDS_STAY = "blanked, but for the site's own words"
    LIKE_ITS_COLUMN = "each value like the column that it repeats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one column holds of a person. `reason` says why it is kept, or why it is not exported.

    `text` explains the column to the person; a column with a text is exported.
    """

    holds: Holds = Holds.NOTHING
    erasure: Erasure = Erasure.NONE
    reason: str = ""
    text: Text = ""

    @property
    def is_personal(self) -> bool:
        return self.holds is not Holds.NOTHING

    @property
    def exported(self) -> bool:
        return bool(self.text)

    @property
    def erased(self) -> bool:
        return self.erasure not in {Erasure.NONE, Erasure.KEEP}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """`owner` is the way from a row to the account it is about; empty where it is about nobody.

    `name` and `text` are those of the export, and `beside` columns of other tables that explain a row to its person.
    """

    model: type[Model]
    columns: Mapping[str, Held]
    owner: str = ""
    name: str = ""
    text: Text = ""
    beside: Mapping[str, tuple[str, Text]] = field(default_factory=dict)

    @property
    def exported(self) -> Mapping[str, Held]:
        return {name: held for name, held in self.columns.items() if held.exported}

    def with_erasure(self, *kinds: Erasure) -> tuple[str, ...]:
        return tuple(name for name, held in self.columns.items() if held.erasure in kinds)


NOTHING = Held()


def nothing(*names: str) -> dict[str, Held]:
    """Columns that say nothing about a person."""
    return dict.fromkeys(names, NOTHING)


def kept(holds: Holds, reason: str, text: Text = "") -> Held:
    return Held(holds=holds, erasure=Erasure.KEEP, reason=reason, text=text)


def blanked(holds: Holds, text: Text = "", reason: str = "") -> Held:
    return Held(holds=holds, erasure=Erasure.BLANK, reason=reason, text=text)
