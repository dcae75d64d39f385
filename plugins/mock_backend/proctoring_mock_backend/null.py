"""A backend that does nothing at all: for sites where a person decides everything in the host."""

from proctoring_host import Backend, BackendOptions, hookimpl
from proctoring_host.data import Callback, ParsedCallback, RegisteredAttempt, Registration
from proctoring_host.errors import CallbackMalformed, CallbackRejected


class NullBackend(Backend[BackendOptions]):
    """Attempts get an id of their own, and nobody is told of them; nobody's call is believed."""

    default_verbose_name = "No vendor"

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        return RegisteredAttempt(external_id=f"null-{registration.attempt_code.lower()}")

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        raise CallbackRejected("There is no vendor behind this backend, so nothing can come from it.")

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        raise CallbackMalformed("There is no vendor behind this backend, so there is nothing to read.")
