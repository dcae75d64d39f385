"""What a screen offers beside its text: buttons and notices that not everybody gets on it."""

from dataclasses import dataclass
from enum import StrEnum

from proctoring_host.domain.screens.facts import ScreenFacts
from proctoring_host.domain.screens.ids import ScreenId
from proctoring_host.domain.screens.row import Condition
from proctoring_host.domain.screens.watched import VIEWABLE
from proctoring_host.domain.statuses import ExamKind


class Offer(StrEnum):
    """`REFERENCE` is a number under which staff find what happened; `POLL` looks again where the attempt stands."""

    OPT_OUT = "opt_out"
    CONTINUE = "continue"
    VIEW = "view"
    WAITING = "waiting"
    PRACTISE_AGAIN = "practise_again"
    TIME_WAS_UP = "time_was_up"
    REFERENCE = "reference"
    CLOCK = "clock"
    POLL = "poll"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRule:
    """On one of `screens`, where `applies`."""

    offer: Offer
    text: str
    screens: frozenset[ScreenId]
    applies: Condition

    def fits(self, screen: ScreenId, facts: ScreenFacts) -> bool:
        return screen in self.screens and self.applies(facts)


def _rule(offer: Offer, text: str, screens: set[ScreenId], applies: Condition = lambda facts: True) -> OfferRule:
    return OfferRule(offer=offer, text=text, screens=frozenset(screens), applies=applies)


PREREQUISITES = {ScreenId.FAILED_PREREQUISITES, ScreenId.PENDING_PREREQUISITES}
ONBOARD_FIRST = {
    ScreenId.ONBOARDING_MISSING,
    ScreenId.ONBOARDING_PENDING,
    ScreenId.ONBOARDING_FAILED,
    ScreenId.ONBOARDING_OUTDATED,
}
BEFORE_START = {
    ScreenId.REGISTERING,
    ScreenId.REGISTRATION_FAILED,
    ScreenId.INSTRUCTIONS,
    ScreenId.READY_TO_START,
    ScreenId.READY_ELSEWHERE,
}
CONFIRM = {ScreenId.TIMED_READY_TO_SUBMIT, ScreenId.READY_TO_SUBMIT, ScreenId.ONBOARDING_READY_TO_SUBMIT}
RESULTS = {ScreenId.PROCTORED_SUBMITTED, ScreenId.PROCTORED_VERIFIED, ScreenId.PROCTORED_REJECTED}
OFFERS = (
    _rule(
        Offer.OPT_OUT,
        "Take the exam without proctoring, if it is proctored, has not started and the course allows it",
        {ScreenId.PROCTORED_ENTRANCE, ScreenId.BACKEND_UNAVAILABLE} | PREREQUISITES | ONBOARD_FIRST | BEFORE_START,
        lambda f: f.kind is ExamKind.PROCTORED and f.opt_out_allowed and not f.in_progress,
    ),
    _rule(Offer.CONTINUE, "Go on with the exam, while time remains", CONFIRM, lambda f: f.has_time_left),
    _rule(
        Offer.VIEW,
        "View my exam, after the due date, where the site shows exams again then",
        RESULTS,
        lambda f: f.status in VIEWABLE and f.may_be_viewed,
    ),
    _rule(
        Offer.WAITING,
        "Until when answers are still taken, within the grace period",
        {ScreenId.TIMED_SUBMITTED, ScreenId.PROCTORED_VERIFIED},
        lambda f: f.in_grace,
    ),
    _rule(
        Offer.PRACTISE_AGAIN,
        "Practise again",
        {
            ScreenId.PRACTICE_ERROR,
            ScreenId.PRACTICE_SUBMITTED,
            ScreenId.ONBOARDING_ERROR,
            ScreenId.ONBOARDING_SUBMITTED,
            ScreenId.ONBOARDING_REJECTED,
            ScreenId.TIMED_OUT,
        },
        lambda f: f.kind in (ExamKind.PRACTICE, ExamKind.ONBOARDING),
    ),
    _rule(
        Offer.TIME_WAS_UP,
        "That the time was over when the attempt was handed in",
        {
            ScreenId.TIMED_SUBMITTED,
            ScreenId.PRACTICE_SUBMITTED,
            ScreenId.ONBOARDING_SUBMITTED,
            ScreenId.PROCTORED_SUBMITTED,
        },
        lambda f: f.timed_out,
    ),
    _rule(
        Offer.REFERENCE,
        "A reference number",
        {
            ScreenId.BACKEND_UNAVAILABLE,
            ScreenId.REGISTRATION_FAILED,
            ScreenId.PRACTICE_ERROR,
            ScreenId.ONBOARDING_ERROR,
            ScreenId.PROCTORED_ERROR,
        },
    ),
    _rule(
        Offer.CLOCK,
        "The time that is left",
        {ScreenId.CONTENT, ScreenId.WRONG_BROWSER, ScreenId.BACKEND_UNAVAILABLE} | CONFIRM,
        lambda f: f.in_progress,
    ),
    _rule(
        Offer.POLL,
        "Looks again by itself",
        {
            ScreenId.REGISTERING,
            ScreenId.REGISTRATION_FAILED,
            ScreenId.INSTRUCTIONS,
            ScreenId.READY_ELSEWHERE,
            ScreenId.WRONG_BROWSER,
        },
    ),
)
