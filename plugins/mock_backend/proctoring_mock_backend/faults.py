"""Ways in which a vendor can fail at registration, played on demand."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from proctoring_host.data import Status
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendUnreachable,
    OnboardingRequired,
    ProctoringError,
    RegistrationRefused,
)

LONGEST_DELAY = 60.0

_VENDOR_FAULTS: Mapping[str, Callable[[str], ProctoringError]] = MappingProxyType(
    {
        "unreachable": lambda name: BackendUnreachable("The scripted vendor plays dead.", backend=name),
        "error500": lambda name: RegistrationRefused(
            "The scripted vendor plays an error of its server.", backend=name, vendor_status=500
        ),
        "refused": lambda name: RegistrationRefused(
            "The scripted vendor refuses the registration.", backend=name, vendor_status=403, final=True
        ),
        "invalid": lambda name: BackendAnswerInvalid("The scripted vendor plays a garbled answer.", backend=name),
    }
)
_ONBOARDING_FAULTS = {
    status.value: status
    for status in (
        Status.ONBOARDING_MISSING,
        Status.ONBOARDING_PENDING,
        Status.ONBOARDING_FAILED,
        Status.ONBOARDING_EXPIRED,
    )
}
FAULT_WORDS = (*_VENDOR_FAULTS, *_ONBOARDING_FAULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong at the next registrations: nothing, one of `FAULT_WORDS`, and how slowly."""

    registration: str = ""
    delay_seconds: float = 0.0

    def raise_for_registration(self, backend: str) -> None:
        if self.registration in _ONBOARDING_FAULTS:
            raise OnboardingRequired(_ONBOARDING_FAULTS[self.registration])
        if self.registration in _VENDOR_FAULTS:
            raise _VENDOR_FAULTS[self.registration](backend)


def beside(journal: str | Path) -> Path:
    """The file of switches that belongs to this journal."""
    return Path(journal).with_name("faults.json")


def read(path: Path, default: Faults) -> Faults:
    """The switches as they are now; a file that is missing or cannot be understood leaves the default."""
    try:
        return _understood(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return default


def write(path: Path, faults: Faults) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(faults)), "utf-8")
    part.replace(path)


def _understood(content: Any) -> Faults:
    faults = Faults(**content)
    if faults.registration not in ("", *FAULT_WORDS):
        raise ValueError("an unknown fault")
    return Faults(
        registration=faults.registration,
        delay_seconds=min(max(float(faults.delay_seconds), 0.0), LONGEST_DELAY),
    )
