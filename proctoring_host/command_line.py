"""How an operator of this site runs a command: messages name no command that does not exist there."""

from django.apps import apps

from proctoring_host import conf
from proctoring_host.platform import openedx


def is_standalone() -> bool:
    return apps.is_installed("proctoring_host.standalone")


def on_command_line(command: str) -> str:
    """How a command is run on this site; one of ours has `proctoring` before it, one of Django's has not."""
    if is_standalone():
        return f"proctoring {command.removeprefix('proctoring ')}"
    settings = conf.get()
    return (
        f"manage.py lms {command}"
        if settings.in_studio or settings.platform == openedx.PATH
        else f"manage.py {command}"
    )
