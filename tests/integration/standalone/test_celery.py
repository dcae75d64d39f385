"""Effects by Celery: a real broker, a worker process, and what happens without them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.standalone.conftest import Standalone

REDIS = os.environ.get("PROCTORING_TEST_REDIS_URL", "")
SETTINGS = "tests.integration.standalone.celery_settings"
QUIET = {"PROCTORING_BACKENDS": {"mock": {"automatic": False}, "DEFAULT": "mock"}}
CREATE = """
import json, os
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from proctoring_host.attempts.create import create_attempt
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor
from proctoring_host.models import Attempt, Effect, Exam
exam = Exam.objects.create(course_id="course-v1:A+B+C", content_id="one", exam_name="One", time_limit_mins=90,
    is_proctored=True, backend="mock")
users = [User.objects.create_user(name) for name in ("one", "two")]
past = timezone.now() - timedelta(hours=1)
Attempt.everything.create(exam=exam, user=users[1], code="OVERDUE", status="started", started_at=past,
    deadline_at=past + timedelta(minutes=1), allowed_seconds=60, live_key="overdue")
cause = Cause(actor=Actor.LEARNER, at=timezone.now(), user_id=users[0].pk)
attempt = create_attempt(exam.pk, users[0].pk, taking_as_proctored=True, cause=cause)
holder = Effect.objects.get(kind="vendor_register").lease_token.split(".")[1]
print(json.dumps({"registered": bool(attempt.external_id), "by_itself": int(holder or 0) == os.getpid()}))
"""
OVERDUE = "from proctoring_host.models import Attempt\nprint(Attempt.everything.get(code='OVERDUE').status)"


@pytest.fixture
def site(migrated: Standalone) -> Standalone:
    migrated.configure(auth=QUIET)
    migrated.variables = {
        "TEST_QUEUE": f"proctoring-test-{os.getpid()}",
        "TEST_BEAT_FILE": str(migrated.folder / "beat"),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": str(Path.cwd()),
    }
    return migrated


@contextmanager
def celery(site: Standalone) -> Iterator[subprocess.Popen[bytes]]:
    app = ["-m", "celery", "-A", "proctoring_host.standalone.celery", "worker", "--beat", "--pool", "solo"]
    with subprocess.Popen([sys.executable, *app], env=site.environment()) as process:
        try:
            yield process
        finally:
            process.terminate()


def eventually(site: Standalone, code: str, wanted: str) -> str:
    until = time.monotonic() + 60
    while (found := site.python(code)) != wanted and time.monotonic() < until:
        time.sleep(0.5)
    return found


def test_a_worker_registers_for_the_request_and_its_clock_submits_what_is_overdue(site: Standalone) -> None:
    if not REDIS:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("PROCTORING_TEST_REDIS_URL is not set")
    site.variables |= {"CELERY_BROKER_URL": REDIS}
    site.configure(
        env={
            "FEATURES": {"ENABLE_SPECIAL_EXAMS": True},
            "PROCTORING_SETTINGS": {"REGISTRATION_WAIT_SECONDS": 30},
        },
        auth=QUIET,
    )

    with celery(site) as worker:
        made = json.loads(site.python(CREATE))
        overdue = eventually(site, OVERDUE, "submitted")
        worker.terminate()
        code = worker.wait(30)

    assert made == {"registered": True, "by_itself": False}
    assert overdue == "submitted"
    assert code == 0


def test_a_request_sees_to_its_effects_itself_where_the_broker_is_away(site: Standalone) -> None:
    site.variables |= {"CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}

    made = json.loads(site.python(CREATE))

    assert made == {"registered": True, "by_itself": True}
