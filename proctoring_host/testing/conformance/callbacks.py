"""Who may call, and what is done with a call that is not what it should be."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from proctoring_host.data import Callback, CallbackKind, Launched, Ready, Review
from proctoring_host.errors import CallbackMalformed, CallbackRejected
from proctoring_host.registry import results
from proctoring_host.registry.results import Unusable
from proctoring_host.testing.bench import Bench, Loaded, Unmet, describe, require
from proctoring_host.testing.bending import (
    WRONG_VALUES,
    changed,
    content,
    places,
    removed,
    with_another_body,
    with_content,
    with_proof,
    with_wrong_proof,
    without_proof,
)
from proctoring_host.testing.check import COVERS_BODY, HAS_CALLBACKS, SIGNS_TIME, See, check
from proctoring_host.testing.samples import make_callback
from proctoring_host.testing.subject import Sample

STRANGE_PROOFS = {
    "empty": "",
    "short": "x",
    "long": "x" * 100_000,
    "no-ascii": "ключ-🔑",
    "nul": "\x00",
    "bearer": "Bearer null",
    "hex": "0" * 64,
}
MALFORMED = {
    "empty": b"",
    "no-utf-8": b"\xff\xfe\xfd",
    "cut": b'{"status": "',
    "list": b"[1, 2]",
    "text": b'"passed"',
    "number": b"7",
    "null": b"null",
    "empty-object": b"{}",
    "deep": b"[" * 60_000,
    "form": b"status=passed&id=1",
    "huge-number": b'{"status": ' + b"9" * 5000 + b"}",
    "oversize": b'{"' + b"x" * 1_500_000 + b'": 1}',
}


def rejects(loaded: Loaded, callback: Callback) -> None:
    """The host goes on only after True, so anything else is a refusal; but only one of its own errors is tidy."""
    outcome = loaded.outcome("authenticate_callback", callback=callback)
    require(outcome is not True, "the call is taken for the vendor's")
    require(
        isinstance(outcome, CallbackRejected),
        f"{describe(outcome) if isinstance(outcome, BaseException) else repr(outcome)} in place of CallbackRejected",
    )


def parse(loaded: Loaded, callback: Callback) -> Review | Ready | Launched | CallbackMalformed:
    """What a call is translated to, or the one error that may be raised."""
    outcome = loaded.outcome("parse_callback", callback=callback)
    if isinstance(outcome, CallbackMalformed):
        return outcome
    require(not isinstance(outcome, BaseException), f"parse_callback raised {outcome!r}")
    try:
        return results.parsed_callback(outcome)
    except Unusable as unusable:
        raise Unmet(f"parse_callback answered {outcome!r}: {unusable}") from None


def with_body(bench: Bench) -> Iterator[tuple[Sample, Any]]:
    """The samples whose body is a JSON object, with that."""
    for sample in bench.subject.callbacks:
        body = content(sample.callback)
        if isinstance(body, dict):
            yield sample, body


class CallbackChecks:
    """`authenticate_callback`, and `parse_callback` with what nobody should send."""

    @check(see=See.CALLBACKS, why="A vendor that is not believed can never say a word.", needs=(HAS_CALLBACKS,))
    def test_the_vendors_call_is_believed(self, bench: Bench, sample: Sample) -> None:
        """`authenticate_callback` answers True to a call as the vendor makes it."""
        answer = bench.loaded.call("authenticate_callback", callback=sample.callback)
        require(answer is True, f"{answer!r}")

    @check(see=See.CALLBACKS, why="Else anybody who knows the address can pass any exam.", needs=(HAS_CALLBACKS,))
    def test_a_call_without_a_proof_is_rejected(self, bench: Bench, proved: Sample) -> None:
        """A call without signature, token and signed-in user is `CallbackRejected`."""
        rejects(bench.loaded, without_proof(proved.callback))

    @check(
        see=See.CALLBACKS, why="A proof that is only there, and not looked at, proves nothing.", needs=(HAS_CALLBACKS,)
    )
    def test_a_call_with_a_wrong_proof_is_rejected(self, bench: Bench, proved: Sample) -> None:
        """A call whose signature or token differs in one character is `CallbackRejected`."""
        rejects(bench.loaded, with_wrong_proof(proved.callback))

    @check(see=See.CALLBACKS, why="A strange header must be a refusal and not an error page.", needs=(HAS_CALLBACKS,))
    @pytest.mark.parametrize("proof", STRANGE_PROOFS.values(), ids=STRANGE_PROOFS)
    def test_a_call_with_a_strange_proof_is_rejected(self, bench: Bench, proof: str) -> None:
        """A call whose signature or token is no such thing is `CallbackRejected`."""
        for sample in bench.subject.callbacks:
            if sample.callback.kind is not CallbackKind.LAUNCH:
                rejects(bench.loaded, with_proof(sample.callback, proof))

    @check(
        see=See.CALLBACKS,
        why="Whoever overhears one call could else make of it what they like.",
        needs=(HAS_CALLBACKS, COVERS_BODY),
    )
    def test_an_altered_call_is_rejected(self, bench: Bench, proved: Sample) -> None:
        """A call in whose body one bit differs from what was signed is `CallbackRejected`."""
        rejects(bench.loaded, with_another_body(proved.callback))

    @check(
        see=See.CALLBACKS,
        why="The proof of one attempt's ready must not be good for another one's review.",
        needs=(HAS_CALLBACKS, COVERS_BODY),
    )
    def test_a_proof_is_good_for_one_body(self, bench: Bench, proved: Sample) -> None:
        """The headers of one call with a body of somebody's own are `CallbackRejected`."""
        rejects(bench.loaded, replace(proved.callback, body=b'{"status": "passed"}'))
        rejects(bench.loaded, replace(proved.callback, body=b""))

    @check(
        see=See.CALLBACKS,
        why="Who records a call could else send it again, years later.",
        needs=(HAS_CALLBACKS, SIGNS_TIME),
    )
    @pytest.mark.parametrize("direction", [1, -1], ids=["too-old", "from-the-future"])
    def test_a_replayed_call_is_rejected(self, bench: Bench, proved: Sample, direction: int) -> None:
        """The same call, longer ago than the vendor's proof lasts, is `CallbackRejected`."""
        lasts = bench.subject.replay_after_seconds or 0.0
        bench.clock.move(direction * (lasts + 1))
        rejects(bench.loaded, proved.callback)

    @check(see=See.CALLBACKS, why="Every address of the host leads to every backend.", needs=(HAS_CALLBACKS,))
    @pytest.mark.parametrize("kind", [kind for kind in CallbackKind if kind is not CallbackKind.LAUNCH])
    def test_no_address_is_open(self, bench: Bench, kind: CallbackKind) -> None:
        """At none of the host's addresses is a call without any proof believed."""
        bodies = [sample.callback.body for sample in bench.subject.callbacks]
        for body in (*bodies, b"", b"{}"):
            rejects(bench.loaded, replace(make_callback(bench.subject.name, kind, body), service_user=False))

    @check(see=See.CALLBACKS, why="It is asked before anything is known of the body.", needs=(HAS_CALLBACKS,))
    @pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
    def test_a_malformed_call_without_a_proof_is_rejected_not_parsed(self, bench: Bench, body: bytes) -> None:
        """A body of any kind without a proof is `CallbackRejected`, never an error of another sort."""
        for sample in bench.subject.callbacks:
            if sample.callback.kind is not CallbackKind.LAUNCH:
                rejects(bench.loaded, without_proof(replace(sample.callback, body=body)))

    @check(
        see=See.CALLBACKS,
        why="The vendor then gets a 400 that says what is wrong, and not a 500.",
        needs=(HAS_CALLBACKS,),
    )
    @pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
    def test_a_malformed_body_is_malformed(self, bench: Bench, review: Sample, body: bytes) -> None:
        """A review whose body is not what the protocol says is `CallbackMalformed`."""
        outcome = parse(bench.loaded, replace(review.callback, body=body))
        require(isinstance(outcome, CallbackMalformed), f"{outcome!r}")

    @check(
        see=See.CALLBACKS,
        why="A key that is missing must not become a KeyError, and never a better verdict.",
        needs=(HAS_CALLBACKS,),
    )
    def test_a_missing_key_is_malformed_or_does_not_matter(self, bench: Bench) -> None:
        """Without any one of its keys, a call is `CallbackMalformed` or means what it meant."""
        for sample, body in with_body(bench):
            for place in places(body):
                outcome = parse(bench.loaded, with_content(sample.callback, removed(body, place)))
                same_meaning(sample, outcome, f"without {place}")

    @check(
        see=See.CALLBACKS, why="A value of another type must not become a TypeError, or a pass.", needs=(HAS_CALLBACKS,)
    )
    def test_a_value_of_a_wrong_type_is_malformed_or_does_not_matter(self, bench: Bench) -> None:
        """With a value of another type at any place, a call is `CallbackMalformed` or means what it meant."""
        for sample, body in with_body(bench):
            for place in places(body):
                for value in WRONG_VALUES:
                    outcome = parse(bench.loaded, with_content(sample.callback, changed(body, place, value)))
                    same_meaning(sample, outcome, f"with {str(value)[:20]!r} at {place}")

    @check(see=See.CALLBACKS, why="Vendors add keys; what works today has to work then.", needs=(HAS_CALLBACKS,))
    def test_an_unknown_key_does_no_harm(self, bench: Bench) -> None:
        """A key that the protocol of today does not know changes nothing."""
        for sample, body in with_body(bench):
            outcome = parse(bench.loaded, with_content(sample.callback, {**body, "zz_new": {"of": ["tomorrow"]}}))
            require(not isinstance(outcome, CallbackMalformed), f"{outcome!r} for {sample.name}")
            same_meaning(sample, outcome, "with a new key")

    @check(see=See.CALLBACKS, why="Two workers may have the same call at the same time.", needs=(HAS_CALLBACKS,))
    def test_the_same_call_means_the_same_twice(self, bench: Bench, sample: Sample) -> None:
        """`parse_callback` keeps no state: the same call gives the same answer again."""
        first, second = parse(bench.loaded, sample.callback), parse(bench.loaded, sample.callback)
        require(_but_for_ciphers(first) == _but_for_ciphers(second), f"{first!r}, then {second!r}")

    @check(see=See.CALLBACKS, why="A page of the vendor or of the site waits for the answer.", needs=(HAS_CALLBACKS,))
    def test_a_call_is_understood_without_asking_anybody(self, bench: Bench, sample: Sample) -> None:
        """Neither proving nor parsing a call calls the vendor."""
        bench.loaded.call("authenticate_callback", callback=sample.callback)
        bench.loaded.call("parse_callback", callback=sample.callback)
        require(not bench.server.requests, f"{len(bench.server.requests)} calls to the vendor")


def same_meaning(sample: Sample, outcome: Review | Ready | Launched | CallbackMalformed, where: str) -> None:
    """Malformed, or what the sample means."""
    if isinstance(outcome, CallbackMalformed):
        return
    meant = outcome.status if isinstance(outcome, Review) else type(outcome)
    require(meant == sample.means, f"{meant!r} in place of {sample.means!r}, {where}")


def _but_for_ciphers(outcome: object) -> object:
    """A link may be encrypted anew each time."""
    return replace(outcome, encrypted_video_url="") if isinstance(outcome, Review) else outcome
