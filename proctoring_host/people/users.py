"""Finds the person whom somebody means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from proctoring_host.errors import UserAmbiguous, UserNotFound

BEYOND_IDS = 10**15
"""No account has such an id, and not every database can be asked for it."""


def find_user(who: int | str) -> AbstractBaseUser:
    """By id, or by a text that is a username, else an email address, else an id in digits.

    A username in other letters, small or capital, is taken where only one person has it. Raises `UserNotFound`, also
    where several accounts share the address, and `UserAmbiguous` for digits that are the username of one person and
    the id of another.
    """
    found = find_users([who])[who]
    if isinstance(found, UserNotFound | UserAmbiguous):
        raise found
    return found


def find_users(people: Sequence[int | str]) -> Mapping[int | str, AbstractBaseUser | UserNotFound | UserAmbiguous]:
    """The same for several, in at most two queries; an error for each who is not found."""
    texts = {who.strip() for who in people if isinstance(who, str) and who.strip()}
    numbers = {who for who in people if isinstance(who, int) and abs(who) < BEYOND_IDS}
    found = _Found(_exactly(texts, numbers | _numbers(texts)))
    found.add_others(texts)
    return {who: found.by_text(who.strip()) if isinstance(who, str) else found.by_id(who) for who in people}


def find_by_username(name: str) -> AbstractBaseUser:
    """Where nothing else can be meant. Raises `UserNotFound`."""
    found = _Found(_exactly({name}, set())).named.get(name) if name else None
    if found is None:
        raise UserNotFound(_("There is no such user."), field="username")
    return found


@dataclass
class _Found:
    """Accounts that may be meant. Databases differ in what they take for the same name, so names are compared here."""

    accounts: Iterable[AbstractBaseUser]
    numbered: dict[int, AbstractBaseUser] = field(default_factory=dict)
    named: dict[str, AbstractBaseUser] = field(default_factory=dict)
    alike: dict[str, list[AbstractBaseUser]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for account in self.accounts:
            self.numbered[account.pk] = self.named[account.get_username()] = account

    def add_others(self, texts: Collection[str]) -> None:
        """What else those may be that are no username."""
        rest = {text for text in texts if text not in self.named}
        self.alike = _alike(rest) if rest else {}

    def by_id(self, number: int) -> AbstractBaseUser | UserNotFound:
        return self.numbered.get(number) or _nobody()

    def by_text(self, text: str) -> AbstractBaseUser | UserNotFound | UserAmbiguous:
        named, numbered = self.named.get(text), self.numbered.get(next(iter(_numbers({text})), -1))
        if named and numbered and named != numbered:
            problem = _("This is the username of one person and the id of another. Use the e-mail address instead.")
            return UserAmbiguous(problem, field="user_info")
        alike = self.alike.get(text.casefold(), [])
        return named or (alike[0] if len(alike) == 1 else numbered) or _nobody()


def _nobody() -> UserNotFound:
    return UserNotFound(_("There is no such user."), field="user_info")


def _numbers(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 16}


def _exactly(names: Collection[str], ids: Collection[int]) -> QuerySet[AbstractBaseUser, AbstractBaseUser]:
    """By what is indexed."""
    model = get_user_model()
    wanted = Q(pk__in=ids) if ids else Q()
    if names:
        wanted |= Q(**{f"{model.USERNAME_FIELD}__in": names})
    return model._default_manager.filter(wanted) if wanted else model._default_manager.none()


def _alike(texts: Collection[str]) -> dict[str, list[AbstractBaseUser]]:
    """By text in small letters: who has it as username, else who has it as address."""
    model = get_user_model()
    upper = [Upper(Value(text)) for text in texts]
    name, address = Upper(model.USERNAME_FIELD), Upper(model.get_email_field_name())
    rows = model._default_manager.alias(_name=name, _address=address).filter(Q(_name__in=upper) | Q(_address__in=upper))
    names: dict[str, list[AbstractBaseUser]] = defaultdict(list)
    addresses: dict[str, list[AbstractBaseUser]] = defaultdict(list)
    for account in rows:
        names[account.get_username().casefold()].append(account)
        addresses[getattr(account, model.get_email_field_name()).casefold()].append(account)
    return {text: names.get(text) or addresses.get(text, []) for text in map(str.casefold, texts)}
