"""The exceptions of the older interface as ours. They are known by name: their package need not be installed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from proctoring_host.domain.statuses import ONBOARDING_ERRORS
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendError,
    BackendUnreachable,
    CallbackMalformed,
    OnboardingRequired,
    ProctoringError,
    RegistrationRefused,
)

BASE = "ProctoredBaseException"
_ABOUT_FORM = (LookupError, ValueError, TypeError, AttributeError)
Translation = Callable[[Exception, str, str], ProctoringError]


@contextmanager
def translated(backend: str, what: str) -> Iterator[None]:
    """`what` begins the sentence, as in "registering the attempt 5". No message of a provider is passed on: it may
    hold an answer of the vendor. What is not known by name is left to the registry, which logs where it was raised.
    """
    try:
        yield
    except requests.RequestException as error:
        raise BackendUnreachable(
            f"The vendor did not answer ({type(error).__name__}) {what}.", backend=backend
        ) from None
    except Exception as error:
        translation = _translation(error)
        if translation is None:
            raise
        raise translation(error, backend, what) from None


@contextmanager
def read_as_callback() -> Iterator[None]:
    """What a provider raises about a call of its vendor says that the call has a wrong form."""
    try:
        yield
    except Exception as error:
        if not (isinstance(error, _ABOUT_FORM) or BASE in {base.__name__ for base in type(error).__mro__}):
            raise
        raise CallbackMalformed(f"The provider cannot read the review ({type(error).__name__}).") from None


def _translation(error: Exception) -> Translation | None:
    names = (base.__name__ for base in type(error).__mro__)
    return next((TRANSLATIONS[name] for name in names if name in TRANSLATIONS), None)


def _onboarding(error: Exception, backend: str, what: str) -> ProctoringError:
    word = getattr(error, "status", None) or next(iter(error.args), "")
    status = next((status for status in ONBOARDING_ERRORS if status == word), None)
    if status is None:
        return BackendAnswerInvalid(f"The vendor asks for onboarding in no known word {what}.", backend=backend)
    return OnboardingRequired(status)


def _refused(error: Exception, backend: str, what: str) -> ProctoringError:
    status = _status(error)
    said = f" with the status {status}" if status else ""
    return RegistrationRefused(f"The vendor refused{said} {what}.", backend=backend, vendor_status=status)


def _without_id(error: Exception, backend: str, what: str) -> ProctoringError:
    return BackendAnswerInvalid(f"The vendor's answer holds no id {what}.", backend=backend)


def _failed(error: Exception, backend: str, what: str) -> ProctoringError:
    return BackendError(f"The vendor failed {what}.", backend=backend, vendor_status=_status(error))


def _status(error: Any) -> int | None:
    status = getattr(error, "http_status", None)
    return status if isinstance(status, int) and 400 <= status <= 599 else None


TRANSLATIONS: Mapping[str, Translation] = {
    "BackendProviderOnboardingException": _onboarding,
    "BackendProviderCannotRegisterAttempt": _refused,
    "BackendProviderSentNoAttemptID": _without_id,
    "BackendProviderCannotRetireUser": _failed,
    "BackendProviderOnboardingProfilesException": _failed,
}
