"""An attempt that lives through requests: what the use cases do with a decision, on plain values."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from hypothesis import strategies as st

from proctoring_host.domain.deadlines import allowed_time, deadline, is_past_due, seconds_left
from proctoring_host.domain.facts import AttemptFacts, Consequence
from proctoring_host.domain.rules import Move, Refusal
from proctoring_host.domain.statuses import IN_PROGRESS, INCOMPLETE, Actor, ExamKind, Status
from proctoring_host.domain.transitions import decide
from tests.unit.domain.moments import NOON

MINUTES = 60


@dataclass
class Life:
    """One attempt at an exam of an hour, from noon on; `due` None is an exam without a due date."""

    kind: ExamKind
    due: datetime | None
    allow_timed_out: bool = False
    status: Status = Status.CREATED
    now: datetime = NOON
    started_at: datetime | None = None
    deadline_at: datetime | None = None
    completed_at: datetime | None = None
    timed_out: bool = False
    saved_seconds: int | None = None
    proctored: bool = True
    resumable: bool = False
    answers: list[Move] = field(default_factory=list)

    @property
    def facts(self) -> AttemptFacts:
        return AttemptFacts(
            status=self.status,
            kind=self.kind,
            has_backend=self.kind is not ExamKind.TIMED,
            registered=self.kind is not ExamKind.TIMED,
            proctored=self.proctored,
            is_sample=self.kind in {ExamKind.PRACTICE, ExamKind.ONBOARDING},
            started_before=self.started_at is not None,
            submitted_before=self.completed_at is not None or self.timed_out,
            past_due=is_past_due(self.kind, self.due, None, self.now),
            allow_timed_out=self.allow_timed_out,
            resumable=self.resumable,
        )

    @property
    def left(self) -> float:
        return seconds_left(self.deadline_at, self.status, self.now)

    @property
    def overdue(self) -> bool:
        return self.status in IN_PROGRESS and self.deadline_at is not None and self.deadline_at <= self.now

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def ask(self, wanted: Status, actor: Actor) -> Move | Refusal | None:
        """The clock asks only when the time is up, and before any learner who comes too late."""
        if self.overdue and actor is Actor.LEARNER:
            self.ask(Status.TIMED_OUT, Actor.CLOCK)
        if actor is Actor.CLOCK and not self.overdue:
            return None
        answer = decide(self.facts, wanted, actor)
        if isinstance(answer, Move) and answer.changed:
            self._follow(answer)
        return answer

    def _follow(self, move: Move) -> None:
        left = self.left
        self.status = move.to
        self.answers.append(move)
        for consequence in sorted(move.consequences):
            self._apply(consequence, left, consequences=move.consequences)

    def _apply(self, consequence: Consequence, left: float, consequences: frozenset[Consequence]) -> None:
        match consequence:
            case Consequence.SET_START:
                allowed = allowed_time(MINUTES, 0, None, self.saved_seconds, self.due, self.now)
                self.started_at, self.deadline_at = self.now, deadline(self.now, allowed.seconds)
            case Consequence.SET_COMPLETION:
                timed_out = Consequence.SET_TIMED_OUT in consequences
                self.completed_at = self.deadline_at if timed_out and self.deadline_at else self.now
            case Consequence.SET_TIMED_OUT:
                self.timed_out = True
            case Consequence.SAVE_SECONDS:
                self.saved_seconds = int(left)
            case Consequence.MAKE_RESUMABLE:
                self.resumable = True
            case Consequence.CLEAR_RESUMABLE:
                self.resumable = False
            case Consequence.CLEAR_PROCTORING:
                self.proctored = False


class Mood(StrEnum):
    """What an actor wishes for: anything, something they can have, something that does not end the attempt."""

    WILD = "wild"
    SENSIBLE = "sensible"
    STEADY = "steady"


# Who, in which mood, which of the possible wishes, and the seconds that pass before.
Request = tuple[Actor, Mood, int, int]
STATUSES = list(Status)
OTHERS = [actor for actor in Actor if actor is not Actor.STAFF]
lives = st.builds(
    Life,
    kind=st.sampled_from(ExamKind),
    due=st.none() | st.integers(-600, 10_000).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    allow_timed_out=st.booleans(),
)


def requests(
    actors: list[Actor], moods: list[Mood], seconds: int = 900, **sizes: int
) -> st.SearchStrategy[list[Request]]:
    one = st.tuples(st.sampled_from(actors), st.sampled_from(moods), st.integers(0, 99), st.integers(0, seconds))
    return st.lists(one, **{"max_size": 25, **sizes})


def begun(life: Life) -> Life:
    """Started in the usual way, and by staff where it was too late for that."""
    for wanted, actor in (
        (Status.READY_TO_START, Actor.VENDOR),
        (Status.STARTED, Actor.LEARNER),
        (Status.STARTED, Actor.STAFF),
    ):
        life.ask(wanted, actor)
    assert life.status is Status.STARTED
    return life


def wish(life: Life, actor: Actor, mood: Mood, number: int) -> Status:
    if mood is Mood.WILD:
        return STATUSES[number % len(STATUSES)]
    answers = ((wanted, decide(life.facts, wanted, actor)) for wanted in STATUSES)
    had = {wanted: answer.to for wanted, answer in answers if isinstance(answer, Move) and answer.changed}
    steady = [wanted for wanted, reached in had.items() if reached in INCOMPLETE]
    possible = steady if mood is Mood.STEADY else list(had)
    return possible[number % len(possible)] if possible else life.status


def live(life: Life, asked: list[Request]) -> Life:
    """Let time pass and ask, one request after the other."""
    for actor, mood, number, seconds in asked:
        life.wait(seconds)
        life.ask(wish(life, actor, mood, number), actor)
    return life
