"""From a dictionary of the settings to a backend's frozen options, with every problem found at once."""

import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_type_hints

from proctoring_host.backend import BackendOptions
from proctoring_host.errors import OptionsInvalid
from proctoring_host.registry.guard import MASK, masked, texts_in
from proctoring_host.registry.option_types import Unfit, convert, describe_type

ENTRY_POINT_KEY = "BACKEND"
IGNORED: Mapping[str, str] = MappingProxyType(
    {
        "needs_oauth": "Nothing reads this key; it can be removed.",
        "requires_escalation_email": "The platform reads this key; the host does not.",
        "show_review_rules": "The platform reads this key; the host does not.",
    }
)
_SECRET_NAME = re.compile(r"secret|password|passwd|token(?!_expiration)|credential|(^|_)key($|_)", re.IGNORECASE)
_URL = re.compile(r"(?<=://)([^/?#\s]*)([^?#\s]*)([?#]?)(\S*)")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What came of a dictionary of options; `notes` are for people and make no difference."""

    options: BackendOptions
    notes: tuple[str, ...] = ()


def read_options(name: str, cls: type[BackendOptions], raw: Mapping[str, Any]) -> Read:
    """Build `cls` from what is configured under `name`; raises `OptionsInvalid` with all problems."""
    reader = _Reader(name, cls, raw)
    return Read(options=reader.options(), notes=tuple(reader.notes()))


def shown_options(options: BackendOptions) -> dict[str, Any]:
    """The options as they may be shown to anybody: set secrets are masked, whether or not they were marked."""
    return {
        key_of(field): _shown(getattr(options, field.name), secret=is_secret(field))
        for field in dataclasses.fields(options)
    }


def key_of(field: dataclasses.Field[Any]) -> str:
    """The key in the settings, where it is not the field's name."""
    return str(field.metadata.get("key", field.name))


def is_secret(field: dataclasses.Field[Any]) -> bool:
    """Marked with `secret()`, kept out of repr, or named like a secret."""
    return bool(field.metadata.get("secret")) or not field.repr or bool(_SECRET_NAME.search(field.name))


def path_of(name: str, key: str = "") -> str:
    """Where an operator finds it: `PROCTORING_BACKENDS["name"]["key"]`."""
    return f'PROCTORING_BACKENDS["{name}"]' + (f'["{key}"]' if key else "")


def _shown(value: object, *, secret: bool) -> Any:
    if secret:
        return MASK if value else value if value is None or isinstance(value, bool) else ""
    if isinstance(value, Mapping):
        return {str(key): _shown(inner, secret=bool(_SECRET_NAME.search(str(key)))) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner, secret=False) for inner in value]
    if isinstance(value, str):
        return _URL.sub(_bare, value)
    return value if isinstance(value, bool | int | float | None) else type(value).__name__


def _bare(url: re.Match[str]) -> str:
    """An address without its user, query and fragment: any of them may be a secret."""
    host, path, mark, rest = url.groups()
    if "@" in host:
        host = f"{MASK}@{host.rpartition('@')[2]}"
    elif not host.startswith("[") and not host.partition(":")[2].isdecimal() and ":" in host:
        # No port, so a password in which somebody forgot to quote a character that ends the host.
        return MASK
    return f"{host}{path}{mark}{MASK if rest else ''}"


class _Reader:
    """One dictionary, read once."""

    def __init__(self, name: str, cls: type[BackendOptions], raw: Mapping[str, Any]) -> None:
        self.name = name
        self.cls = cls
        self.raw = {key: value for key, value in raw.items() if key != ENTRY_POINT_KEY}
        self.hints = get_type_hints(cls)
        self.fields = {key_of(field): field for field in dataclasses.fields(cls) if field.init}
        self.values: dict[str, Any] = {}

    def options(self) -> BackendOptions:
        problems = [*self._take_values(), *self._unknown(), *self._missing(), *self._empty()]
        if problems:
            raise OptionsInvalid(problems)
        options = self.cls(**self.values)
        secrets = [text for key in self.raw if self._is_secret(key) for text in texts_in(self.raw[key])]
        problems = [f"{path_of(self.name, key)}: {masked(text, secrets)}" for key, text in options.problems().items()]
        if problems:
            raise OptionsInvalid(problems)
        return options

    def _is_secret(self, key: str) -> bool:
        return key in self.fields and is_secret(self.fields[key])

    def notes(self) -> Iterator[str]:
        for key in self.raw:
            if key in IGNORED and key not in self.fields:
                yield f"{path_of(self.name, key)}: {IGNORED[key]}"

    def readable(self) -> dict[str, Any]:
        """The values that have the right type; what is wrong with the others is said elsewhere."""
        for _problem in self._take_values():
            pass
        return self.values

    def _take_values(self) -> Iterator[str]:
        for key, field in self.fields.items():
            if key not in self.raw:
                continue
            try:
                self.values[field.name] = convert(self.raw[key], self.hints[field.name])
            except Unfit as unfit:
                yield f"{path_of(self.name, key)}{unfit.where} {unfit}."

    def _unknown(self) -> Iterator[str]:
        for key in self.raw:
            if key in self.fields or key in IGNORED:
                continue
            near = difflib.get_close_matches(str(key), self.fields, n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"Known keys: {', '.join(sorted(self.fields))}."
            yield f"{path_of(self.name, str(key))} is not an option of this backend. {hint}"

    def _missing(self) -> Iterator[str]:
        for key, field in self.fields.items():
            if _is_required(field) and key not in self.raw:
                yield f"{path_of(self.name, key)} is missing: it must be {describe_type(self.hints[field.name])}."

    def _empty(self) -> Iterator[str]:
        """Anybody can sign with an empty secret."""
        for key, field in self.fields.items():
            if _is_required(field) and field.metadata.get("secret") and self.values.get(field.name) == "":
                yield f"{path_of(self.name, key)} is empty: it is a secret."


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def common_options(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the options of every backend that can be read, whatever is wrong with the others."""
    return _Reader("", BackendOptions, raw).readable()
