"""What must never be told: secrets, and who the learner is."""

import contextlib
import io

import pytest

from proctoring_host.data import CallbackKind
from proctoring_host.errors import ProctoringError
from proctoring_host.testing.bench import Bench, describe, require
from proctoring_host.testing.bending import (
    changed,
    content,
    places,
    with_another_body,
    with_content,
    with_wrong_proof,
    without_proof,
)
from proctoring_host.testing.check import HAS_CALLBACKS, HAS_SECRETS, See, calls, check
from proctoring_host.testing.conformance.asking import ask_for
from proctoring_host.testing.conformance.registration import register
from proctoring_host.testing.conformance.wire import each, failed
from proctoring_host.testing.faults import (
    BROKEN_LINES,
    EVERYWHERE,
    NONSENSE_ANSWERS,
    PASSING_REFUSALS,
    REDIRECT_ELSEWHERE,
    REFUSALS,
)
from proctoring_host.testing.samples import EMAIL, FULL_NAME, make_registration
from proctoring_host.testing.subject import Answer, Sample

HOOK = "register_attempt"
CALLS = calls(HOOK)
MARKER = "zz-what-stood-in-the-body-zz"
TELLING = (
    *BROKEN_LINES[:3],
    *REFUSALS[:3],
    PASSING_REFUSALS[0],
    PASSING_REFUSALS[1],
    *NONSENSE_ANSWERS[:6],
    REDIRECT_ELSEWHERE,
)
LONGEST_MESSAGE = 1000


