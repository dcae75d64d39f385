"""Django for the fake platform: the tests' own where they have set one up, else one in a file that is thrown away."""

import atexit
import os
from functools import cache
from pathlib import Path

import django
from django.apps import apps
from django.conf import ENVIRONMENT_VARIABLE, settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils.functional import empty

NO_DATABASE = "django.db.backends.dummy"
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
    if _has_database():
        if not apps.ready:
            django.setup()
        return False
    _set_up()
    database = Path(settings.DATABASES["default"]["NAME"])
    database.unlink(missing_ok=True)
    atexit.register(database.unlink, missing_ok=True)
    call_command("migrate", verbosity=0)
    return True


def _has_database() -> bool:
    """Whether the tests have settings of their own. Those of the suites, for words and templates, have no database."""
    if not settings.configured and not os.environ.get(ENVIRONMENT_VARIABLE):
        return False
    engine = settings.DATABASES.get("default", {}).get("ENGINE", NO_DATABASE)
    return bool(engine != NO_DATABASE)


def _set_up() -> None:
    """Also over a Django without a database, which another part of the kit has made ready earlier in this process."""
    os.environ[ENVIRONMENT_VARIABLE] = SITE
    settings._wrapped = empty
    vars(connections).update(_settings=None)
    vars(connections).pop("settings", None)
    if apps.ready:
        apps.set_installed_apps(settings.INSTALLED_APPS)
    else:
        django.setup()
