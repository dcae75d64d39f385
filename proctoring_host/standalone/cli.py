"""The console script `proctoring`: our subcommands and Django's commands on the standalone settings."""

import os
import sys
from importlib.metadata import version
from importlib.util import find_spec

SETTINGS = "proctoring_host.standalone.settings"
STANDALONE_EXTRA = ("environ", "whitenoise", "gunicorn")
OF_DJANGO = (
    ("migrate", "Create or update the tables."),
    ("createsuperuser", "Make an administrator's account."),
    ("changepassword", "Set the password of an account."),
    ("runserver", "Start Django's own server, for development."),
    ("shell", "Open a Python shell with everything loaded."),
)


def main() -> None:
    """Never prints a traceback for what an operator can put right: a missing extra or an unusable setting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    sys.exit(run(sys.argv))


def run(argv: list[str]) -> int:
    if argv[1:] == ["--version"]:
        sys.stdout.write(f"proctoring {version('proctoring-host')}\n")
        return 0
    missing = missing_extra()
    if missing:
        _complain(
            f"{', '.join(missing)} is not installed. Install the extra: pip install 'proctoring-host[standalone]'"
        )
        return 1
    if argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        sys.stdout.write(overview())
        return 0
    return _execute(argv)


def missing_extra() -> list[str]:
    """Only the standalone settings need the extra."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS) != SETTINGS:
        return []
    return [name for name in STANDALONE_EXTRA if find_spec(name) is None]


def overview() -> str:
    """Reads no settings, so it is shown whatever is wrong with them."""
    from proctoring_host.management.subcommands import discover, report_broken  # noqa: PLC0415

    subcommands = discover()
    report_broken(subcommands)
    own = [(name, subcommand.help) for name, subcommand in subcommands.found.items()]
    width = max(len(name) for name, _ in (*own, *OF_DJANGO)) + 2
    lines = [
        "proctoring <command> [options]     proctoring <command> --help",
        "",
        "Commands of the proctoring host:",
        *(f"  {name:<{width}}{text}" for name, text in own),
        "",
        "Commands of Django that are often needed (proctoring django-help lists all of them):",
        *(f"  {name:<{width}}{text}" for name, text in OF_DJANGO),
        "",
        "Settings come from the environment and from lms.env.json and lms.auth.json in PROCTORING_CONFIG_DIR;",
        "`proctoring doctor` says what is wrong with them. To look around: `proctoring demo`.",
        "",
    ]
    return "\n".join(lines)


def _execute(argv: list[str]) -> int:
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db.utils import Error as DatabaseError  # noqa: PLC0415

    try:
        execute_from_command_line(arguments(argv))
    except DatabaseError as error:
        # Only now, as it asks which site this is: before a command runs there are no apps.
        from proctoring_host.management.database_causes import cause_of, sentence  # noqa: PLC0415

        if "--traceback" in argv or not cause_of(error):
            raise
        _complain(sentence(error))
        return 1
    except ImproperlyConfigured as error:
        _complain(str(error))
        return 1
    return 0


def arguments(argv: list[str]) -> list[str]:
    """The command line for Django: our subcommands behind `proctoring`, everything else as it is."""
    from proctoring_host.management.subcommands import GROUP, own_subcommands  # noqa: PLC0415

    program, command, rest = argv[0], argv[1], argv[2:]
    if command == "django-help":
        return [program, "help", *rest]
    ours = {subcommand.name for subcommand in own_subcommands()} | _names_of_plugins(GROUP)
    if command in ours:
        return [program, "proctoring", command, *rest]
    return [program, command, *rest]


def _names_of_plugins(group: str) -> set[str]:
    from proctoring_host.registry.discovery import walk  # noqa: PLC0415

    points, _ = walk([group])
    return {point.name.replace("_", "-") for point in points}


def _complain(text: str) -> None:
    sys.stderr.write(f"proctoring: {text}\n")
