"""Why a row was left out, left alone, or not taken over as it is. The words are those of the report."""

from enum import StrEnum


class Skip(StrEnum):
    """The row is accounted for, and was not taken over."""

    USER_UNKNOWN = "its user is not here"
    EXAM_UNKNOWN = "its exam was not taken over"
    ATTEMPT_UNKNOWN = "its attempt was not taken over"
    REVIEW_UNKNOWN = "its review was not taken over"
    REVIEW_HERE = "its review had been here before"
    STATUS_UNKNOWN = "its status is unknown"
    VERDICT_UNKNOWN = "its verdict is unknown"
    SUPERSEDED = "a newer one of the same exam counts"
    REVIEWED_ANEW = "a newer one of the same attempt counts"
    NOTHING_CHANGED = "nothing changed in it"
    NO_KEY = "PROCTORING_USER_OBFUSCATION_KEY is not set"
    OTHER_NAME = "the learner has another name there already"


ORPHANS = frozenset({Skip.USER_UNKNOWN, Skip.EXAM_UNKNOWN, Skip.ATTEMPT_UNKNOWN, Skip.REVIEW_UNKNOWN})


class Conflict(StrEnum):
    """The row changed in the source and cannot be followed here; somebody has to look at it."""

    BOTH_CHANGED = "changed in the source, and here as well"
    GONE_HERE = "changed in the source, and is no longer here"
    GONE_THERE = "is gone in the source, and changed here"
    SHARED = "another row of the source became the same row here"
    REFUSED = "the database does not take it"


class Note(StrEnum):
    """The row was taken over, but not in every respect as it is."""

    AUTHOR_UNKNOWN = "without the person who wrote it, who is not here"
    POLICY_UNKNOWN = "without its review policy, which is gone in the source"
    CODE_MADE = "with a code made for it, as its own is missing, too long or not its alone"
    BELOW_ZERO = "with 0 for a time below zero"
    SET_ASIDE = "as an older one, as the learner has begun anew here"
    TIME_WAS_UP = "as handed in, as its time was up more than a day ago"
    STILL_RUNNING = "while it is running: the worker ends it when its time is up"
    BACKEND_UNKNOWN = "for a backend that is not configured here"
    VIDEO_UNREADABLE = "with a link to a recording that its backend cannot open"


class Verdict(StrEnum):
    """What comparing a row again finds."""

    SAME = "same"
    CHANGED_HERE = "changed here since"
    LEFT_ALONE = "had been here before, and was left alone"
    MISSING = "not taken over yet"
    CHANGED_THERE = "changed in the source since"
    BOTH_CHANGED = "changed in the source and here since"
    GONE_THERE = "gone in the source since"


UNACCOUNTED = frozenset({Verdict.MISSING, Verdict.CHANGED_THERE, Verdict.BOTH_CHANGED, Verdict.GONE_THERE})
"""Running the import again is the answer to these."""
