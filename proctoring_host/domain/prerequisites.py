"""What a learner has to have done in a course before a proctored exam of it counts towards credit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A minimum grade is a requirement of credit, too, but it can be reached only after the exams.
NO_PREREQUISITES = frozenset({"grade"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A requirement of credit. `status` is None as long as the learner has done nothing about it."""

    namespace: str
    name: str
    display_name: str = ""
    order: int = 0
    status: str | None = None

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> "Requirement":
        """From the platform's description, of which other keys are ignored and `None` is taken as not given."""
        order, status = values.get("order"), values.get("status")
        return cls(
            namespace=str(values.get("namespace") or ""),
            name=str(values.get("name") or ""),
            display_name=str(values.get("display_name") or ""),
            order=order if isinstance(order, int) else 0,
            status=str(status) if status else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisites:
    """The requirements before an exam, each in the order of the course. Pending are all that are undecided."""

    satisfied: tuple[Requirement, ...] = ()
    failed: tuple[Requirement, ...] = ()
    pending: tuple[Requirement, ...] = ()
    declined: tuple[Requirement, ...] = ()

    @property
    def met(self) -> bool:
        return not (self.failed or self.pending or self.declined)


def prerequisites(requirements: Iterable[Requirement | Mapping[str, object]], name: str) -> Prerequisites:
    """The requirements that stand before the one called `name`, which is the content id of the exam.

    An exam that is no requirement itself has no prerequisites.
    """
    before = _before(sorted(map(_as_requirement, requirements), key=lambda found: found.order), name)
    decided = ("satisfied", "failed", "declined")
    groups = {status: tuple(found for found in before if found.status == status) for status in decided}
    return Prerequisites(pending=tuple(found for found in before if found.status not in decided), **groups)


def _as_requirement(value: Requirement | Mapping[str, object]) -> Requirement:
    return value if isinstance(value, Requirement) else Requirement.from_mapping(value)


def _before(ordered: list[Requirement], name: str) -> list[Requirement]:
    for position, requirement in enumerate(ordered):
        if requirement.name == name and requirement.namespace not in NO_PREREQUISITES:
            return [found for found in ordered[:position] if found.namespace not in NO_PREREQUISITES]
    return []
