"""Django for the fake platform: the tests' own where they have set one up, else one in a file that is thrown away."""

import atexit
import os
from functools import cache
from pathlib import Path

import django
from django.apps import apps
from django.conf import ENVIRONMENT_VARIABLE, settings
from django.core.management import call_command
from django.db import connection

SITE = "proctoring_host.testing.fake_site.site"


class NeedsDatabase(RuntimeError):
    """The tests have a Django of their own, and a transaction around each test."""


def prepare() -> None:
    """Have tables, empty where they are ours; raises `NeedsDatabase` where effects would never run."""
    if _is_ours():
        call_command("flush", interactive=False, verbosity=0)
    elif connection.in_atomic_block:
        raise NeedsDatabase(
            "The effects of a change run after its commit, so there must be no transaction around the test: "
            "mark it with @pytest.mark.django_db(transaction=True)."
        )


@cache
def _is_ours() -> bool:
    """Decided once for each process."""
    if apps.ready or os.environ.get(ENVIRONMENT_VARIABLE):
        if not apps.ready:
            django.setup()
        return False
    os.environ[ENVIRONMENT_VARIABLE] = SITE
    database = Path(settings.DATABASES["default"]["NAME"])
    database.unlink(missing_ok=True)
    atexit.register(database.unlink, missing_ok=True)
    django.setup()
    call_command("migrate", verbosity=0)
    return True
