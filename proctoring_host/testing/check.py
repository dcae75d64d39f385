"""A check: a test that says what it expects, why, where the documentation tells it, and when it says nothing."""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import pytest

from proctoring_host.backend import Capability
from proctoring_host.testing.bench import Bench, Unmet
from proctoring_host.testing.subject import Subject

MARK = "__proctoring_check__"
PAGE = "docs/backends.md"
F = TypeVar("F", bound=Callable[..., None])


class See(StrEnum):
    """Headings of docs/backends.md."""

    THE_PACKAGE = "The package"
    A_WHOLE_BACKEND = "A whole backend"
    OPTIONS = "Options"
    LIFE = "The life of a backend"
    ERRORS = "Errors to raise"
    CAPABILITIES = "Capabilities"
    CALLBACKS = "Callbacks"
    FOLLOW_UPS = "Asking instead of being called"
    MAILS = "Mails in your own words"
    BROKEN = "When a plugin is broken"


@dataclass(frozen=True, slots=True)
class Need:
    """What a check cannot do without; `is_met` is asked before the check runs."""

    text: str
    is_met: Callable[[Bench], bool] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`expects` is a whole sentence, as is `why`."""

    name: str
    expects: str
    why: str
    see: See
    needs: tuple[Need, ...] = ()

    def reason_to_skip(self, bench: Bench) -> str:
        """Empty where the check can be made."""
        subject = bench.subject
        if self.name in subject.not_applicable:
            return f"says nothing about {subject.name}: {subject.not_applicable[self.name]}"
        missing = [need.text for need in self.needs if not need.is_met(bench)]
        return f"needs {missing[0]}" if missing else ""

    def told(self, found: str) -> str:
        """The message of a failure."""
        return f'expected: {self.expects}\nfound:    {found}\nwhy:      {self.why}\nsee:      {PAGE}, "{self.see}"'


def check(*, see: See, why: str, needs: tuple[Need, ...] = ()) -> Callable[[F], F]:
    """Makes a check of a test method; the first paragraph of its docstring is what it expects."""

    def decorate(function: F) -> F:
        expects = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
        made = Check(name=function.__name__, expects=expects, why=why, see=see, needs=needs)

        @functools.wraps(function)
        def checked(self: Any, bench: Bench, **arguments: Any) -> None:
            found = _unmet(made, bench, arguments, lambda: function(self, bench, **arguments))
            if found is not None:
                pytest.fail(
                    made.told("; in the description, ".join([found, *bench.server.problems[:1]])), pytrace=False
                )

        setattr(checked, MARK, made)
        return checked  # type: ignore[return-value]

    return decorate


def _unmet(made: Check, bench: Bench, arguments: Mapping[str, Any], call: Callable[[], None]) -> str | None:
    """What a check has found wrong. An argument is None where the description has nothing of its kind."""
    try:
        reason = made.reason_to_skip(bench)
        if not reason and None in arguments.values():
            reason = f"needs a {' or '.join(arguments)} in the description".replace("_", " ")
        if reason:
            pytest.skip(reason)
        call()
    except Unmet as unmet:
        return str(unmet)
    return None


def check_of(function: object) -> Check | None:
    """The check behind a test method, if it is one."""
    return getattr(function, MARK, None)


def _subject(text: str, is_met: Callable[[Subject], bool]) -> Need:
    return Need(text, lambda bench: is_met(bench.subject))


def implemented(hook: str) -> Need:
    """The backend has this hook."""
    return Need(f"the hook {hook}, which the backend does not implement", lambda bench: hook in bench.loaded.hooks)


def calls(hook: str) -> Need:
    """The vendor's server is asked by this hook."""
    return _subject(f"a route for {hook} in the description", lambda subject: hook in subject.hooks_that_call)


def declared(capability: Capability) -> Need:
    """The backend has promised this."""
    text = f"the capability {capability.name}, which the backend does not declare"
    return Need(text, lambda bench: capability in bench.loaded.capabilities)


HAS_VENDOR = _subject("routes in the description: the backend calls nobody", lambda subject: bool(subject.routes))
HAS_CALLBACKS = _subject("sample callbacks in the description", lambda subject: bool(subject.callbacks))
HAS_REVIEWS = _subject("a sample review in the description", lambda subject: bool(subject.reviews))
HAS_WORDS = _subject(
    "a sample review with its `word` in the description",
    lambda subject: any(s.word is not None for s in subject.reviews),
)
HAS_COMMENTS = _subject(
    "a sample review with comments in the description", lambda subject: any(s.comments for s in subject.reviews)
)
COVERS_BODY = _subject("a proof that covers the body (`covers_body`)", lambda subject: subject.covers_body)
SIGNS_TIME = _subject(
    "a proof that lapses (`replay_after_seconds`)", lambda subject: subject.replay_after_seconds is not None
)
HAS_SECRETS = Need("a secret option", lambda bench: bool(bench.secrets))
ASKS_FOR_ONBOARDING = _subject(
    "`refuses_without_onboarding` in the description", lambda subject: bool(subject.refuses_without_onboarding)
)
