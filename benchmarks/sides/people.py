"""Accounts, which Django gives both sides alike."""

from typing import Any

from benchmarks.sides.client import Client, client_of
from benchmarks.sides.world import learner_name


def people(number: int) -> list[Any]:
    from django.contrib.auth.models import User

    names = [learner_name(n) for n in range(number)]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    new = [User(username=name, email=f"{name}@example.com") for name in names if name not in known]
    User.objects.bulk_create(new, batch_size=500)
    return list(User.objects.filter(username__startswith="learner-").order_by("username")[:number])


def staff() -> Any:
    from django.contrib.auth.models import User

    user, _made = User.objects.get_or_create(username="staff", is_staff=True)
    return user


def new_learner() -> Client:
    """A signed-in client of an account that did not exist."""
    from django.contrib.auth.models import User

    number = User.objects.count()
    return client_of(User.objects.create(username=f"new-{number}", email=f"new-{number}@example.com"))
