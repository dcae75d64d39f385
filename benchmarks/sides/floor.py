"""The floor: what Django, its REST framework, a session and one read by primary key cost without anything of ours."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.sides.client import client_of
from benchmarks.sides.requests import Kind, Operation
from benchmarks.sides.world import SESSIONS, databases

NAME = "floor"


def start(folder: str, _vendor_url: str) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        SECRET_KEY="nobody's",
        ALLOWED_HOSTS=["*"],
        DATABASES=databases(Path(folder) / "floor.sqlite3"),
        SESSION_ENGINE=SESSIONS,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "rest_framework",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        ROOT_URLCONF="benchmarks.sides.floor_urls",
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
            "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        },
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def seed(_number: int) -> Sequence[Operation]:
    from django.contrib.auth.models import Group, User

    user, _made = User.objects.get_or_create(username="floor")
    group, _made = Group.objects.get_or_create(name="floor")
    client = client_of(user)

    def act(_nothing: object) -> None:
        if client.get(f"/{group.pk}").status_code != 200:
            raise AssertionError("the floor gives way")

    return [Operation(NAME, Kind.OTHER, act)]
