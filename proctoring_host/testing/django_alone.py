"""Django, as far as a backend may need it for texts and addresses, where no site is configured."""

import os

import django
from django.conf import ENVIRONMENT_VARIABLE, settings


def make_ready() -> None:
    """Nothing happens where a project has settings of its own."""
    if settings.configured or os.environ.get(ENVIRONMENT_VARIABLE):
        return
    settings.configure(USE_TZ=True, STATIC_URL="/static/", SECRET_KEY="only for tests of backends")  # noqa: S106
    django.setup()
