"""Registering an attempt, and registering it again."""

from dataclasses import replace
from typing import Any

import pytest

from proctoring_host.data import RegisteredAttempt, Status
from proctoring_host.errors import OnboardingRequired
from proctoring_host.registry import results
from proctoring_host.registry.results import Unusable
from proctoring_host.testing.bench import Bench, Unmet, describe, require
from proctoring_host.testing.check import ASKS_FOR_ONBOARDING, See, calls, check
from proctoring_host.testing.hard import HARD_EXAM_NAMES, HARD_NAMES
from proctoring_host.testing.samples import ATTEMPT_CODE, LEARNER, make_exam, make_registration
from proctoring_host.testing.subject import VendorRequest

OTHER_CODE = "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"
HOOK = "register_attempt"
CALLS = calls(HOOK)


def register(bench: Bench, **fields: Any) -> RegisteredAttempt:
    """Register an attempt, and hold the answer to what the host takes."""
    answer = bench.loaded.call(HOOK, registration=make_registration(bench.subject.name, **fields))
    try:
        return results.registered_attempt(answer)
    except Unusable as unusable:
        raise Unmet(f"{answer!r}: {unusable}") from None


def only_request(bench: Bench) -> VendorRequest:
    """The one call that a registration makes."""
    requests = bench.server.requests_of(HOOK)
    require(len(requests) == 1, f"{len(requests)} calls at the routes of {HOOK}")
    return requests[0]


def well_formed(request: VendorRequest) -> None:
    """No header was smuggled in, and a body that says it is JSON is JSON."""
    require("x-injected" not in request.headers, "a line break in a name has become a header")
    if "json" in request.headers.get("content-type", ""):
        try:
            request.json()
        except ValueError:
            raise Unmet("a body that is called JSON and is none") from None


def names_attempt(request: VendorRequest, code: str) -> bool:
    """In any of the usual ways to write it."""
    text = request.text().lower().replace("-", "")
    return code.lower().replace("-", "") in text


