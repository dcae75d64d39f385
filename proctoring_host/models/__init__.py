"""Fields, constraints and querysets; what happens to rows is decided by the use cases."""

from proctoring_host.models.allowances import Allowance, AllowanceKey
from proctoring_host.models.attempts import Attempt, Transition
from proctoring_host.models.circuits import Circuit
from proctoring_host.models.effects import Effect, EffectState
from proctoring_host.models.exams import Exam, ReviewPolicy
from proctoring_host.models.history import Revision
from proctoring_host.models.imports import ImportedRow
from proctoring_host.models.incidents import Incident, IncidentKind
from proctoring_host.models.people import Pseudonym
from proctoring_host.models.reviews import Review, ReviewComment

__all__ = [
    "Allowance",
    "AllowanceKey",
    "Attempt",
    "Circuit",
    "Effect",
    "EffectState",
    "Exam",
    "ImportedRow",
    "Incident",
    "IncidentKind",
    "Pseudonym",
    "Review",
    "ReviewComment",
    "ReviewPolicy",
    "Revision",
    "Transition",
]
