"""Commands that change attempts run in the LMS: in Studio nobody could be told of grades and certificates."""

from django.core.management.base import CommandError

from proctoring_host import conf

LMS_ONLY = frozenset(
    {
        "effects",
        "reconcile",
        "reset-attempts",
        "set-attempt-status",
        "set-is-attempt-active",
        "update-attempt-status-from-review",
        "update-attempts-for-exam",
        "worker",
    }
)


def refuse_in_studio(subcommand: str) -> None:
    """Raises `CommandError` for one that has to see the services of an LMS."""
    if subcommand in LMS_ONLY and conf.get().in_studio:
        raise CommandError(
            f"Run this in the LMS: manage.py lms proctoring {subcommand}. "
            "Studio has no services for grades and certificates, so what follows from it would be lost."
        )
