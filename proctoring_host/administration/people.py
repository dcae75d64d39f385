"""Finding rows by the people they are about."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.db.models import Q

MOST_PEOPLE = 200


def people_called(text: str) -> Sequence[int]:
    """Whose username begins so, or whose email address it is: what the accounts have indexes for."""
    model = get_user_model()
    wanted = Q(**{f"{model.USERNAME_FIELD}__startswith": text}) | Q(**{model.get_email_field_name(): text})
    return list(model._default_manager.filter(wanted).values_list("pk", flat=True)[:MOST_PEOPLE])
