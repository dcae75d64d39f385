"""The round trip beside the real thing: edx-proctoring makes a site, we take it over, and both say the same."""

import json
from collections.abc import Iterator, Mapping
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from proctoring_host.models import Attempt, Effect, Review, Transition
from tests.openedx.old_site import OldSite, what_it_says

pytestmark = [pytest.mark.beside, pytest.mark.django_db]
WORDS = {"passed": "Clean", "violation": "Rules Violation", "suspicious": "Suspicious", "not_reviewed": "Not Reviewed"}


@pytest.fixture
def old_site(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[OldSite]:
    """Without the program of the mock's vendor, which would begin in a thread of its own a second later."""
    never = SimpleNamespace(start=lambda: None)
    monkeypatch.setattr("edx_proctoring.backends.mock.threading", SimpleNamespace(Timer=lambda *_, **__: never))
    settings.PROCTORING_USER_OBFUSCATION_KEY = "a key of nobody"
    site = OldSite("mock")
    try:
        site.fill(attempts=300, lived=44)
        mail.outbox.clear()
        yield site
    finally:
        site.leave()


def run(*arguments: str) -> Mapping[str, Any]:
    out = StringIO()
    call_command("proctoring", "import-edx-proctoring", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def what_we_say() -> dict[str, list[Any]]:
    attempts = Attempt.objects.select_related("user", "exam")
    reviews = Review.objects.values_list("attempt_code", "status", "is_active")
    return {
        "attempts": sorted([_attempt(row) for row in attempts], key=json.dumps),
        "reviews": sorted([code, WORDS[status], is_active, ""] for code, status, is_active in reviews),
    }


def _attempt(row: Attempt) -> list[Any]:
    return [
        row.code,
        row.user.username,
        row.exam.content_id,
        row.status,
        row.external_id,
        row.started_at and row.started_at.isoformat(),
        row.completed_at and row.completed_at.isoformat(),
        None if row.allowed_seconds is None else row.allowed_seconds // 60,
        row.saved_seconds,
    ]


def numbers(report: Mapping[str, Any], what: str) -> dict[str, int]:
    return {name: table[what] for name, table in report["tables"].items() if table[what]}


def test_both_say_the_same_afterwards_and_a_second_run_changes_nothing(old_site: OldSite) -> None:
    told = what_it_says()

    first = run()
    second = run()
    compared = run("--verify")

    assert what_we_say() == told == what_it_says()
    assert [report["settled"] for report in (first, second, compared)] == [True, True, True]
    assert set(numbers(first, "new")) == set(first["tables"])
    assert (numbers(second, "new"), numbers(second, "changed")) == ({}, {})
    assert (Effect.objects.count(), mail.outbox) == (0, [])


def test_every_status_change_is_in_the_log_with_its_time(old_site: OldSite) -> None:
    from edx_proctoring.models import ProctoredExamStudentAttempt

    run()

    for old in ProctoredExamStudentAttempt.objects.all():
        saved = [(row.status, row.history_date) for row in old.history.order_by("history_id")]
        changes = [now for before, now in zip([("", None), *saved], saved, strict=False) if before[0] != now[0]]
        log = Transition.objects.filter(attempt__code=old.attempt_code).order_by("id")
        moves = [(entry.to_status, entry.at) for entry in log if entry.from_status != entry.to_status]
        assert moves == changes


def test_a_learner_sees_the_same_time_left(old_site: OldSite) -> None:
    from edx_proctoring import api as old

    from proctoring_host.domain.deadlines import seconds_left
    from proctoring_host.domain.statuses import Status

    run()

    running = list(Attempt.objects.filter(status=Status.STARTED).select_related("user", "exam"))
    assert running
    for attempt in running:
        there = old.get_exam_attempt_by_code(attempt.code)
        minutes = (attempt.deadline_at - attempt.started_at).total_seconds() / 60
        assert minutes == there["allowed_time_limit_mins"]
        assert seconds_left(attempt.deadline_at, Status.STARTED, attempt.started_at) == minutes * 60
