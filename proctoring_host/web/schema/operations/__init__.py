"""The table of operations, in the order of the documentation."""

from collections.abc import Mapping

from proctoring_host.web.schema.operation import Operation
from proctoring_host.web.schema.operations import (
    about,
    access,
    allowances,
    attempts,
    course,
    exams,
    people,
    vendors,
)

ALL: tuple[Operation, ...] = (
    *exams.OPERATIONS,
    *attempts.OPERATIONS,
    *course.OPERATIONS,
    *access.OPERATIONS,
    *allowances.OPERATIONS,
    *people.OPERATIONS,
    *vendors.OPERATIONS,
    *about.OPERATIONS,
)
OPERATIONS: Mapping[tuple[str, str], Operation] = {(each.name, each.method): each for each in ALL}
