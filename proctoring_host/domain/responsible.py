"""Which of a learner's attempts at one exam speaks for them: for credit, grade, certificate and the cascade."""

from collections.abc import Sequence
from dataclasses import dataclass

from proctoring_host.domain.statuses import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class SiblingAttempt:
    """One attempt of a learner at an exam, as much of it as the rule needs."""

    id: int
    status: Status
    is_sample: bool = False


def is_responsible(attempt: SiblingAttempt, siblings: Sequence[SiblingAttempt]) -> bool:
    """Asked after each change, with `attempt` in its new status.

    `siblings` are the learner's attempts at the same exam that were not removed; it does not matter whether
    `attempt` is among them, and if it is, in which status.
    """
    others = {sibling.status for sibling in siblings if sibling.id != attempt.id}
    if attempt.is_sample or not others:
        return True
    match attempt.status:
        case Status.DECLINED | Status.ERROR:
            return True
        case Status.SUBMITTED:
            return Status.REJECTED not in others
        case Status.VERIFIED:
            return others == {Status.VERIFIED}
        case Status.REJECTED:
            return not others & {Status.REJECTED, Status.DECLINED}
    return False
