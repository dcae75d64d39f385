"""An attempt after its registration: set up, entered, told of, followed up, removed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from proctoring_host.data import (
    AttemptData,
    Entry,
    ExamKind,
    FollowUpDue,
    Launched,
    LaunchInfo,
    Notified,
    RegisteredAttempt,
    Status,
)
from proctoring_host.domain.statuses import NEVER_STORED
from proctoring_host.errors import BackendError
from proctoring_host.registry import results
from proctoring_host.registry.results import Unusable
from proctoring_host.testing.bench import Bench, Loaded, Unmet, describe, require
from proctoring_host.testing.check import See, calls, check, implemented
from proctoring_host.testing.conformance.asking import ask_for
from proctoring_host.testing.conformance.registration import names_attempt
from proctoring_host.testing.conformance.wire import each
from proctoring_host.testing.faults import EVERYWHERE, Fault
from proctoring_host.testing.samples import make_attempt, make_change, make_registration
from proctoring_host.testing.subject import Answer
from proctoring_host.testing.watching import watching

LANGUAGES = ("en", "de", "pt-br", "ar", "zh-hans", "xx-unknown", "")
STORED = sorted(status for status in Status if status not in NEVER_STORED)
LONGEST_WAIT_OF_A_PAGE = 5.0
THREADS = 8
NOTIFY, REMOVE = implemented("notify_attempt"), implemented("remove_attempt")
LAUNCH, FOLLOW_UP = implemented("launch_info"), implemented("follow_up")


def launch(loaded: Loaded, language: str = "en", **fields: Any) -> LaunchInfo:
    """The set-up page's steps."""
    answer = loaded.call("launch_info", attempt=make_attempt(loaded.name, **fields), language=language)
    try:
        return results.launch_info(answer)
    except Unusable as unusable:
        raise Unmet(f"{answer!r}: {unusable}") from None


def notify(loaded: Loaded, attempt: AttemptData, status: Status) -> Notified:
    """Tell the backend of a change."""
    answer = loaded.call("notify_attempt", change=make_change(attempt, status))
    try:
        return results.notified(answer)
    except Unusable as unusable:
        raise Unmet(f"{answer!r}: {unusable}") from None


