"""A defect each: who may call, and what the call says."""

import json
from dataclasses import replace
from typing import Any

from proctoring_host import hookimpl
from proctoring_host.data import Callback, CallbackKind, ParsedCallback, Ready, Review, ReviewComment, ReviewStatus
from proctoring_host.errors import CallbackMalformed
from tests.conformance.good import WORDS, Good


class BelievesAnybody(Good):
    """Whoever calls is the vendor."""

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        return True


class BelievesAnyHeader(Good):
    """A signature has to be there, and is not looked at."""

    def signature(self, moment, body):
        return self.seen

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        self.seen = callback.headers.get("x-good-signature", "") or "missing"
        return super().authenticate_callback(callback)


class BelievesNobody(Good):
    """The vendor's own signature is never right."""

    def signature(self, moment, body):
        return "no"


class SignsNoBody(Good):
    """The signature is that of the time alone, so any body goes along with it."""

    def signature(self, moment, body):
        return super().signature(moment, b"")

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        if callback.kind is not CallbackKind.LAUNCH and "x-good-signature" in callback.headers:
            return True
        return super().authenticate_callback(callback)


class BelievesForEver(Good):
    """The time is signed, and nobody looks at it."""

    def is_recent(self, moment):
        return bool(moment)


class BelievesTheFuture(Good):
    """Only old calls are rejected."""

    def is_near(self, moment):
        return len(moment) < 20 and self.services.clock().timestamp() - int(moment) <= 300


class OpenAddress(Good):
    """At one address nobody is asked for a proof."""

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        return callback.kind is CallbackKind.REVIEWED or super().authenticate_callback(callback)


class AnswersFalse(Good):
    """It answers False where it should say why."""

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        try:
            return super().authenticate_callback(callback)
        except Exception:
            return False


class AsciiProofs(Good):
    """A time that is no number is a ValueError."""

    def is_recent(self, moment):
        return bool(moment) and self.is_near(moment)


class ParsesFirst(Good):
    """It reads the body before it knows from whom it is."""

    @hookimpl
    def authenticate_callback(self, callback: Callback) -> bool:
        if callback.kind is not CallbackKind.LAUNCH:
            json.loads(callback.body)
        return super().authenticate_callback(callback)


class RawBodies(Good):
    """A body that is no JSON is a ValueError."""

    def object_in(self, body):
        return json.loads(body)


class MissingKeys(Good):
    """A missing key is a KeyError."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        if callback.kind is not CallbackKind.LAUNCH:
            self.object_in(callback.body)["key"]
        return super().parse_callback(callback)


class LenientDefault(Good):
    """Without a verdict it is a pass."""

    def verdict(self, body):
        return WORDS[body["verdict"]] if body.get("verdict") in WORDS.keys() | set() else ReviewStatus.PASSED


class MissingIsPass(Good):
    """Only where there is none, the verdict is a pass."""

    def verdict(self, body):
        return super().verdict(body) if "verdict" in body else ReviewStatus.PASSED


class UnhashableWords(Good):
    """A list for a verdict is a TypeError."""

    def verdict(self, body):
        if body.get("verdict") not in WORDS:
            raise CallbackMalformed("The verdict is no known word.")
        return WORDS[body["verdict"]]


class CodesAsTheyCome(Good):
    """The attempt's code is handed on, whatever it is."""

    @hookimpl
    def parse_callback(self, callback):
        if callback.kind is CallbackKind.LAUNCH:
            return super().parse_callback(callback)
        body = self.object_in(callback.body)
        usual = replace(callback, body=json.dumps({**body, "key": "usual"}).encode())
        return replace(super().parse_callback(usual), attempt_code=body.get("key"))


class UnknownKeysHurt(Good):
    """A key of tomorrow is refused."""

    def object_in(self, body):
        found = super().object_in(body)
        if set(found) - {"event", "key", "verdict", "remarks", "video", "face"}:
            raise CallbackMalformed("A key nobody knows.")
        return found


class ReplaysItself(Good):
    """The second time, a call means something else."""

    def verdict(self, body):
        self.__dict__["calls"] = self.__dict__.get("calls", 0) + 1
        return super().verdict(body) if self.calls == 1 else ReviewStatus.SUSPICIOUS


class AsksTheVendor(Good):
    """It asks the vendor about each call."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        self.send("GET", "/health", "Asking")
        return super().parse_callback(callback)


class WrongWord(Good):
    """Two words are mixed up."""

    def verdict(self, body):
        return {ReviewStatus.VIOLATION: ReviewStatus.SUSPICIOUS}.get(super().verdict(body), super().verdict(body))


class OwnWords(Good):
    """The vendor's word goes through as it is."""

    def verdict(self, body):
        super().verdict(body)
        return body["verdict"]


class NamelessReviews(Good):
    """A review does not say whose it is."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        found = super().parse_callback(callback)
        return Review(status=found.status, comments=found.comments) if isinstance(found, Review) else found


class AnotherAttempt(Good):
    """A ready call is about the learner's id, of all things."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        found = super().parse_callback(callback)
        return Ready(attempt_code="someone") if isinstance(found, Ready) else found


class ReadyIsAReview(Good):
    """A ready call is a review that nobody has made."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        found = super().parse_callback(callback)
        if isinstance(found, Ready):
            return Review(status=ReviewStatus.NOT_REVIEWED, attempt_code=found.attempt_code)
        return found


class SortsComments(Good):
    """Comments are sorted by their text."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        found = super().parse_callback(callback)
        if not isinstance(found, Review):
            return found
        ordered = tuple(sorted(found.comments, key=lambda comment: comment.comment))
        return Review(status=found.status, attempt_code=found.attempt_code, comments=ordered, raw=found.raw)


class DropsComments(Good):
    """Only the first comment counts."""

    @hookimpl
    def parse_callback(self, callback: Callback) -> ParsedCallback:
        found = super().parse_callback(callback)
        if not isinstance(found, Review):
            return found
        return Review(status=found.status, attempt_code=found.attempt_code, comments=found.comments[:1], raw=found.raw)


class TimesAsTheyCome(Good):
    """A time that is text stays text."""

    def comment(self, remark: Any) -> ReviewComment:
        found = super().comment(remark)
        return ReviewComment(comment=found.comment, status="note", start=remark.get("from", 0.0), stop=found.stop)


class KeepsEverything(Good):
    """`raw` is the whole body."""

    def kept(self, body):
        return dict(body)


class RawObjects(Good):
    """`raw` holds what JSON cannot hold."""

    def kept(self, body):
        return {"verdict": WORDS, "at": self.services.clock()}


class ShowsTheLink(Good):
    """The link is not encrypted."""

    def cipher(self, link):
        return link if isinstance(link, str) else ""


class TimesAsText(Good):
    """Times are kept as text."""

    def comment(self, remark: Any) -> ReviewComment:
        found = super().comment(remark)
        return replace(found, start=str(found.start))
