"""A site with a distribution broken at each stage: it starts, it warns, and the good backend works."""

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.isolation.broken import BROKEN, GOOD, RAISING_OBSERVER, SECRET, SETTINGS, STAGES, WITNESS
from tests.isolation.distributions import run_in_site

MANAGE = ("-m", "django")
REGISTER = """
import django
django.setup()
from datetime import datetime, UTC
from proctoring_host.data import ExamData, Learner, Registration
from proctoring_host.errors import BackendUnavailable
from proctoring_host.registry import calls, get_registry

exam = ExamData(
    id=1, course_id="c", content_id="b", exam_name="E", time_limit_mins=9, is_proctored=True,
    is_practice_exam=False, is_active=True, hide_after_due=False, backend="good",
)
registration = Registration(
    exam=exam, attempt_code="CODE", learner=Learner(pseudonym="p"), time_limit_mins=9, is_sample_attempt=False,
    requested_at=datetime(2026, 1, 1, tzinfo=UTC), platform_url="https://x", launch_url="https://x/y",
)
print("registered", calls.register_attempt("good", registration).external_id)
print("registered", calls.register_attempt("good_again", registration).external_id)
for backend in get_registry().backends():
    if not backend.available:
        try:
            calls.register_attempt(backend.name, registration)
        except BackendUnavailable as error:
            print("refused", backend.name, backend.failure.stage)
"""
TAKE_AN_EXAM = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import cause, make_exam, make_user
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.queries import get_attempt

exam = make_exam(backend="good")
attempt = create_attempt(exam.id, make_user().id, taking_as_proctored=True, cause=cause())
print("vendor's id", get_attempt(attempt.id).external_id == f"good-{attempt.code}")
"""
MAIL = """
import django
django.setup()
from tests.unit.registry.samples import change
from proctoring_host.mail.compose import compose
from proctoring_host.mail.context import MailFacts
from proctoring_host.mail.kinds import MailKind
from proctoring_host.registry import calls

facts = MailFacts(kind=MailKind.SUBMITTED, backend="good", course_id="course-v1:A+B+C", exam_name="E", language="en")
letter = compose(facts)
print("subject", "ok" if letter.subject else "missing")
print("html from", letter.templates[MailKind.SUBMITTED.html_name].split("(")[1].rstrip(")"))
failed = calls.broadcast_attempt_changed(change("good"))
print("observers that failed:", *(failure.plugin for failure in failed))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all distributions, the broken ones before the good one on the path and in the alphabet."""
    target = tmp_path_factory.mktemp("site")
    for distribution in (*BROKEN, GOOD, WITNESS, RAISING_OBSERVER):
        distribution.install(target)
    (target / "broken_site_settings.py").write_text(SETTINGS, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def listing(site: Path) -> CompletedProcess[str]:
    return run_in_site(site, *MANAGE, "proctoring", "plugins", "--json", "--strict")


def test_system_checks_warn_of_every_failure_and_stop_nothing(site: Path) -> None:
    result = run_in_site(site, *MANAGE, "check")

    assert result.returncode == 0, result.stderr
    assert "ERRORS" not in result.stderr
    for name, stage in STAGES.items():
        assert name in result.stderr or stage == "render"


def test_the_database_can_be_migrated(site: Path) -> None:
    result = run_in_site(site, *MANAGE, "migrate", "--verbosity", "0")

    assert result.returncode == 0, result.stderr


def test_the_good_backend_registers_attempts_and_the_others_say_why_they_do_not(site: Path) -> None:
    result = run_in_site(site, "-c", REGISTER)

    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert "registered good-CODE" in lines
    assert "registered good_again-CODE" in lines
    refused = {line.split()[1]: line.split()[2] for line in lines if line.startswith("refused")}
    # what fails only when it is called is available, and what is not configured is no backend
    not_refused = {"raises_when_called", "answers_for_vendors", "vendor_unreadable-1.0.dist-info", "broken_mail"}
    assert refused == {name: stage for name, stage in STAGES.items() if name not in not_refused}


def test_an_attempt_at_the_good_backend_is_registered_with_the_vendor(site: Path) -> None:
    result = run_in_site(site, "-c", TAKE_AN_EXAM)

    assert result.returncode == 0, result.stderr
    assert "vendor's id True" in result.stdout


@pytest.mark.parametrize(("name", "stage"), STAGES.items())
def test_a_strict_listing_names_each_failure(listing: CompletedProcess[str], name: str, stage: str) -> None:
    failures = json.loads(listing.stdout[listing.stdout.index("{\n") :])["failures"]

    found = [failure for failure in failures if failure["plugin"] == name]

    assert [failure["stage"] for failure in found] == [stage]
    assert found[0]["error"]
    assert found[0]["hint"]


def test_a_strict_listing_exits_with_one_and_names_nothing_else(listing: CompletedProcess[str]) -> None:
    failures = json.loads(listing.stdout[listing.stdout.index("{\n") :])["failures"]

    assert listing.returncode == 1
    assert {failure["plugin"] for failure in failures} == set(STAGES)


def test_a_listing_for_people_names_each_failure_and_the_good_backend(site: Path) -> None:
    result = run_in_site(site, *MANAGE, "proctoring", "plugins")

    assert result.returncode == 0, result.stderr
    assert "configured as good: available" in result.stdout
    for name, stage in STAGES.items():
        assert f"FAILED at {stage} ({name})" in result.stdout


def test_both_distributions_that_claim_one_name_are_named(listing: CompletedProcess[str]) -> None:
    failures = json.loads(listing.stdout[listing.stdout.index("{\n") :])["failures"]

    (conflict,) = [failure for failure in failures if failure["plugin"] == "twice"]

    assert "vendor-twice 1.0" in conflict["error"]
    assert "vendor-twice-too 1.0" in conflict["error"]


def test_a_mail_is_written_though_a_theme_is_broken_and_observers_raise(site: Path) -> None:
    result = run_in_site(site, "-c", MAIL)

    assert result.returncode == 0, result.stderr
    assert "subject ok" in result.stdout
    assert "html from proctoring_email_templates" in result.stdout
    assert "observers that failed: raising_observer" in result.stdout


def test_no_secret_is_shown_anywhere(site: Path, listing: CompletedProcess[str]) -> None:
    checks = run_in_site(site, *MANAGE, "check")

    for text in (listing.stdout, listing.stderr, checks.stdout, checks.stderr):
        assert SECRET not in text
        assert "what the learner is called" not in text


def test_another_plugin_hears_of_the_failures(listing: CompletedProcess[str]) -> None:
    heard = {line for line in listing.stdout.splitlines() if line.startswith("witness heard of")}

    assert heard == {f"witness heard of {name} at {stage}" for name, stage in STAGES.items()}
