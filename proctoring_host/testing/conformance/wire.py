"""Everything that can go wrong between the host and a vendor."""

import pytest

from proctoring_host.errors import BackendError, BackendUnreachable
from proctoring_host.testing.bench import Bench, Loaded, describe, require
from proctoring_host.testing.check import See, calls, check
from proctoring_host.testing.conformance.asking import ask_for
from proctoring_host.testing.faults import (
    BROKEN_LINES,
    EVERYWHERE,
    HUGE_ANSWER,
    NONSENSE_ANSWERS,
    PASSING_REFUSALS,
    REDIRECT_ELSEWHERE,
    REDIRECT_LOOP,
    REFUSALS,
    RETRY_AFTER,
    SLOW_LINES,
    TOO_MANY_REQUESTS,
    WRONG_VALUES,
    Fault,
)
from proctoring_host.testing.samples import ATTEMPT_CODE, make_registration

HOOK = "register_attempt"
CALLS = calls(HOOK)
MAY_SAY_NO = frozenset({"remove_attempt", "retire_learner"})


def failed(bench: Bench, fault: Fault) -> BackendError:
    """The error of a registration that this fault befell."""
    return _error(bench, bench.failing(HOOK, fault))


def _error(bench: Bench, loaded: Loaded) -> BackendError:
    return loaded.backend_error(HOOK, registration=make_registration(loaded.name))


def told(bench: Bench, fault: Fault) -> BackendError:
    """The error, when it is one of those that tell what happened."""
    error = failed(bench, fault)
    wanted = " or ".join(kind.__name__ for kind in fault.raises)
    require(isinstance(error, fault.raises), f"{describe(error)}, not {wanted}, where the vendor {fault.says}")
    return error


def each(faults: tuple[Fault, ...]) -> pytest.MarkDecorator:
    """Once for every fault."""
    return pytest.mark.parametrize("fault", faults, ids=[fault.name for fault in faults])


