"""What vendors, the clock and other changes do to an attempt."""

from proctoring_host.domain.guards import HAS_BACKEND, NEVER_SUBMITTED, PROCTORED_EXAM, TIMED_OUT_ALLOWED, UNREGISTERED
from proctoring_host.domain.rows.vocabulary import (
    BROKEN,
    CLOCK,
    HANDED_IN_BY_TIME,
    JUDGED,
    OPTED_OUT_BY_CASCADE,
    OUT_OF_TIME,
    RELEASED,
    REVIEWABLE,
    SECOND_REVIEW,
    STORED,
    SYSTEM,
    VENDOR,
    of,
)
from proctoring_host.domain.rules import Rule
from proctoring_host.domain.statuses import COMPLETED, IN_PROGRESS, ONBOARDING_ERRORS, PRE_STARTED, Status
from proctoring_host.domain.words import gettext_noop

VENDORS = (
    Rule(
        id="vendor_ready_unregistered",
        actors=VENDOR,
        sources=PRE_STARTED,
        targets=of(Status.READY_TO_START),
        guards=(HAS_BACKEND, UNREGISTERED),
        refusal="not_registered",
        reason=gettext_noop("A vendor cannot have set up what it has not given its id for."),
    ),
    Rule(
        id="vendor_ready",
        actors=VENDOR,
        sources=of(Status.CREATED, Status.DOWNLOAD_SOFTWARE_CLICKED),
        targets=of(Status.READY_TO_START),
        reason=gettext_noop("The vendor says that the set-up is finished."),
    ),
    Rule(
        id="vendor_ready_too_late",
        actors=VENDOR,
        sources=STORED - PRE_STARTED,
        targets=of(Status.READY_TO_START),
        stays=True,
        reason=gettext_noop("News of a finished set-up neither ends a running attempt nor revives an ended one."),
    ),
    Rule(
        id="pass_without_submission",
        actors=VENDOR,
        sources=REVIEWABLE,
        targets=of(Status.VERIFIED),
        guards=(NEVER_SUBMITTED,),
        becomes=Status.ERROR,
        consequences=BROKEN,
        reason=gettext_noop("An exam that was never submitted cannot be passed."),
    ),
    Rule(
        id="review_settles",
        actors=VENDOR,
        sources=REVIEWABLE,
        targets=of(Status.VERIFIED, Status.REJECTED),
        consequences=JUDGED,
        reason=gettext_noop("The vendor's review decides."),
    ),
    Rule(
        id="review_asks_for_second",
        actors=VENDOR,
        sources=REVIEWABLE,
        targets=of(Status.SECOND_REVIEW_REQUIRED),
        consequences=SECOND_REVIEW,
        reason=gettext_noop("A person of the course looks at the vendor's review before it counts."),
    ),
    Rule(
        id="review_finds_error",
        actors=VENDOR,
        sources=REVIEWABLE,
        targets=of(Status.ERROR),
        consequences=BROKEN,
        reason=gettext_noop("The vendor could not review the attempt."),
    ),
)

CLOCKS = (
    Rule(
        id="time_out",
        actors=CLOCK,
        sources=IN_PROGRESS,
        targets=of(Status.TIMED_OUT),
        guards=(TIMED_OUT_ALLOWED,),
        consequences=OUT_OF_TIME,
        reason=gettext_noop("The deadline has passed, and the site keeps timed-out attempts apart."),
    ),
    Rule(
        id="time_out_submits",
        actors=CLOCK,
        sources=IN_PROGRESS,
        targets=of(Status.TIMED_OUT),
        becomes=Status.SUBMITTED,
        consequences=HANDED_IN_BY_TIME,
        reason=gettext_noop("The deadline has passed, which hands in the exam as of the deadline."),
    ),
    Rule(
        id="time_out_too_late",
        actors=CLOCK,
        sources=STORED - PRE_STARTED - IN_PROGRESS,
        targets=of(Status.TIMED_OUT),
        stays=True,
        reason=gettext_noop("The attempt had ended before the clock was looked at."),
    ),
)

SYSTEMS = (
    Rule(
        id="cascade",
        actors=SYSTEM,
        sources=PRE_STARTED | IN_PROGRESS,
        targets=of(Status.DECLINED),
        guards=(PROCTORED_EXAM,),
        consequences=OPTED_OUT_BY_CASCADE,
        # A running attempt is no exception: whoever opts out gives up proctoring for the whole course, and an
        # attempt left running would be recorded, reviewed and credited against that decision.
        reason=gettext_noop("Declining one proctored exam declines all of the course, a running one included."),
    ),
    Rule(
        id="cascade_skips",
        actors=SYSTEM,
        sources=COMPLETED,
        targets=of(Status.DECLINED),
        guards=(PROCTORED_EXAM,),
        stays=True,
        reason=gettext_noop("What was completed before stays as it was completed."),
    ),
    Rule(
        id="onboarding_required",
        actors=SYSTEM,
        sources=PRE_STARTED,
        targets=ONBOARDING_ERRORS,
        guards=(HAS_BACKEND,),
        reason=gettext_noop("The vendor does not register a learner whose onboarding is not in order."),
    ),
    Rule(
        id="clear",
        actors=SYSTEM,
        sources=STORED,
        targets=of(Status.ONBOARDING_RESET),
        consequences=RELEASED,
        reason=gettext_noop("A later change made this attempt meaningless and a new one possible."),
    ),
)
