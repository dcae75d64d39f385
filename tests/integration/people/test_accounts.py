"""What the deletion of an account would take with it."""

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError

from proctoring_host.models import Allowance, Attempt
from tests.factories import T0, make_attempt, make_exam, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fields", [{}, {"removed_at": T0, "live_key": None}])
def test_an_account_with_attempts_is_not_deleted(fields) -> None:
    attempt = make_attempt(**fields)

    with pytest.raises(ProtectedError):
        attempt.user.delete()

    assert Attempt.everything.filter(user__pk=attempt.user_id).exists()


def test_an_account_without_attempts_is_deleted_with_what_it_was_allowed() -> None:
    user = make_user()
    Allowance.objects.create(user=user, exam=make_exam(), key="time_multiplier", value="2")

    user.delete()

    assert not User.objects.filter(username=user.username).exists()
    assert not Allowance.objects.exists()