class PrivacyChecks:
    """Messages, logs and `repr`."""

    @check(see=See.ERRORS, why="Messages are shown to learners, logged and stored.", needs=(CALLS,))
    @each(TELLING)
    def test_an_error_gives_nothing_away(self, bench: Bench, fault: object) -> None:
        """Neither an error nor the traceback of it and of its causes holds a secret, a name or an address.

        The exceptions of HTTP libraries hold the request, so raise your own `from None`.
        """
        error = failed(bench, fault)  # type: ignore[arg-type]  # a Fault, as `each` gives it
        leak = bench.leak_of(error)
        require(not leak, f"{leak} in {describe(error)} or its traceback")

    @check(see=See.ERRORS, why="What a vendor's server has to say may quote the request, keys and all.", needs=(CALLS,))
    @pytest.mark.parametrize("status", [200, 400, 422, 500])
    def test_the_vendors_own_words_are_not_repeated(self, bench: Bench, status: int) -> None:
        """A body that the vendor sends along with an error stands neither in the message nor in the log."""
        text = f"{MARKER} {FULL_NAME} {EMAIL} {' '.join(bench.secrets)}"
        bench.server.answer(HOOK, Answer(status=status, body=text.encode()))
        error = bench.loaded.backend_error(HOOK, registration=make_registration(bench.subject.name))
        leak = bench.leak_of(error, MARKER) or bench.leak(bench.log, MARKER)
        require(not leak, f"{leak} in {describe(error)} or in the log")

    @check(see=See.ERRORS, why="It is stored with the attempt, and read by people.", needs=(CALLS,))
    def test_a_message_is_short(self, bench: Bench) -> None:
        """The message of an error is a sentence or two."""
        detail = failed(bench, PASSING_REFUSALS[1]).detail
        require(0 < len(detail.strip()) <= LONGEST_MESSAGE, f"a message of {len(detail)} characters")

    @check(see=See.ERRORS, why="Logs are kept for long, and read by many.")
    def test_nothing_private_is_logged_when_all_is_well(self, bench: Bench) -> None:
        """A registration logs no secret, no name and no address, also at the level DEBUG."""
        register(bench)
        leak = bench.leak(bench.log)
        require(not leak, f"{leak} in the log")

    @check(see=See.ERRORS, why="That is when most is logged.", needs=(CALLS,))
    @each((BROKEN_LINES[0], REFUSALS[0], PASSING_REFUSALS[1], NONSENSE_ANSWERS[1]))
    def test_nothing_private_is_logged_when_the_vendor_fails(self, bench: Bench, fault: object) -> None:
        """A registration that fails logs no secret, no name and no address."""
        failed(bench, fault)  # type: ignore[arg-type]  # a Fault, as `each` gives it
        leak = bench.leak(bench.log)
        require(not leak, f"{leak} in the log")

    @check(see=See.ERRORS, why="Every hook may fail.")
    @each(tuple(fault for fault in EVERYWHERE if not fault.is_slow))
    def test_other_errors_give_nothing_away(self, bench: Bench, other_hook: str, fault: object) -> None:
        """Where the vendor fails at another hook, neither the error nor the log gives anything away."""
        outcome = ask_for(bench.failing(other_hook, fault), other_hook)  # type: ignore[arg-type]  # a Fault
        leak = bench.leak_of(outcome) if isinstance(outcome, BaseException) else ""
        leak = leak or bench.leak(bench.log)
        require(not leak, f"{leak} in what {other_hook} raised or logged")

    @check(see=See.OPTIONS, why="A site's server writes it into a log that nobody watches.")
    def test_nothing_is_printed(self, bench: Bench) -> None:
        """A registration prints nothing."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            register(bench)
        require(not printed.getvalue(), f"{len(printed.getvalue())} characters printed")

    @check(see=See.OPTIONS, why="A traceback, a debugger and a log show it.", needs=(HAS_SECRETS,))
    def test_repr_shows_no_secret(self, bench: Bench) -> None:
        """`repr` and `str` of backend and options show no secret."""
        backend, options = bench.loaded.backend, bench.loaded.options
        leak = bench.leak(f"{backend!r} {backend!s} {options!r} {options!s}")
        require(not leak, f"{leak} in repr")

    @check(
        see=See.CALLBACKS,
        why="Who guesses proofs must not be helped, and the right one must not be logged.",
        needs=(HAS_CALLBACKS,),
    )
    def test_a_rejection_gives_nothing_away(self, bench: Bench, proved: Sample) -> None:
        """The message of a rejected call, and the log, hold neither a secret nor any proof that was given."""
        proofs = [value for value in _proofs(proved) if value]
        for bend in (without_proof, with_wrong_proof, with_another_body):
            outcome = bench.loaded.outcome("authenticate_callback", callback=bend(proved.callback))
            if isinstance(outcome, BaseException):
                leak = bench.leak_of(outcome, *proofs)
                require(not leak, f"{leak} in {describe(outcome)} or its traceback")
        leak = bench.leak(bench.log, *proofs)
        require(not leak, f"{leak} in the log")

    @check(see=See.CALLBACKS, why="Reviews are about people.", needs=(HAS_CALLBACKS,))
    def test_a_call_is_not_logged(self, bench: Bench, sample: Sample) -> None:
        """Proving and parsing a call logs neither its proof nor what is private in its body."""
        bench.loaded.outcome("authenticate_callback", callback=sample.callback)
        bench.loaded.outcome("parse_callback", callback=sample.callback)
        leak = bench.leak(bench.log, *_proofs(sample), *sample.private)
        require(not leak, f"{leak} in the log")

    @check(see=See.CALLBACKS, why="The answer goes to whoever called, and into the log.", needs=(HAS_CALLBACKS,))
    def test_a_malformed_body_is_not_repeated(self, bench: Bench) -> None:
        """The message of `CallbackMalformed` repeats nothing of the body."""
        for sample in bench.subject.callbacks:
            body = content(sample.callback)
            for place in places(body) if isinstance(body, dict) else ():
                bent = with_content(sample.callback, changed(body, place, MARKER))
                outcome = bench.loaded.outcome("parse_callback", callback=bent)
                if isinstance(outcome, ProctoringError):
                    require(MARKER not in f"{outcome.detail} {outcome!r}", f"{outcome.detail!r} for a value at {place}")
        require(MARKER not in bench.log, "a value of the body in the log")


def _proofs(sample: Sample) -> tuple[str, ...]:
    callback = sample.callback
    if callback.kind is CallbackKind.LAUNCH:
        return ()
    headers = [value for name, value in callback.headers.items() if name.startswith(("x-", "authorization"))]
    return tuple(value for value in (callback.token, *headers) if len(value) > 15)
