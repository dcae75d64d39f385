"""What a vendor's words are translated to."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from proctoring_host.backend import Capability
from proctoring_host.data import CallbackKind, Launched, Ready, Review, ReviewStatus
from proctoring_host.errors import CallbackMalformed
from proctoring_host.testing.bench import Bench, Unmet, require
from proctoring_host.testing.bending import content, mapped, with_content
from proctoring_host.testing.check import HAS_CALLBACKS, HAS_COMMENTS, HAS_REVIEWS, HAS_WORDS, See, check, declared
from proctoring_host.testing.conformance.callbacks import parse
from proctoring_host.testing.samples import ATTEMPT_CODE, EXTERNAL_ID
from proctoring_host.testing.subject import Sample

UNKNOWN_WORDS: tuple[Any, ...] = (
    "splendid",
    "pass ed",
    "",
    "PASSED!",
    "none",
    0,
    1,
    True,
    None,
    ["passed"],
    "passed\x00",
)


def reviewed(bench: Bench, sample: Sample) -> Review:
    """The review that a sample stands for."""
    outcome = parse(bench.loaded, sample.callback)
    require(isinstance(outcome, Review), f"{outcome!r} in place of a Review")
    assert isinstance(outcome, Review)  # noqa: S101  for mypy
    return outcome


def commented(bench: Bench) -> list[Sample]:
    """The samples with comments."""
    return [sample for sample in bench.subject.reviews if sample.comments]


class ReviewChecks:
    """`parse_callback` with what the vendor says."""

    @check(see=See.CALLBACKS, why="This is what the vendor is there for.", needs=(HAS_CALLBACKS,))
    def test_each_word_means_what_the_description_says(self, bench: Bench, sample: Sample) -> None:
        """Every sample is translated to what it means."""
        outcome = parse(bench.loaded, sample.callback)
        if isinstance(outcome, CallbackMalformed):
            raise Unmet(f"{outcome!r}")
        meant = outcome.status if isinstance(outcome, Review) else type(outcome)
        require(meant == sample.means, f"{meant!r} in place of {sample.means!r}")

    @check(
        see=See.CALLBACKS,
        why="The host finds the attempt by one of them, and refuses what fits none.",
        needs=(HAS_CALLBACKS,),
    )
    def test_each_call_names_its_attempt(self, bench: Bench, sample: Sample) -> None:
        """What a call is translated to names the attempt, by our code or the vendor's id, and names no other one."""
        outcome = parse(bench.loaded, sample.callback)
        code = str(getattr(outcome, "attempt_code", ""))
        known = {EXTERNAL_ID, bench.subject.external_id or "", ""}
        external_id = str(getattr(outcome, "external_id", ""))
        require(code or external_id, f"{outcome!r} without attempt_code and external_id")
        require(code.upper() in {ATTEMPT_CODE, ""}, f"attempt_code={code!r} in place of {ATTEMPT_CODE!r}")
        wanted = bench.subject.external_id or EXTERNAL_ID
        require(
            external_id in known,
            f"external_id={external_id!r} in place of {wanted!r}; `Subject.external_id` says which id the vendor gives",
        )

    @check(
        see=See.CALLBACKS,
        why="An unknown word is an error, never a pass: nobody knows what it means.",
        needs=(HAS_WORDS,),
    )
    @pytest.mark.parametrize("word", UNKNOWN_WORDS, ids=repr)
    def test_an_unknown_word_is_malformed(self, bench: Bench, word: Any) -> None:
        """A verdict that is none of the vendor's words is `CallbackMalformed`."""
        for sample in bench.subject.reviews:
            body = content(sample.callback)
            if sample.word is None or word == sample.word:
                continue
            other = mapped(body, _replacing(sample.word, word))
            require(other != body, f"the word {sample.word!r} of the description stands nowhere in the body")
            outcome = parse(bench.loaded, with_content(sample.callback, other))
            require(isinstance(outcome, CallbackMalformed), f"{outcome!r} for {word!r} in place of {sample.word!r}")

    @check(
        see=See.CALLBACKS, why="Only so is it sure that no word of the vendor is taken for a pass.", needs=(HAS_WORDS,)
    )
    def test_not_every_word_is_a_pass(self, bench: Bench) -> None:
        """Among the samples is one of each of the vendor's words, with at least one that is no pass."""
        meanings = {sample.means for sample in bench.subject.reviews}
        require(meanings - {ReviewStatus.PASSED}, "samples that all mean a pass")

    @check(see=See.CALLBACKS, why="Staff read them as the vendor's reviewer wrote them.", needs=(HAS_COMMENTS,))
    def test_comments_are_translated(self, bench: Bench) -> None:
        """A review's comments are those of the description: text, status, and times in seconds."""
        for sample in commented(bench):
            found = reviewed(bench, sample).comments
            wanted = sorted(sample.comments, key=repr)
            require(sorted(found, key=repr) == wanted, f"{found!r} in place of {sample.comments!r}")

    @check(see=See.CALLBACKS, why="They tell a story.", needs=(HAS_COMMENTS,))
    def test_comments_keep_their_order(self, bench: Bench) -> None:
        """A review's comments come in the vendor's order."""
        for sample in commented(bench):
            found = [comment.comment for comment in reviewed(bench, sample).comments]
            wanted = [comment.comment for comment in sample.comments]
            require(found == wanted, f"{found!r} in place of {wanted!r}")

    @check(see=See.CALLBACKS, why="The host stores and compares them as numbers.", needs=(HAS_COMMENTS,))
    def test_times_of_comments_are_numbers(self, bench: Bench) -> None:
        """The times of comments are numbers of seconds."""
        for sample in commented(bench):
            _numbers_only(reviewed(bench, sample))

    @check(
        see=See.CALLBACKS, why="Vendors write numbers as text, and change their mind about it.", needs=(HAS_COMMENTS,)
    )
    def test_numbers_as_text_are_numbers_or_malformed(self, bench: Bench) -> None:
        """Where the vendor writes numbers as text, they are taken for numbers, or the call is `CallbackMalformed`."""
        for sample in commented(bench):
            outcome = parse(bench.loaded, with_content(sample.callback, mapped(content(sample.callback), _as_text)))
            if isinstance(outcome, Review):
                _numbers_only(outcome)
                require(outcome.comments == sample.comments, f"{outcome.comments!r} in place of {sample.comments!r}")

    @check(see=See.CALLBACKS, why="`raw` is kept for years, and shown to staff.", needs=(HAS_REVIEWS,))
    def test_nothing_private_is_kept(self, bench: Bench, review: Sample) -> None:
        """Links, photos, names and addresses of a review stand neither in `raw` nor anywhere in its `repr`."""
        outcome = reviewed(bench, review)
        shown = f"{json.dumps(outcome.raw, default=repr, ensure_ascii=False)}\n{outcome!r}"
        leak = bench.leak(shown, *review.private)
        require(not leak, f"{leak} in raw or repr")

    @check(see=See.CALLBACKS, why="`raw` is stored as JSON.", needs=(HAS_REVIEWS,))
    def test_raw_can_be_stored(self, bench: Bench, review: Sample) -> None:
        """`raw` is a dictionary that JSON can hold."""
        try:
            json.dumps(dict(reviewed(bench, review).raw), allow_nan=False)
        except (TypeError, ValueError) as error:
            raise Unmet(f"raw with which json.dumps fails: {error}") from None

    @check(
        see=See.CALLBACKS,
        why="At the shared address a review is given to the backend whose attempt it names.",
        needs=(declared(Capability.SHARED_CALLBACK), HAS_REVIEWS),
    )
    def test_a_review_at_the_shared_address_names_the_code(self, bench: Bench) -> None:
        """A review at the address without a backend's name carries the attempt's own code."""
        shared = [sample for sample in bench.subject.reviews if sample.callback.kind is CallbackKind.REVIEW]
        require(shared, "no sample of the kind REVIEW in the description")
        for sample in shared:
            code = reviewed(bench, sample).attempt_code
            require(code.upper() == ATTEMPT_CODE, f"attempt_code={code!r}")

    @check(see=See.CALLBACKS, why="A ready call of the vendor lets the learner begin.", needs=(HAS_CALLBACKS,))
    def test_what_is_no_verdict_is_no_review(self, bench: Bench, sample: Sample) -> None:
        """A call that says ready or brings the learner back is `Ready` or `Launched`, and never a review."""
        outcome = parse(bench.loaded, sample.callback)
        if sample.means in (Ready, Launched):
            require(not isinstance(outcome, Review), f"{outcome!r}")

    @check(
        see=See.CALLBACKS, why="A learner whose set-up nobody calls finished can never start.", needs=(HAS_CALLBACKS,)
    )
    def test_somebody_says_that_the_learner_is_ready(self, bench: Bench) -> None:
        """A sample means `Ready` or `Launched`, or the backend has the hook `follow_up` to find out."""
        is_told = any(sample.means in (Ready, Launched) for sample in bench.subject.callbacks)
        require(is_told or "follow_up" in bench.loaded.hooks, "only reviews, and no hook follow_up")


def _replacing(known: Any, word: Any) -> Callable[[Any], Any]:
    return lambda value: word if type(value) is type(known) and value == known else value


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _numbers_only(review: Review) -> None:
    for comment in review.comments:
        for name in ("start", "stop", "duration"):
            value = getattr(comment, name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            require(is_number, f"{name}={value!r}, which is {type(value).__name__}")
