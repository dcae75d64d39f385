"""The data map: what every column of ours holds of a person, what erasing does to it, and whether it is exported.

Erasure, export and docs/data-map.md are all made from it, and a test fails for a column that it does not have.
"""

from proctoring_host.models.personal.about_people import PEOPLE
from proctoring_host.models.personal.attempts import ATTEMPTS
from proctoring_host.models.personal.exams import EXAMS
from proctoring_host.models.personal.operations import OPERATIONS
from proctoring_host.models.personal.terms import Erasure, Held, Holds, Table

DATA_MAP: tuple[Table, ...] = (*ATTEMPTS, *PEOPLE, *OPERATIONS, *EXAMS)

__all__ = ["DATA_MAP", "Erasure", "Held", "Holds", "Table"]
