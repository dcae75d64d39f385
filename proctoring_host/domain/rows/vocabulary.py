"""The sets of statuses and the bundles of consequences that rows are written with."""

from proctoring_host.domain.facts import Consequence
from proctoring_host.domain.guards import (
    HAS_BACKEND,
    NEVER_STARTED,
    NEVER_SUBMITTED,
    NO_PRACTICE,
    NOT_RESUMING,
    ONBOARDING_EXAM,
    PROCTORED_EXAM,
    REGISTERED,
    RUNNING,
    WITH_PROCTORING,
)
from proctoring_host.domain.rules import Follows
from proctoring_host.domain.statuses import IN_PROGRESS, NEVER_STORED, ONBOARDING_ERRORS, Actor, Status

EVERY_STATUS = frozenset(Status)
STORED = EVERY_STATUS - NEVER_STORED
EVERYBODY = frozenset(Actor)
LEARNER, STAFF, VENDOR, CLOCK, SYSTEM = (frozenset({actor}) for actor in Actor)
VERDICTS = frozenset({Status.VERIFIED, Status.REJECTED, Status.SECOND_REVIEW_REQUIRED, Status.ERROR})
# What a learner can ask for; each may be asked for twice without harm, except a start.
LEARNERS_WISHES = frozenset(
    {
        Status.DOWNLOAD_SOFTWARE_CLICKED,
        Status.READY_TO_START,
        Status.READY_TO_SUBMIT,
        Status.SUBMITTED,
        Status.DECLINED,
        Status.ERROR,
        Status.ONBOARDING_RESET,
    }
)
REVIEWABLE = STORED - ONBOARDING_ERRORS - {Status.ONBOARDING_RESET, Status.DECLINED}
RESETTABLE = STORED - IN_PROGRESS - {Status.VERIFIED, Status.ONBOARDING_RESET}


def of(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


MAILED = Follows(Consequence.MAIL, (PROCTORED_EXAM, NO_PRACTICE, WITH_PROCTORING))
UNBLOCKS = Follows(Consequence.CLEAR_ONBOARDING_BLOCKS, (ONBOARDING_EXAM,))
RELEASED = (Follows(Consequence.RELEASE_LIVE_KEY),)
BEGUN = (
    Follows(Consequence.SET_START, (NEVER_STARTED,)),
    Follows(Consequence.NOTIFY_STARTED, (NEVER_STARTED, HAS_BACKEND)),
)
HANDED_IN = (
    Follows(Consequence.SET_COMPLETION),
    Follows(Consequence.CLEAR_RESUMABLE),
    Follows(Consequence.NOTIFY_SUBMITTED, (HAS_BACKEND,)),
    MAILED,
    UNBLOCKS,
)
OUT_OF_TIME = (Follows(Consequence.SET_COMPLETION), Follows(Consequence.SET_TIMED_OUT), UNBLOCKS)
HANDED_IN_BY_TIME = (Follows(Consequence.SET_TIMED_OUT), *HANDED_IN)
JUDGED = (MAILED, UNBLOCKS)
SECOND_REVIEW = (UNBLOCKS,)
BROKEN = (
    Follows(Consequence.SAVE_SECONDS, (RUNNING,)),
    Follows(Consequence.MAKE_RESUMABLE, (NOT_RESUMING,)),
    Follows(Consequence.NOTIFY_ERROR, (HAS_BACKEND,)),
    UNBLOCKS,
)
# What was handed in is evidence, and stays at the vendor.
OPTED_OUT_BY_CASCADE = (
    Follows(Consequence.CLEAR_PROCTORING),
    Follows(Consequence.REMOVE_AT_VENDOR, (REGISTERED, NEVER_SUBMITTED)),
)
OPTED_OUT = (*OPTED_OUT_BY_CASCADE, Follows(Consequence.CASCADE_DECLINES, (PROCTORED_EXAM,)))
