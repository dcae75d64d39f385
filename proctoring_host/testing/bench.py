"""Where a backend is tried: loaded as by the host, with a vendor's server at the other end and ears on the log."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import Field, dataclass, fields
from functools import cached_property
from typing import Any

from proctoring_host.backend import Backend, BackendOptions, Capability
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import Failure
from proctoring_host.errors import BackendError
from proctoring_host.registry import Candidate, Registry
from proctoring_host.registry.guard import PluginRaised, guarded, texts_in
from proctoring_host.registry.options import key_of
from proctoring_host.testing.faults import Fault
from proctoring_host.testing.samples import EMAIL, FULL_NAME
from proctoring_host.testing.server import VendorServer, running
from proctoring_host.testing.sessions import Clock, lend
from proctoring_host.testing.subject import VENDOR, Subject

SHORTEST_PRIVATE = 4
# They log addresses and not more, and a site switches them on for itself.
LOUD_LIBRARIES = ("urllib3", "requests", "charset_normalizer")


class Unmet(AssertionError):
    """What a check has found in place of what it wants."""


def require(condition: object, found: str) -> None:
    """Raise `Unmet` unless the condition holds; `found` says what there is instead."""
    if not condition:
        raise Unmet(found)


def describe(error: BaseException) -> str:
    """An exception for the vendor's own eyes."""
    return f"{type(error).__name__}: {error}"


def is_kept_secret(field: Field[Any]) -> bool:
    """As its maker declares it; the host hides more, by names."""
    return bool(field.metadata.get("secret")) or not field.repr


class _Ears(logging.Handler):
    """Keeps what is logged, with the tracebacks that a site would write."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] not in LOUD_LIBRARIES:
            self.lines.append(self.format(record))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A backend at work under a configured name."""

    registry: Registry
    name: str

    @property
    def backend(self) -> Backend[Any]:
        return self.registry.built(self.name).instance

    @property
    def options(self) -> BackendOptions:
        return self.registry.built(self.name).read.options

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self.registry.built(self.name).capabilities

    @property
    def hooks(self) -> frozenset[str]:
        return self.registry.built(self.name).hooks

    def caller(self, hook: str) -> Callable[..., Any]:
        """The hook, as the host calls it: an implementation may leave out arguments."""
        return self.registry.caller(self.name, hook)

    def call(self, hook: str, **arguments: Any) -> Any:
        """The hook's answer as it is; whatever it raises is not what was wanted."""
        outcome = self.outcome(hook, **arguments)
        if isinstance(outcome, BaseException):
            raise Unmet(f"{hook} raised {describe(outcome)}") from outcome
        return outcome

    def outcome(self, hook: str, **arguments: Any) -> Any:
        """The hook's answer, or what it raised."""
        return self.outcome_of(lambda: self.caller(hook)(**arguments))

    def outcome_of(self, call: Callable[[], Any]) -> Any:
        """What a call came to; the backend's code may raise whatever it likes."""
        try:
            return guarded(call)
        except PluginRaised as raised:
            return raised.error

    def error(self, hook: str, **arguments: Any) -> BaseException:
        """What the hook raised; it must raise."""
        outcome = self.outcome(hook, **arguments)
        require(isinstance(outcome, BaseException), f"{hook} raised nothing and answered {outcome!r}")
        assert isinstance(outcome, BaseException)  # noqa: S101  for mypy
        return outcome

    def backend_error(self, hook: str, **arguments: Any) -> BackendError:
        """As `error`, where the host has to be told something about the vendor."""
        error = self.error(hook, **arguments)
        require(isinstance(error, BackendError), f"{hook} raised {describe(error)}, which is no BackendError")
        assert isinstance(error, BackendError)  # noqa: S101  for mypy
        return error


class Bench:
    """One for each check. `loaded` is the backend with the options of the subject."""

    def __init__(self, subject: Subject, server: VendorServer, ears: _Ears) -> None:
        self.subject = subject
        self.server = server
        self.clock = Clock()
        self.timeouts: list[float] = []
        self.on_session: Callable[[], None] = lambda: None
        self._ears = ears

    @classmethod
    @contextmanager
    def open(cls, subject: Subject) -> Iterator["Bench"]:
        """A bench with a server of its own."""
        ears = _Ears()
        with running(subject.routes, subject.patience_seconds) as server, _listening(ears):
            yield cls(subject, server, ears)

    @cached_property
    def loaded(self) -> Loaded:
        return self.load()

    def registry(
        self, *, name: str = "", url: str = "", hurry: bool = False, options: dict[str, Any] | None = None
    ) -> Registry:
        """The host's registry with this backend alone; a backend that cannot be loaded is in its `failures`."""
        name, url = name or self.subject.name, url or self.server.url
        raw = self.options(url, hurry=hurry) if options is None else options
        settings = ProctoringSettings(
            enabled=True, backends={name: {"BACKEND": self.subject.name, **raw}}, default_backend=name
        )
        services = lend(url, self.clock, self.timeouts, hurry=hurry, on_session=self._session_opened)
        candidate = Candidate.backend(self.subject.name, self.subject.backend)
        return Registry.load(settings, installed=[candidate], services=lambda: services)

    def _session_opened(self) -> None:
        self.on_session()

    def options(self, url: str = "", *, hurry: bool = False) -> dict[str, Any]:
        """What an operator would have written."""
        given = {**self.subject.options, **(self.subject.quick_options if hurry else {})}
        return {key: _with_url(value, url or self.server.url) for key, value in given.items()}

    def load(self, *, name: str = "", url: str = "", hurry: bool = False) -> Loaded:
        """The backend at work, or a check that has failed."""
        registry = self.registry(name=name, url=url, hurry=hurry)
        require(not registry.failures, f"the backend cannot be loaded: {_told(registry.failures)}")
        return Loaded(registry=registry, name=name or self.subject.name)

    def failing(self, hook: str, fault: Fault) -> Loaded:
        """The backend, whose vendor fails at this hook from now on."""
        self.server.fail(hook, fault)
        return self.load(url=self.server.closed_url if fault.refuses else "", hurry=fault.is_slow)

    @property
    def log(self) -> str:
        """Everything that was logged since the bench was opened."""
        return "\n".join(self._ears.lines)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values of all secret options, and what the subject adds."""
        options = self.options()
        named = {key_of(field) for field in fields(self.subject.backend.Options) if is_kept_secret(field)}
        values = texts_in([value for key, value in options.items() if key in named])
        return tuple(value for value in (*values, *self.subject.secrets) if len(value) >= SHORTEST_PRIVATE)

    def leak(self, text: str, *more: str) -> str:
        """What of secrets and personal data stands in a text; nothing, where all is well."""
        private = (*self.secrets, FULL_NAME, FULL_NAME.rpartition(" ")[2], EMAIL, *more)
        found = [value for value in private if value and value in text]
        return ", ".join(repr(value) for value in dict.fromkeys(found))

    def leak_of(self, error: BaseException, *more: str) -> str:
        """The same for an exception, with its `repr` and all that a traceback of it would show."""
        shown = "".join(traceback.format_exception(error))
        return self.leak(f"{error!s}\n{error!r}\n{shown}", *more)


@contextmanager
def _listening(ears: _Ears) -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    root.addHandler(ears)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(ears)


def _with_url(value: Any, url: str) -> Any:
    return value.replace(VENDOR, url) if isinstance(value, str) else value


def _told(failures: tuple[Failure, ...]) -> str:
    return " ".join(f"[{failure.stage}] {failure.error} {failure.hint}" for failure in failures)
