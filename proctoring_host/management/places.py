"""Which commands belong where: on a standalone host, on a platform, and there in the LMS or in Studio."""

from django.core.management.base import CommandError

from proctoring_host import conf
from proctoring_host.command_line import is_standalone, on_command_line

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
ELSEWHERE = (
    "Run it where DJANGO_SETTINGS_MODULE names no other settings, after `pip install 'proctoring-host[standalone]'` "
    "into an environment of its own."
)
STANDALONE_ONLY = {
    "demo": ELSEWHERE,
    "serve": "Start this site's own web server, which answers at the host's addresses, too.",
    "walkthrough": ELSEWHERE,
}


def refuse_elsewhere(subcommand: str) -> None:
    """Raises `CommandError` for a subcommand that can do nothing, or only harm, on this site."""
    if subcommand in LMS_ONLY and conf.get().in_studio:
        raise CommandError(
            f"Run this in the LMS: {on_command_line(f'proctoring {subcommand}')}. "
            "Studio has no services for grades and certificates, so what follows from it would be lost."
        )
    if subcommand in STANDALONE_ONLY and not is_standalone():
        raise CommandError(
            f"`proctoring {subcommand}` is for a standalone host, which this site is not. {STANDALONE_ONLY[subcommand]}"
        )
