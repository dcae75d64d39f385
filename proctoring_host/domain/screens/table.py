"""The table of screens: the first row that fits decides."""

from dataclasses import dataclass

from proctoring_host.domain.screens.facts import ScreenFacts
from proctoring_host.domain.screens.ids import ScreenId
from proctoring_host.domain.screens.offers import OFFERS, Offer
from proctoring_host.domain.screens.row import ANY, WITH_BACKEND, Row
from proctoring_host.domain.screens.timed import TIMED
from proctoring_host.domain.screens.watched import WATCHED
from proctoring_host.domain.statuses import ExamKind

FOR_EVERYBODY = (
    Row(kinds=ANY, text="the staff of the course", screen=ScreenId.CONTENT, applies=lambda f: f.is_staff),
    Row(kinds=ANY, text="exam not active", screen=ScreenId.CONTENT, applies=lambda f: not f.is_active),
    Row(
        kinds=frozenset({None}),
        text="content that is no exam, also a practice that is not proctored",
        screen=ScreenId.CONTENT,
        applies=lambda f: True,
    ),
    Row(
        kinds=WITH_BACKEND,
        text="no permission to take proctored exams",
        screen=ScreenId.CONTENT,
        applies=lambda f: not f.may_take,
    ),
    Row(
        kinds=frozenset({ExamKind.PROCTORED, ExamKind.PRACTICE}),
        text="course over",
        screen=ScreenId.CONTENT,
        applies=lambda f: f.course_over and not f.in_progress,
    ),
)
TABLE: tuple[Row, ...] = FOR_EVERYBODY + TIMED + WATCHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The screen, what it offers, and the row that decided."""

    screen: ScreenId
    offers: frozenset[Offer]
    row: Row


def decide_screen(facts: ScreenFacts) -> Shown:
    """Every stored status has its row, whatever the other facts are."""
    row = next(row for row in TABLE if row.fits(facts))
    offers = frozenset(rule.offer for rule in OFFERS if rule.fits(row.screen, facts))
    return Shown(screen=row.screen, offers=offers, row=row)
