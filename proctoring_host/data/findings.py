"""What plugins report, and what is reported of them."""

from dataclasses import dataclass
from enum import StrEnum


class CheckLevel(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckMessage:
    """A finding of a backend about itself. `setting` is the path of the key, `id` like `acme.W001`."""

    level: CheckLevel
    id: str
    text: str
    hint: str = ""
    setting: str = ""


class Stage(StrEnum):
    """Where a plugin failed; the order is the order of its life."""

    DISCOVER = "discover"
    IMPORT = "import"
    REGISTER = "register"
    HOOKS = "hooks"
    OPTIONS = "options"
    CREATE = "create"
    CALL = "call"
    RENDER = "render"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that went wrong with one plugin. `error` names the exception and never holds a secret."""

    plugin: str
    distribution: str
    stage: Stage
    error: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFailed:
    """An effect did not go through. `final` means that nobody will try again without a person's help."""

    effect_kind: str
    backend: str
    attempt_code: str
    reason: str
    final: bool
