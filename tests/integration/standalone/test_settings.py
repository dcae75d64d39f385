"""The standalone settings, in processes of their own."""

import json

import pytest

from tests.integration.standalone.conftest import Standalone

SHOW = "from django.conf import settings\nimport json\nprint(json.dumps(settings.{0}, default=str))"


@pytest.mark.parametrize(
    ("env", "auth"),
    [
        pytest.param("{", "{", id="no JSON at all"),
        pytest.param("[]", "5", id="wrong types"),
        pytest.param('{"ALLOWED_HOSTS": "x", "TIME_ZONE": 5, "FEATURES": []}', '{"PROCTORING_BACKENDS": 7}', id="keys"),
        pytest.param('{"PROCTORING_SETTINGS": "x"}', '{"PROCTORING_BACKENDS": {"DEFAULT": 5, "a": 3}}', id="inside"),
    ],
)
def test_the_site_starts_whatever_the_files_hold_and_says_so(standalone: Standalone, env: str, auth: str) -> None:
    standalone.configure(env, auth)

    done = standalone.run("check")

    assert done.returncode == 0, done.stderr
    assert "lms.env.json" in done.stderr or "lms.auth.json" in done.stderr or "PROCTORING_" in done.stderr


def test_the_site_starts_without_any_file(standalone: Standalone) -> None:
    done = standalone.run("check", PROCTORING_CONFIG_DIR="")

    assert done.returncode == 0, done.stderr


def test_the_environment_wins_over_the_files_and_the_files_over_the_defaults(standalone: Standalone) -> None:
    env = {"SECRET_KEY": "of the file", "ALLOWED_HOSTS": ["file.example.com"], "LANGUAGE_CODE": "de"}
    standalone.configure(env)
    standalone.variables = {"ALLOWED_HOSTS": "one.example.com, two.example.com", "EMAIL_URL": "smtp://mail.example.com"}

    assert json.loads(standalone.python(SHOW.format("ALLOWED_HOSTS"))) == ["one.example.com", "two.example.com"]
    assert json.loads(standalone.python(SHOW.format("SECRET_KEY"))) == "of the file"
    assert json.loads(standalone.python(SHOW.format("LANGUAGE_CODE"))) == "de"
    assert json.loads(standalone.python(SHOW.format("EMAIL_HOST"))) == "mail.example.com"


def test_defaults_are_safe(standalone: Standalone) -> None:
    assert json.loads(standalone.python(SHOW.format("DEBUG"))) is False
    assert json.loads(standalone.python(SHOW.format("USE_TZ"))) is True
    assert "exams.example.com" in json.loads(standalone.python(SHOW.format("ALLOWED_HOSTS")))
    assert json.loads(standalone.python(SHOW.format("EMAIL_FILE_PATH"))) == str(standalone.data / "mail")


def test_sqlite_runs_with_a_write_ahead_log(migrated: Standalone) -> None:
    code = "from django.db import connection\nprint(connection.cursor().execute('PRAGMA journal_mode').fetchone())"

    assert migrated.python(code) == "('wal',)"


def test_the_permission_names_of_the_reference_hold(migrated: Standalone) -> None:
    code = """
from django.contrib.auth.models import User, Group, Permission
learner = User.objects.create(username="learner")
boss = User.objects.create(username="boss", is_superuser=True)
service = User.objects.create(username="service")
service.groups.add(Group.objects.create(name="mock_review"))
gone = User.objects.create(username="gone", is_active=False, is_superuser=True)
take, review, retire = (
    "edx_proctoring.can_take_proctored_exam", "edx_proctoring.can_review_attempt", "accounts.can_retire_user"
)
attempt = {"proctored_exam": {"backend": "mock"}}
print(learner.has_perm(take), gone.has_perm(take))
print(boss.has_perm(retire), learner.has_perm(retire), gone.has_perm(retire))
print(service.has_perm(review, attempt), service.has_perm(review), learner.has_perm(review, attempt))
"""
    assert migrated.python(code).splitlines() == ["True False", "True False False", "True False False"]
