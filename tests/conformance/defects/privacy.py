"""A defect each: secrets, people, options."""

import logging
from dataclasses import dataclass, replace
from typing import Any

from proctoring_host import BackendOptions, hookimpl, secret
from proctoring_host.data import AttemptData, Callback, CallbackKind, LaunchInfo, RegisteredAttempt, Registration
from proctoring_host.errors import BackendAnswerInvalid, BackendUnreachable, CallbackMalformed, CallbackRejected
from tests.conformance.good import Good, GoodOptions

logger = logging.getLogger(__name__)


class TellsTheBody(Good):
    """Its message quotes the vendor's answer."""

    def refused(self, what, answer):
        error = super().refused(what, answer)
        error.detail += answer.text
        error.args = (error.detail,)
        return error


class TellsTheLearner(Good):
    """Its message names the learner."""

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        try:
            return super().register_attempt(registration)
        except BackendUnreachable:
            detail = f"{registration.learner.full_name} could not be registered."
            raise BackendUnreachable(detail, backend=self.name) from None


class KeepsTheCause(Good):
    """Its error hangs on an exception that quotes the request."""

    def invalid(self, what):
        error = BackendAnswerInvalid(f"{what} got nonsense.", backend=self.name)
        error.__cause__ = ValueError(f"{self.headers()}")
        return error


class LogsRegistrations(Good):
    """It logs what it sends."""

    def registration_body(self, registration):
        body = super().registration_body(registration)
        logger.debug("sending %s", body)
        return body


class LogsFailures(Good):
    """It logs its headers when something goes wrong."""

    def refused(self, what, answer):
        logger.warning("refused %s", self.headers())
        return super().refused(what, answer)


class Prints(Good):
    """It prints."""

    def registration_body(self, registration):
        print("registering")  # noqa: T201
        return super().registration_body(registration)


class ShowsItsKey(Good):
    """Its `repr` shows the key."""

    def __repr__(self):
        return f"<Good {self.options.api_key}>"


class LogsCallbacks(Good):
    """It logs the headers of each call."""

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        logger.info("callback %s", dict(callback.headers))
        return super().authenticate_callback(callback)


class TellsTheSignature(Good):
    """Its rejection says what would have been right."""

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        moment, given = callback.headers.get("x-good-time", ""), callback.headers.get("x-good-signature", "")
        if callback.kind is not CallbackKind.LAUNCH and given != self.signature(moment, callback.body):
            raise CallbackRejected(f"Signed with {self.options.callback_secret}, it would be another one.")
        return super().authenticate_callback(callback)


class RepeatsTheBody(Good):
    """Its message quotes the word that it does not know."""

    def verdict(self, body):
        try:
            return super().verdict(body)
        except CallbackMalformed:
            raise CallbackMalformed(f"{body.get('verdict')} is no verdict.") from None


class EndlessMessage(Good):
    """Its message is a page."""

    def refused(self, what, answer):
        error = super().refused(what, answer)
        error.detail *= 50
        return error


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOptions(BackendOptions):
    api_url: str
    api_key: str
    callback_secret: str = secret()


class OpenKey(Good):
    """The key is no secret."""

    Options = OpenOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseOptions(BackendOptions):
    api_url: Any
    api_key: str = secret()
    callback_secret: str = secret()


class LooseTypes(Good):
    """An option takes anything."""

    Options = LooseOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkativeOptions(BackendOptions):
    api_url: str
    api_key: str = secret()
    callback_secret: str = secret()

    def problems(self):
        return {} if self.api_url.startswith("http") else {"api_url": f"{self.api_url} is no address."}


class TalkativeProblems(Good):
    """A problem quotes the value."""

    Options = TalkativeOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LaxOptions(BackendOptions):
    api_url: str
    api_key: str = secret()
    callback_secret: str = secret(default="")


class TakesEmptySecrets(Good):
    """Compared with an empty secret, an empty token is right."""

    Options = LaxOptions

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        if not self.options.callback_secret and not callback.token:
            return True
        return super().authenticate_callback(callback)


class HtmlSteps(Good):
    """A step is empty."""

    @hookimpl
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:
        return replace(super().launch_info(attempt, language), steps=("",))


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingOptions(GoodOptions):
    def __repr__(self):
        return f"TellingOptions(api_key={self.api_key})"


class TellsASecret(Good):
    """Its options show what was to be hidden."""

    Options = TellingOptions
