"""Which screen a learner sees for an exam, as one table over plain facts."""

from proctoring_host.domain.screens.facts import PrerequisiteState, RegistrationState, ScreenFacts
from proctoring_host.domain.screens.ids import ScreenId
from proctoring_host.domain.screens.offers import OFFERS, Offer, OfferRule
from proctoring_host.domain.screens.row import Row
from proctoring_host.domain.screens.table import TABLE, Shown, decide_screen

__all__ = [
    "OFFERS",
    "TABLE",
    "Offer",
    "OfferRule",
    "PrerequisiteState",
    "RegistrationState",
    "Row",
    "ScreenFacts",
    "ScreenId",
    "Shown",
    "decide_screen",
]
