"""How the scripted vendor is to behave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from proctoring_host import BackendOptions, secret
from proctoring_mock_backend.browser import SCRIPT_WORDS
from proctoring_mock_backend.faults import FAULT_WORDS
from proctoring_mock_backend.words import VERDICTS


@dataclass(frozen=True, slots=True, kw_only=True)
class MockOptions(BackendOptions):
    """The script of every attempt, and the faults to play.

    With `automatic` false nothing happens by itself: the console or the REST calls do each step. `journal` is a file
    that registrations are noted in for the console; `faults.json` beside it, written by the console, is obeyed
    instead of `fail_registrations` and `registration_delay`. Without `callback_secret` only the vendor's service
    user is listened to. With `browser_script` the learner's page talks to a script of the vendor's in the browser.
    """

    passing_statuses: tuple[str, ...] = ("Clean",)
    automatic: bool = True
    ready_after_seconds: float = 5.0
    verdict: str = "passed"
    verdict_after_seconds: float = 10.0
    comments: tuple[str, ...] = ()
    supports_onboarding: bool = False
    callback_secret: str = secret(default="")
    fail_registrations: str = ""
    registration_delay: float = 0.0
    journal: str = ""
    browser_script: str = ""

    def problems(self) -> Mapping[str, str]:
        return dict(self._problems())

    def _problems(self) -> Iterator[tuple[str, str]]:
        for key in ("ready_after_seconds", "verdict_after_seconds", "registration_delay"):
            if getattr(self, key) < 0:
                yield key, "It must not be negative."
        if self.verdict not in VERDICTS:
            yield "verdict", f"It must be one of: {', '.join(VERDICTS)}."
        if self.fail_registrations and self.fail_registrations not in FAULT_WORDS:
            yield "fail_registrations", f"It must be empty or one of: {', '.join(FAULT_WORDS)}."
        if self.browser_script and self.browser_script not in SCRIPT_WORDS:
            yield "browser_script", f"It must be empty or one of: {', '.join(SCRIPT_WORDS)}."
        if not self.callback_secret.isascii():
            yield "callback_secret", "A header can carry it only when it is plain ASCII."
