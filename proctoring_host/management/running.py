"""What a management command does with the errors of what it runs."""

from collections.abc import Callable

from django.core.management.base import CommandError
from django.db.utils import Error as DatabaseError

from proctoring_host.errors import ProctoringError
from proctoring_host.management.database_causes import cause_of, sentence


def run(work: Callable[[], int]) -> int:
    """The exit code; a known error becomes one sentence for the operator."""
    try:
        return work()
    except ProctoringError as error:
        raise CommandError(error.detail) from error
    except DatabaseError as error:
        if not cause_of(error):
            raise
        raise CommandError(sentence(error)) from error
