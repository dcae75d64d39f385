"""The options of an adapted class: the keys of the older settings, with the class's own values as defaults."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from proctoring_host.backend import BackendOptions
from proctoring_host.legacy.provider import attribute, is_rest, parameters

# What the older settings allow besides the options of every backend.
KEYS: Mapping[str, Any] = {
    "base_url": str | None,
    "client_id": str | None,
    "client_secret": str | None,
    "crypto_key": str | None,
    "default_rules": Any,
    "exam_register_endpoint": str | None,
    "exam_sponsor": str | None,
    "organization": str | None,
    "secret_key": str | None,
    "secret_key_id": str | None,
    "send_email": bool | None,
    "software_download_url": str | None,
    "timeout": Any,
    "token_expiration_time": int | None,
    "video_review_aes_key": str | None,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegacyOptions(BackendOptions):
    """`keeps_exams`: the vendor gives every exam an id, so that an exam without one has to be sent again."""

    has_dashboard: bool = False
    supports_onboarding: bool = False
    keeps_exams: bool = False


COMMON = {field.name: field for field in dataclasses.fields(LegacyOptions)}
OURS = frozenset({"keeps_exams", "link_urls"})
_KINDS: Mapping[str, type | tuple[type, ...]] = {"ping_interval": int, "passing_statuses": (list, tuple)}


def options_for(provider: type[Any]) -> type[LegacyOptions]:
    """A dataclass of what can be configured: the keys of the settings, and what the class's `__init__` names."""
    own = {name: each for name, each in parameters(provider)[0].items() if name not in COMMON}
    fields: list[tuple[str, Any, Any]] = [
        *((name, COMMON[name].type, _default(provider, name)) for name in COMMON if name not in OURS),
        ("keeps_exams", bool, is_rest(provider)),
        *((name, kind, _unset()) for name, kind in KEYS.items() if name not in own),
        *((name, KEYS.get(name, Any), _required(each)) for name, each in own.items()),
    ]
    return dataclasses.make_dataclass(
        f"{provider.__name__}Options",
        fields,
        bases=(LegacyOptions,),
        frozen=True,
        slots=True,
        kw_only=True,
        namespace={"__module__": __name__},
    )


def arguments_for(provider: type[Any], options: LegacyOptions) -> dict[str, Any]:
    """What `__init__` is given: everything that differs from what the class has anyway, as far as it takes it."""
    named, takes_anything = parameters(provider)
    values = {
        field.name: getattr(options, field.name)
        for field in dataclasses.fields(options)
        if field.name not in OURS and getattr(options, field.name) != field.default
    }
    return {name: value for name, value in values.items() if takes_anything or name in named}


def _default(provider: type[Any], name: str) -> Any:
    kind = _KINDS.get(name, type(COMMON[name].default))
    value = attribute(provider, name, kind)
    if value is None:
        return COMMON[name].default
    return tuple(value) if name == "passing_statuses" else value


def _unset() -> Any:
    return dataclasses.field(default=None, repr=False)


def _required(parameter: Any) -> Any:
    return dataclasses.field(repr=False) if parameter.default is parameter.empty else _unset()