class LifeChecks:
    """What follows the registration."""

    @check(see=See.LIFE, why="The page shows what it is given as text.", needs=(LAUNCH,))
    def test_launch_info_can_be_shown(self, bench: Bench) -> None:
        """`launch_info` answers with texts, and addresses that begin with https://, http:// or /."""
        for kind in (ExamKind.PROCTORED, ExamKind.PRACTICE, ExamKind.ONBOARDING):
            info = launch(bench.loaded, kind=kind)
            require(all(step.strip() for step in info.steps), f"an empty step in {info.steps!r}")

    @check(see=See.LIFE, why="Learners speak all languages, and browsers ask for more.", needs=(LAUNCH,))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_launch_info_knows_every_language(self, bench: Bench, language: str) -> None:
        """`launch_info` answers in any language code, in words that it has."""
        launch(bench.loaded, language)

    @check(see=See.LIFE, why="The rest of the page is in the learner's language.", needs=(LAUNCH,))
    def test_launch_info_leaves_the_language_alone(self, bench: Bench) -> None:
        """After `launch_info` the language of the thread is what it was."""
        with translation.override("en"):
            launch(bench.loaded, "de")
            found = translation.get_language()
        require(found == "en", f"{found!r} in place of 'en'")

    @check(see=See.LIFE, why="The learner waits for the page.", needs=(LAUNCH, calls("launch_info")))
    def test_launch_info_has_a_short_time_out(self, bench: Bench) -> None:
        """Each call that `launch_info` makes has a time-out of at most five seconds.

        What a backend does without the session of `Services` cannot be seen here.
        """
        launch(bench.loaded)
        long = [f"{seconds:g}" for seconds in bench.timeouts if seconds > LONGEST_WAIT_OF_A_PAGE]
        require(not long, f"{', '.join(long)} seconds")

    @check(see=See.LIFE, why="The page is then shown without the vendor's steps.", needs=(LAUNCH, calls("launch_info")))
    @each(EVERYWHERE)
    def test_launch_info_survives_its_vendor(self, bench: Bench, fault: Fault) -> None:
        """When the vendor fails, `launch_info` answers without it or raises a `BackendError`."""
        outcome = ask_for(bench.failing("launch_info", fault), "launch_info")
        require(isinstance(outcome, LaunchInfo | BackendError), f"{outcome!r} where the vendor {fault.says}")

    @check(see=See.LIFE, why="It is asked on every page of the exam.", needs=(implemented("allows_entry"),))
    def test_entry_is_decided_without_asking_anybody(self, bench: Bench) -> None:
        """`allows_entry` answers True or False whatever the cookies, and calls nobody."""
        attempt, loaded = make_attempt(bench.subject.name, Status.STARTED), bench.loaded
        for cookies in ({}, {"": ""}, {"exam": "x" * 5000}, {"exam": "ключ\udcff"}):
            with watching() as seen:
                answer = loaded.call("allows_entry", entry=Entry(attempt=attempt, cookies=cookies))
            require(isinstance(answer, bool), f"{answer!r}")
            require(not seen, ", ".join(seen))

    @check(
        see=See.CALLBACKS,
        why="The cookies of a launch mark the one browser that may enter.",
        needs=(implemented("allows_entry"),),
    )
    def test_a_launch_opens_its_own_attempt_alone(self, bench: Bench) -> None:
        """With the cookies of a launch its attempt may be entered, without them or with another's it may not."""
        sample = next((each for each in bench.subject.callbacks if each.means is Launched), None)
        if sample is None:
            pytest.skip("needs a sample launch in the description")
        launched = bench.loaded.call("parse_callback", callback=sample.callback)
        require(isinstance(launched, Launched), f"{launched!r}")
        own = make_attempt(bench.subject.name, Status.STARTED)
        other = replace(own, code="7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42", external_id="attempt-2")
        entries = [Entry(attempt=own, cookies=launched.cookies), Entry(attempt=other, cookies=launched.cookies)]
        found = [bench.loaded.call("allows_entry", entry=entry) for entry in (*entries, Entry(attempt=own))]
        require(found == [True, False, False], f"{found!r} for its own, another attempt, and without cookies")

    @check(see=See.LIFE, why="The host tells of whatever happens; most vendors care for some of it.", needs=(NOTIFY,))
    @pytest.mark.parametrize("status", STORED)
    def test_every_change_can_be_told(self, bench: Bench, status: Status) -> None:
        """`notify_attempt` takes every status that an attempt can come to."""
        notify(bench.loaded, make_attempt(bench.subject.name, Status.STARTED), status)

    @check(see=See.LIFE, why="It is called again until it returns.", needs=(NOTIFY,))
    @pytest.mark.parametrize("status", [Status.STARTED, Status.SUBMITTED, Status.ERROR])
    def test_a_change_may_be_told_twice(self, bench: Bench, status: Status) -> None:
        """Telling the same change twice gives the same answer twice."""
        attempt = make_attempt(bench.subject.name, Status.STARTED)
        first, second = notify(bench.loaded, attempt, status), notify(bench.loaded, attempt, status)
        require(first == second, f"{first!r}, then {second!r}")

    @check(see=See.LIFE, why="A registration may have failed, and the attempt ended all the same.", needs=(NOTIFY,))
    def test_a_change_of_an_unknown_attempt_does_no_harm(self, bench: Bench) -> None:
        """Of an attempt that the vendor does not know, `notify_attempt` says nothing, or raises a `BackendError`."""
        attempt = make_attempt(bench.subject.name, Status.STARTED, external_id=None)
        outcome = bench.loaded.outcome("notify_attempt", change=make_change(attempt, Status.SUBMITTED))
        harmless = outcome is None or isinstance(outcome, Notified | BackendError)
        require(harmless, describe(outcome) if isinstance(outcome, BaseException) else repr(outcome))
        _no_none(bench)

    @check(see=See.FOLLOW_UPS, why="An older version may have asked for it.", needs=(FOLLOW_UP,))
    def test_an_unknown_follow_up_ends(self, bench: Bench) -> None:
        """A follow-up of a name that the backend does not know is answered with None, and calls nobody."""
        due = FollowUpDue(attempt=make_attempt(bench.subject.name, Status.SUBMITTED), name="zz-unknown")
        answer = bench.loaded.call("follow_up", due=due)
        require(answer is None and not bench.server.requests, f"{answer!r}")

    @check(see=See.FOLLOW_UPS, why="Much may have happened since it was asked for.", needs=(FOLLOW_UP,))
    def test_follow_ups_fit_every_status(self, bench: Bench) -> None:
        """Each follow-up that the backend asks for is answered in every status of its attempt."""
        attempt = make_attempt(bench.subject.name, Status.STARTED)
        wishes = list(bench.loaded.call("register_attempt", registration=make_registration(attempt.backend)).follow_ups)
        if "notify_attempt" in bench.loaded.hooks:
            wishes += notify(bench.loaded, attempt, Status.SUBMITTED).follow_ups
        for wish in wishes:
            for status in STORED:
                due = FollowUpDue(attempt=replace(attempt, status=status), name=wish.name, payload=wish.payload)
                try:
                    results.follow_up_answer(bench.loaded.call("follow_up", due=due))
                except Unusable as unusable:
                    raise Unmet(f"{unusable} for {wish.name} in {status}") from None

    @check(see=See.LIFE, why="Only then does the host remove it, too.", needs=(REMOVE,))
    def test_a_removal_is_answered_with_true(self, bench: Bench) -> None:
        """`remove_attempt` answers True when the vendor has removed the attempt, and True again."""
        for _ in range(2):
            answer = bench.loaded.call("remove_attempt", attempt=make_attempt(bench.subject.name))
            require(answer is True, f"{answer!r}")

    @check(
        see=See.LIFE,
        why="What is gone need not be removed, and staff could never remove it here.",
        needs=(calls("remove_attempt"),),
    )
    def test_what_is_gone_counts_as_removed(self, bench: Bench) -> None:
        """A vendor that answers a removal with 404 has nothing left: `remove_attempt` answers True."""
        bench.server.answer("remove_attempt", Answer(status=404, body=b'{"detail": "not found"}'))
        answer = bench.loaded.call("remove_attempt", attempt=make_attempt(bench.subject.name))
        require(answer is True, f"{answer!r}")

    @check(
        see=See.LIFE,
        why="The host would forget an attempt whose recording is still there.",
        needs=(calls("remove_attempt"),),
    )
    @pytest.mark.parametrize("status", [400, 403, 409, 500, 503])
    def test_what_is_not_removed_is_not_called_so(self, bench: Bench, status: int) -> None:
        """A vendor that refuses a removal makes `remove_attempt` answer False or raise a `BackendError`."""
        bench.server.answer("remove_attempt", Answer(status=status, body=b"{}"))
        outcome = bench.loaded.outcome("remove_attempt", attempt=make_attempt(bench.subject.name))
        require(outcome is False or isinstance(outcome, BackendError), f"{outcome!r} for the status {status}")

    @check(see=See.LIFE, why="A registration whose answer was lost has no id.", needs=(REMOVE,))
    def test_an_attempt_without_an_id_is_removed_with_care(self, bench: Bench) -> None:
        """Without the vendor's id, `remove_attempt` answers True or False or raises a `BackendError`."""
        outcome = bench.loaded.outcome("remove_attempt", attempt=make_attempt(bench.subject.name, external_id=None))
        require(isinstance(outcome, bool | BackendError), f"{outcome!r}")
        _no_none(bench)


