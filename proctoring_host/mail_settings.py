"""`PROCTORING_SETTINGS["EMAILS"]`: which mails are sent, from whom, and when the time-based ones are due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from proctoring_host.domain.kinds_of_values import kind_of
from proctoring_host.domain.mails import ALWAYS_KNOWN, MailKind

PATH = 'PROCTORING_SETTINGS["EMAILS"]'
KEYS = ("KINDS", "SENDERS", "ONBOARDING_EXPIRES_DAYS", "REVIEW_DELAYED_DAYS")
SENDER_KEYS = ("FROM", "REPLY_TO", "BCC")
DEFAULT = "DEFAULT"
LONGEST_DAYS = 365
Problem = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose name a mail goes out under; what is None or empty is left to the site's mail settings."""

    from_address: str | None = None
    reply_to: tuple[str, ...] = ()
    bcc: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """`senders` by the names of backends, with DEFAULT for all others."""

    kinds: frozenset[MailKind] = ALWAYS_KNOWN
    senders: Mapping[str, Sender] = field(default_factory=lambda: MappingProxyType({}))
    onboarding_expires_days: int = 14
    review_delayed_days: int = 5

    def sender(self, backend: str) -> Sender:
        return self.senders.get(backend) or self.senders.get(DEFAULT) or Sender()


def read_mail_settings(written: Any, problem: Problem) -> MailSettings:
    """Whatever is wrong is told to `problem` (path, text, hint), and its default is used."""
    found = _mapping(written or {}, PATH, problem)
    _refuse_unknown(found, KEYS, PATH, problem)
    default = MailSettings()
    return MailSettings(
        kinds=_kinds(found.get("KINDS") or {}, problem),
        senders=_senders(found.get("SENDERS") or {}, problem),
        onboarding_expires_days=_days(found, "ONBOARDING_EXPIRES_DAYS", default.onboarding_expires_days, problem),
        review_delayed_days=_days(found, "REVIEW_DELAYED_DAYS", default.review_delayed_days, problem),
    )


def _kinds(written: Any, problem: Problem) -> frozenset[MailKind]:
    path = f'{PATH}["KINDS"]'
    switches = _mapping(written, path, problem)
    _refuse_unknown(switches, list(MailKind), path, problem)
    on = set(ALWAYS_KNOWN)
    for kind in MailKind:
        wanted = switches.get(kind.value, kind in ALWAYS_KNOWN)
        if not isinstance(wanted, bool):
            problem(f'{path}["{kind}"]', f"The switch of the email {kind} must be true or false.", "")
        elif wanted:
            on.add(kind)
        else:
            on.discard(kind)
    return frozenset(on)


def _senders(written: Any, problem: Problem) -> Mapping[str, Sender]:
    path = f'{PATH}["SENDERS"]'
    return MappingProxyType(
        {
            str(backend): _sender(_mapping(about, f'{path}["{backend}"]', problem), f'{path}["{backend}"]', problem)
            for backend, about in _mapping(written, path, problem).items()
        }
    )


def _sender(about: Mapping[str, Any], path: str, problem: Problem) -> Sender:
    _refuse_unknown(about, SENDER_KEYS, path, problem)
    given = {key: _addresses(about.get(key) or (), f'{path}["{key}"]', problem) for key in SENDER_KEYS}
    return Sender(from_address=next(iter(given["FROM"]), None), reply_to=given["REPLY_TO"], bcc=given["BCC"])


def _addresses(written: Any, path: str, problem: Problem) -> tuple[str, ...]:
    """One address or a list, each with a name or without."""
    listed = [written] if isinstance(written, str) else written
    if not isinstance(listed, list | tuple):
        problem(path, f"{path} must be an address or a list of addresses.", "")
        return ()
    usable = tuple(address for address in listed if _is_address(address))
    if len(usable) < len(listed):
        problem(path, f"{path} holds something that is no email address.", "Such as Exams <exams@example.org>.")
    return usable


def _is_address(address: Any) -> bool:
    if not isinstance(address, str) or "\n" in address or "\r" in address:
        return False
    try:
        validate_email(parseaddr(address)[1])
    except ValidationError:
        return False
    return True


def _days(found: Mapping[str, Any], key: str, default: int, problem: Problem) -> int:
    days = found.get(key, default)
    if isinstance(days, int) and not isinstance(days, bool) and 1 <= days <= LONGEST_DAYS:
        return days
    problem(f'{PATH}["{key}"]', f"{key} must be a number of days from 1 to {LONGEST_DAYS}.", "")
    return default


def _mapping(value: Any, path: str, problem: Problem) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    problem(path, f"{path} must be a dictionary, not {kind_of(value)}.", "")
    return {}


def _refuse_unknown(found: Mapping[str, Any], known: Any, path: str, problem: Problem) -> None:
    for key in found:
        if key not in list(known):
            problem(f'{path}["{key}"]', f"{path} has no {key}.", f"Known: {', '.join(known)}.")