class WireChecks:
    """A vendor that fails, at registration and elsewhere."""

    @check(
        see=See.ERRORS, why="Without an answer nobody knows what the vendor did: the host tries again.", needs=(CALLS,)
    )
    @each(BROKEN_LINES)
    def test_a_broken_connection_is_unreachable(self, bench: Bench, fault: Fault) -> None:
        """A connection that is refused or breaks is `BackendUnreachable`."""
        told(bench, fault)

    @check(
        see=See.LIFE,
        why="A call that never ends holds a worker, and after five minutes another one calls.",
        needs=(CALLS,),
    )
    @each(SLOW_LINES)
    def test_a_slow_vendor_is_given_up(self, bench: Bench, fault: Fault) -> None:
        """A vendor that keeps the host waiting is given up, also in mid-answer, as `BackendUnreachable`.

        The server ends with the right answer after `patience_seconds`, so whoever waits for it is found out.
        """
        told(bench, fault)
        require(not bench.server.was_waited_for, f"a call that lasts as long as the vendor wants, which {fault.says}")

    @check(see=See.ERRORS, why="The registration is kept and tried again; only a refusal may be final.", needs=(CALLS,))
    @each((*BROKEN_LINES[:2], SLOW_LINES[0]))
    def test_a_broken_connection_is_never_final(self, bench: Bench, fault: Fault) -> None:
        """No error about a broken connection says that trying again cannot help."""
        error = failed(bench, fault)
        require(not error.final, f"{describe(error)} with final=True")

    @check(
        see=See.ERRORS, why="Clients are told the vendor's own status, and operators see what it said.", needs=(CALLS,)
    )
    @each(REFUSALS)
    def test_a_refusal_is_told_with_its_status(self, bench: Bench, fault: Fault) -> None:
        """An answer with 4xx is `RegistrationRefused` with its `vendor_status`; for 401 any `BackendError` will do."""
        error = told(bench, fault)
        require(error.vendor_status == fault.status, f"vendor_status={error.vendor_status} for {fault.status}")

    @check(see=See.ERRORS, why="A vendor that is down for an hour must not cost a learner the exam.", needs=(CALLS,))
    @each(PASSING_REFUSALS)
    def test_a_passing_refusal_is_tried_again(self, bench: Bench, fault: Fault) -> None:
        """429 and 5xx are `RegistrationRefused` with their `vendor_status`, and not final."""
        error = told(bench, fault)
        require(error.vendor_status == fault.status, f"vendor_status={error.vendor_status} for {fault.status}")
        require(not error.final, f"final=True for the status {fault.status}")

    @check(see=See.ERRORS, why="The host then waits as long as the vendor asks, and not longer.", needs=(CALLS,))
    def test_the_vendors_wish_to_be_left_alone_is_told(self, bench: Bench) -> None:
        """A `Retry-After` of seconds on a 429 becomes `retry_after`."""
        error = told(bench, TOO_MANY_REQUESTS)
        require(error.retry_after == RETRY_AFTER, f"retry_after={error.retry_after} for {RETRY_AFTER} seconds")

    @check(see=See.ERRORS, why="A maintenance page with status 200 is no registration.", needs=(CALLS,))
    @each(NONSENSE_ANSWERS)
    def test_an_answer_without_sense_is_invalid(self, bench: Bench, fault: Fault) -> None:
        """An answer that the vendor's protocol does not know is `BackendAnswerInvalid`."""
        told(bench, fault)

    @check(see=See.ERRORS, why="What is no text is no id, and `str()` makes one of anything.", needs=(CALLS,))
    @each(WRONG_VALUES)
    def test_an_answer_with_wrong_values_is_invalid(self, bench: Bench, fault: Fault) -> None:
        """An answer with the right keys and values of another type is `BackendAnswerInvalid`."""
        told(bench, fault)

    @check(see=See.LIFE, why="A broken server would fill the memory of the site.", needs=(CALLS,))
    def test_a_huge_answer_is_refused(self, bench: Bench) -> None:
        """An answer of several MiB is refused, even when a right one stands at its end."""
        told(bench, HUGE_ANSWER)

    @check(see=See.ERRORS, why="An endless redirect is no answer.", needs=(CALLS,))
    def test_a_redirect_loop_ends(self, bench: Bench) -> None:
        """A redirect to itself becomes a `BackendError`."""
        told(bench, REDIRECT_LOOP)

    @check(
        see=See.A_WHOLE_BACKEND,
        why="It would carry keys and learners' names to whoever the redirect names.",
        needs=(CALLS,),
    )
    def test_a_redirect_to_another_host_is_not_followed(self, bench: Bench) -> None:
        """A redirect to another host is not followed."""
        told(bench, REDIRECT_ELSEWHERE)
        require(not bench.server.requests_elsewhere(), "a call to the other host")

    @check(
        see=See.LIFE,
        why="The host has pauses and a circuit breaker; calls in a loop would be an attack.",
        needs=(CALLS,),
    )
    def test_a_failed_registration_is_not_repeated_in_a_loop(self, bench: Bench) -> None:
        """A registration that the vendor fails is called at most twice before the error is told."""
        failed(bench, next(fault for fault in PASSING_REFUSALS if fault.status == 500))
        count = len(bench.server.requests_of(HOOK))
        require(count <= 2, f"{count} calls")

    @check(
        see=See.ERRORS,
        why="Two accounts share one class, and an operator has to know which one failed.",
        needs=(CALLS,),
    )
    def test_an_error_names_its_backend(self, bench: Bench) -> None:
        """`BackendError.backend` is the configured name, also where that is not the usual one."""
        name = f"{bench.subject.name}_abroad"
        bench.server.fail(HOOK, PASSING_REFUSALS[1])
        error = _error(bench, bench.load(name=name))
        require(error.backend == name, f"{error.backend!r} in place of {name!r}")

    @check(see=See.ERRORS, why="Whoever reads the log looks for the attempt.", needs=(CALLS,))
    def test_an_error_names_its_attempt(self, bench: Bench) -> None:
        """The message of a refused registration names the attempt's code."""
        error = failed(bench, REFUSALS[0])
        require(ATTEMPT_CODE in error.detail, f"{error.detail!r}")

    @check(see=See.ERRORS, why="After a bad answer the next one counts again.", needs=(CALLS,))
    def test_after_a_failure_the_next_registration_goes_through(self, bench: Bench) -> None:
        """A backend that has failed once registers the attempt as soon as the vendor is well again."""
        loaded = bench.failing(HOOK, PASSING_REFUSALS[1])
        _error(bench, loaded)
        bench.server.recover(HOOK)
        loaded.call(HOOK, registration=make_registration(loaded.name))

    @check(see=See.ERRORS, why="Whatever a backend asks, the host has to know whether to ask again.")
    @each(EVERYWHERE)
    def test_every_other_call_fails_with_a_backend_error(self, bench: Bench, other_hook: str, fault: Fault) -> None:
        """Where the vendor fails at another hook, it raises a `BackendError`; a removal may also answer False."""
        outcome = ask_for(bench.failing(other_hook, fault), other_hook)
        if other_hook in MAY_SAY_NO and outcome is False:
            return
        wanted = BackendUnreachable if BackendUnreachable in fault.raises else BackendError
        found = describe(outcome) if isinstance(outcome, BaseException) else repr(outcome)
        require(isinstance(outcome, wanted), f"{other_hook} came to {found} where the vendor {fault.says}")

    @check(see=See.ERRORS, why="What a maintenance page says is neither a review nor a profile.")
    @each(NONSENSE_ANSWERS)
    def test_no_sense_is_read_into_an_answer(self, bench: Bench, reading_hook: str, fault: Fault) -> None:
        """Where another hook needs the vendor's answer, one without sense is a `BackendError`."""
        outcome = ask_for(bench.failing(reading_hook, fault), reading_hook)
        found = describe(outcome) if isinstance(outcome, BaseException) else repr(outcome)
        require(isinstance(outcome, BackendError), f"{reading_hook} came to {found} where the vendor {fault.says}")