class ConcurrencyChecks:
    """Several threads, one instance."""

    @check(
        see=See.A_WHOLE_BACKEND,
        why="One instance serves all threads of the site at once.",
        needs=(calls("register_attempt"),),
    )
    def test_threads_do_not_disturb_each_other(self, bench: Bench) -> None:
        """Attempts that are registered at the same time get the ids that they get one after the other."""
        codes = [str(UUID(int=number, version=4)).upper() for number in range(1, THREADS + 1)]
        loaded = bench.loaded
        wanted = {code: _id_of(loaded, code) for code in codes}
        bench.server.requests.clear()
        bench.server.before = bench.on_session = _meet(Barrier(THREADS))
        with ThreadPoolExecutor(THREADS) as pool:
            found = dict(zip(codes, pool.map(lambda code: _id_of(loaded, code), codes), strict=True))
        require(found == wanted, "an id that belongs to another attempt")
        requests = bench.server.requests_of("register_attempt")
        named = [[code for code in codes if names_attempt(request, code)] for request in requests]
        require(sorted(named) == [[code] for code in sorted(codes)], "calls that name other attempts, or none")


def _id_of(loaded: Loaded, code: str) -> object:
    answer = loaded.outcome("register_attempt", registration=make_registration(loaded.name, attempt_code=code))
    return answer.external_id if isinstance(answer, RegisteredAttempt) else answer


def _meet(barrier: Barrier) -> Any:
    """Where threads wait for each other, so that what could go wrong between them does. Nobody waits for ever."""

    def wait() -> None:
        try:
            barrier.wait(1)
        except BrokenBarrierError:
            return

    return wait


def _no_none(bench: Bench) -> None:
    for request in bench.server.requests:
        require("None" not in request.path, f"a call to {request.path}")