class RegistrationChecks:
    """`register_attempt`."""

    @check(see=See.A_WHOLE_BACKEND, why="The host stores the id, and looks attempts up by it.")
    def test_registration_answers_with_an_id(self, bench: Bench) -> None:
        """`register_attempt` returns a `RegisteredAttempt` with a printable id of at most 255 characters."""
        register(bench)

    @check(
        see=See.A_WHOLE_BACKEND, why="With another id, the vendor's callbacks would find no attempt.", needs=(CALLS,)
    )
    def test_the_id_is_the_vendors(self, bench: Bench) -> None:
        """The id is the one that the vendor answered with."""
        wanted, found = bench.subject.external_id, register(bench).external_id
        require(wanted in (None, found), f"{found!r} in place of {wanted!r}")

    @check(
        see=See.LIFE,
        why="The host tries again by itself, with pauses; more calls would make more attempts.",
        needs=(CALLS,),
    )
    def test_one_registration_is_one_call(self, bench: Bench) -> None:
        """A registration that succeeds is one call to the vendor."""
        register(bench)
        only_request(bench)

    @check(see=See.LIFE, why="The first answer may have been lost: a second id would leave an orphan at the vendor.")
    def test_the_same_attempt_again_gets_the_same_id(self, bench: Bench) -> None:
        """Registering the same attempt code twice gives the same id twice."""
        first, second = register(bench).external_id, register(bench).external_id
        require(first == second, f"{first!r}, then {second!r}")

    @check(
        see=See.LIFE,
        why="Only by the attempt's code can the vendor tell a repeated call from a new one.",
        needs=(CALLS,),
    )
    def test_the_vendor_is_told_the_attempts_code(self, bench: Bench) -> None:
        """The attempt's code stands in the call: in the address, a header or the body."""
        register(bench)
        require(names_attempt(only_request(bench), ATTEMPT_CODE), "a call in which the attempt's code does not stand")

    @check(
        see=See.A_WHOLE_BACKEND,
        why="An instance lives as long as the process and serves every attempt.",
        needs=(CALLS,),
    )
    def test_two_attempts_are_kept_apart(self, bench: Bench) -> None:
        """The call for a second attempt carries the second code, and nothing of the first."""
        register(bench)
        register(bench, attempt_code=OTHER_CODE)
        second = bench.server.requests_of(HOOK)[-1]
        require(names_attempt(second, OTHER_CODE), "a second call without the second attempt's code")
        require(not names_attempt(second, ATTEMPT_CODE), "a second call that names the first attempt")

    @check(see=See.A_WHOLE_BACKEND, why="Two accounts of one vendor work side by side, each under its own name.")
    def test_another_configured_name_registers_too(self, bench: Bench) -> None:
        """The same backend configured under a second name registers an attempt."""
        name = f"{bench.subject.name}_abroad"
        registration = make_registration(name)
        answer = bench.load(name=name).call(HOOK, registration=registration)
        require(isinstance(answer, RegisteredAttempt), f"{answer!r}")

    @check(see=See.A_WHOLE_BACKEND, why="Practice exams are registered like others.")
    def test_a_practice_attempt_is_registered(self, bench: Bench) -> None:
        """An attempt at a practice exam is registered."""
        exam = make_exam(bench.subject.name, is_practice_exam=True)
        register(bench, exam=exam, is_sample_attempt=True)

    @check(see=See.A_WHOLE_BACKEND, why="Authors set what they like, and a learner may have no extra time, or days.")
    @pytest.mark.parametrize("minutes", [1, 90, 100_000])
    def test_any_time_limit_is_registered(self, bench: Bench, minutes: int) -> None:
        """Every time limit that an author can set is registered."""
        register(bench, time_limit_mins=minutes)

    @check(see=See.A_WHOLE_BACKEND, why="Exams need neither rules nor a due date, and their rules are free text.")
    @pytest.mark.parametrize("policy", ["", "Books allowed.\r\nX-Injected: yes\r\n\r\n<b>\"'", "规则 " * 2000])
    def test_any_review_policy_is_registered(self, bench: Bench, policy: str) -> None:
        """Every text that an author can write as rules is registered."""
        register(bench, review_policy=policy, review_policy_exception=policy)
        for request in bench.server.requests:
            well_formed(request)

    @check(see=See.A_WHOLE_BACKEND, why="People have names like these, and want to take their exam.")
    @pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES)
    def test_a_learner_of_any_name_is_registered(self, bench: Bench, name: str) -> None:
        """A learner is registered whatever the name, in a call that is well formed."""
        register(bench, learner=replace(LEARNER, full_name=name))
        for request in bench.server.requests:
            well_formed(request)

    @check(see=See.A_WHOLE_BACKEND, why="A platform may be set not to hand out addresses of learners.")
    def test_a_learner_without_an_address_is_registered(self, bench: Bench) -> None:
        """A learner of whom the host tells neither name nor address is registered."""
        register(bench, learner=replace(LEARNER, full_name="", email=""))

    @check(see=See.A_WHOLE_BACKEND, why="Exams have names like these.")
    @pytest.mark.parametrize("name", HARD_EXAM_NAMES.values(), ids=HARD_EXAM_NAMES)
    def test_an_exam_of_any_name_is_registered(self, bench: Bench, name: str) -> None:
        """An exam is registered whatever its name, in a call that is well formed."""
        register(bench, exam=make_exam(bench.subject.name, exam_name=name))
        for request in bench.server.requests:
            well_formed(request)

    @check(
        see=See.ERRORS,
        why="The learner is shown the way to onboarding, and nobody tries in vain.",
        needs=(CALLS, ASKS_FOR_ONBOARDING),
    )
    def test_missing_onboarding_is_told(self, bench: Bench) -> None:
        """Each of the vendor's answers that asks for onboarding becomes `OnboardingRequired` with its status."""
        for status, answer in bench.subject.refuses_without_onboarding.items():
            bench.server.answer(HOOK, answer)
            error = bench.load().error(HOOK, registration=make_registration(bench.subject.name))
            require(isinstance(error, OnboardingRequired), f"{describe(error)} for {status}")
            told: Status | None = getattr(error, "status", None)
            require(told is status, f"{told} in place of {status}")
