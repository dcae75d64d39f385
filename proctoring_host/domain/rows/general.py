"""What holds whatever else does, and what was done already."""

from proctoring_host.domain.guards import ARCHIVED
from proctoring_host.domain.rows.vocabulary import (
    EVERY_STATUS,
    EVERYBODY,
    LEARNER,
    LEARNERS_WISHES,
    STAFF,
    STORED,
    SYSTEM,
    VENDOR,
    VERDICTS,
    of,
)
from proctoring_host.domain.rules import Rule
from proctoring_host.domain.statuses import NEVER_STORED, ONBOARDING_ERRORS, Status
from proctoring_host.domain.words import gettext_noop

GENERAL = (
    Rule(
        id="removed",
        actors=EVERYBODY,
        sources=EVERY_STATUS,
        targets=EVERY_STATUS,
        guards=(ARCHIVED,),
        refusal="archived",
        reason=gettext_noop("This attempt was removed and is never changed again."),
    ),
    Rule(
        id="never_stored",
        actors=EVERYBODY,
        sources=EVERY_STATUS,
        targets=NEVER_STORED,
        refusal="never_stored",
        reason=gettext_noop("This status only describes an exam without an attempt and is never given to an attempt."),
    ),
    Rule(
        id="already_started",
        actors=LEARNER,
        sources=of(Status.STARTED),
        targets=of(Status.STARTED),
        refusal="already_started",
        reason=gettext_noop("This attempt has already been started."),
    ),
    Rule(
        id="learner_repeats",
        actors=LEARNER,
        sources=STORED,
        targets=LEARNERS_WISHES,
        same=True,
        stays=True,
        reason=gettext_noop("Asking twice, by a double click or a second tab, changes nothing."),
    ),
    Rule(
        id="staff_repeats",
        actors=STAFF,
        sources=STORED,
        targets=STORED,
        same=True,
        stays=True,
        reason=gettext_noop("The attempt has this status already."),
    ),
    Rule(
        id="vendor_repeats",
        actors=VENDOR,
        sources=STORED,
        targets=VERDICTS | {Status.READY_TO_START},
        same=True,
        stays=True,
        reason=gettext_noop("A vendor may deliver the same news twice."),
    ),
    Rule(
        id="system_repeats",
        actors=SYSTEM,
        sources=STORED,
        targets=ONBOARDING_ERRORS | {Status.ONBOARDING_RESET},
        same=True,
        stays=True,
        reason=gettext_noop("An effect that runs twice changes nothing the second time."),
    ),
)
