"""Who a user of the source is here. Nobody is ever made up."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.functions import Lower

from proctoring_host.importing.source import Source


class UsersBy(StrEnum):
    """`ID`: both share one table of users. Else they are found by what they are called in both."""

    ID = "id"
    USERNAME = "username"
    EMAIL = "email"


class People:
    """Asks for the people of one batch at a time; `unknown` are those who were looked for in vain."""

    def __init__(self, source: Source, by: UsersBy, table: str = "auth_user") -> None:
        self._source, self._by, self._table = source, by, table
        self.unknown: set[int] = set()

    def of(self, old_ids: Collection[int | None]) -> Mapping[int, int]:
        """Old id to new id; who is not here is left out."""
        wanted = {old_id for old_id in old_ids if old_id is not None}
        found = self._by_id(wanted) if self._by is UsersBy.ID else self._by_word(wanted)
        self.unknown |= wanted - set(found)
        return found

    def _by_id(self, wanted: Collection[int]) -> Mapping[int, int]:
        here = _users().filter(pk__in=wanted).values_list("pk", flat=True)
        return {pk: pk for pk in here}

    def _by_word(self, wanted: Collection[int]) -> Mapping[int, int]:
        words = self._words(wanted)
        here: dict[str, list[int]] = {}
        for pk, word in self._named(set(words.values())):
            here.setdefault(word, []).append(pk)
        # A word that means two accounts, here or there, means nobody.
        return {old_id: here[word][0] for old_id, word in words.items() if len(here.get(word, ())) == 1}

    def _words(self, wanted: Collection[int]) -> Mapping[int, str]:
        """What they are called in the source."""
        quoted = self._source.quoted
        sql = (
            f"SELECT {quoted('id')}, {quoted(self._by)} FROM {quoted(self._table)} "
            f"WHERE {quoted('id')} IN ({self._source.marks(list(wanted))})"
        )
        found = self._source.pairs(sql, list(wanted))
        words = {int(pk): self._folded(word) for pk, word in found.items() if word}
        shared = self._shared(sorted(set(words.values())))
        return {pk: word for pk, word in words.items() if word not in shared}

    def _shared(self, words: Sequence[str]) -> set[str]:
        """Addresses that several accounts have there; nothing keeps them from that, one in capitals say."""
        if self._by is not UsersBy.EMAIL or not words:
            return set()
        email = f"LOWER({self._source.quoted(self._by)})"
        sql = (
            f"SELECT {email} FROM {self._source.quoted(self._table)} "
            f"WHERE {email} IN ({self._source.marks(words)}) GROUP BY {email} HAVING COUNT(*) > 1"
        )
        return {str(row[0]) for row in self._source.rows(sql, words)}

    def _named(self, words: Collection[str]) -> Collection[tuple[int, str]]:
        field = get_user_model().USERNAME_FIELD if self._by is UsersBy.USERNAME else "email"
        if self._by is UsersBy.USERNAME:
            found = _users().filter(**{f"{field}__in": words}).values_list("pk", field)
        else:
            found = _users().annotate(folded=Lower(field)).filter(folded__in=words).values_list("pk", "folded")
        return [(pk, self._folded(word)) for pk, word in found]

    def _folded(self, word: str) -> str:
        """Addresses are the same in either case, usernames are not."""
        return word.lower() if self._by is UsersBy.EMAIL else word


def _users() -> Any:
    return get_user_model()._default_manager
