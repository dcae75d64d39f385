"""A learner is forgotten while somebody holds several of their attempts, within the transaction of a request."""

import threading
import time

import pytest
from django.db import connection, transaction

from proctoring_host.attempts.locks import lock
from proctoring_host.models import Attempt
from proctoring_host.people.forget import forget_learner
from tests.factories import make_attempt, make_user
from tests.integration.attempts.test_concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not connection.features.has_select_for_update, reason="one writer at a time locks no rows"),
]


def test_erasing_waits_for_who_holds_attempts_and_deadlocks_with_nobody() -> None:
    learner, holds_the_newer = make_user(), threading.Event()
    older, newer = make_attempt(user=learner), make_attempt(user=learner)

    def decline() -> None:
        with transaction.atomic():
            lock(newer.pk)
            holds_the_newer.set()
            time.sleep(0.5)
            lock(older.pk)

    def forget() -> None:
        holds_the_newer.wait(timeout=10)
        with transaction.atomic():
            forget_learner(learner.pk)

    assert at_once(decline, forget) == [None, None]
    assert not Attempt.everything.filter(user=learner, forgotten_at=None).exists()
