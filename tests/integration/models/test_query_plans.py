"""Which index answers which question, as PostgreSQL plans it; no question reads a whole table."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from proctoring_host.allowances.bulk import set_allowances
from proctoring_host.allowances.queries import allowances_of, allowances_of_course
from proctoring_host.attempts import queries
from proctoring_host.attempts.incidents import incidents_of, incidents_page
from proctoring_host.attempts.listing import newest_attempts_page
from proctoring_host.attempts.locks import lock
from proctoring_host.attempts.reminders import sweep_delayed_reviews
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects import reconcile, states
from proctoring_host.effects.prune import prune
from proctoring_host.exams.queries import exam_by_content, exams_of_course
from proctoring_host.models import Attempt, Effect, Exam, Review
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.reviews.queries import review_of
from proctoring_host.reviews.report import violation_report
from tests.factories import T0, cause
from tests.fake_backend import using_fake_backend
from tests.integration.models.big_site import BUSY, seed
from tests.integration.reviews.history import history_of

pytestmark = [
    # Not in a transaction: VACUUM tells PostgreSQL that an index alone can answer.
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the plans of the others are not alike"),
]
QUIET = "course-v1:Big+C150+2026"
NEXT_YEAR = T0 + timedelta(days=365)
# What need not be found in another way: there are no more of these than exams, or backends.
SMALL = {"proctoring_host_exam", "proctoring_host_reviewpolicy", "proctoring_host_circuit"}


def questions() -> Iterator[tuple[str, Callable[[], object], str]]:
    """What is asked, and the index that has to be among those used: its table and its first columns."""
    attempt = Attempt.objects.select_related("exam", "user").filter(status="submitted").order_by("pk")[1000]
    user, exam, review = attempt.user, attempt.exam, Review.objects.get(attempt=attempt)
    yield from learners(attempt, user, exam)
    yield from staff(attempt, review)
    yield from workers(attempt)


def learners(attempt: Attempt, user: User, exam: Exam) -> Iterator[tuple[str, Callable[[], object], str]]:
    yield "attempt by id", lambda: queries.get_attempt(attempt.pk), "attempt(id)"
    yield "attempt to change", lambda: lock(attempt.pk), "attempt(id)"
    yield "attempt by code", lambda: queries.attempt_by_code(attempt.code), "attempt(code)"
    yield (
        "attempt by vendor's id",
        lambda: queries.attempt_by_external_id("fake", attempt.external_id),
        "attempt(external_id)",
    )
    yield "current attempt", lambda: queries.current_attempt(user.pk, exam.pk), "attempt(user_id,exam_id,id)"
    yield "running attempt", lambda: queries.running_attempt(user.pk), "attempt(user_id"
    yield "attempts of a course", lambda: queries.attempts_of(user.pk, course_id=BUSY), "attempt(user_id"
    yield "newest attempts", lambda: queries.newest_attempts_of(user.pk, [exam.pk]), "attempt(user_id,exam_id,id)"
    yield "exam by content", lambda: exam_by_content(exam.course_id, exam.content_id), "exam(co"
    yield "exams of a course", lambda: exams_of_course(QUIET), "exam(course_id"
    yield "allowances", lambda: allowances_of(user.pk, exam.pk), "allowance(user_id"
    yield "pseudonym", lambda: pseudonym_of(user.pk, "fake"), "pseudonym(user_id"
    yield "incidents", lambda: incidents_of(attempt), "incident(attempt_id)"


def staff(attempt: Attempt, review: Review) -> Iterator[tuple[str, Callable[[], object], str]]:
    for page in (1, 10, 999):
        yield (
            f"listing, page {page}",
            lambda page=page: newest_attempts_page(BUSY, page=page),
            "attempt(newest_in,id,user_id,exam_id)",
        )
    yield "attempts on a page", lambda: newest_attempts_page(BUSY), "attempt(user_id"
    yield "search", lambda: newest_attempts_page(BUSY, search="who1233"), "attempt(newest_in,"
    yield "search for many", lambda: newest_attempts_page(BUSY, page=3, search="who"), "attempt(newest_in,"
    yield "allowances of a course", lambda: allowances_of_course(QUIET), "allowance(exam_id)"
    yield "report", lambda: list(violation_report(QUIET)), "attempt(exam_id"
    yield "bulk", in_bulk, "allowance("
    yield "incidents of a course", lambda: incidents_page(QUIET), "incident(exam_id)"
    yield "incident by number", lambda: incidents_page(QUIET, search="n1-7"), "incident("
    yield "review", lambda: review_of(attempt.pk), "review(attempt_id)"
    yield "history", lambda: history_of(review), "revision(kind,object_id)"
    yield "log", lambda: list(attempt.transitions.all()), "transition(attempt_id)"
    yield "effects of a kind", lambda: list(Effect.objects.filter(kind="mail").order_by("-pk")[:100]), "effect(kind,id)"
    yield "effects of an attempt", lambda: list(attempt.effects.all()), "effect(attempt_id)"


def workers(attempt: Attempt) -> Iterator[tuple[str, Callable[[], object], str]]:
    yield (
        "overdue",
        lambda: list(Attempt.objects.overdue(NEXT_YEAR).order_by("deadline_at")[:100]),
        "attempt(status",
    )
    yield "effects due", lambda: states.due(NEXT_YEAR, 100), "effect(state,next_at)"
    yield "head of a lane", lambda: states.next_of_lane(f"attempt:{attempt.pk}", NEXT_YEAR), "effect(lane,state)"
    yield "old effects", lambda: list(prune(NEXT_YEAR, dry_run=True)), "effect(kind,id)"
    yield "delayed reviews", lambda: sweep_delayed_reviews(T0 + timedelta(days=60)), "attempt("
    yield "unregistered", lambda: list(reconcile._unknown_attempts(T0)), "attempt("


def in_bulk() -> None:
    names = [f"who{number}" for number in range(100)]
    exams = list(Exam.objects.filter(course_id=QUIET).values_list("pk", flat=True))[:3]
    assert not set_allowances(exams, names, "time_multiplier", "1.5", cause(Actor.STAFF)).errors


def index_names() -> dict[str, str]:
    """What each index is of."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for name, facts in connection.introspection.get_constraints(cursor, table).items():
                found[name] = f"{table.removeprefix('proctoring_host_')}({','.join(facts['columns'])})"
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def plan_of(ask: Callable[[], object]) -> list[dict[str, Any]]:
    """The steps of all statements that a question takes."""
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        ask()
        transaction.set_rollback(True)
    found: list[dict[str, Any]] = []
    # What is read in portions has its cursor declared first.
    asked = [re.sub(r"^DECLARE .*? FOR (?=SELECT)", "", query["sql"]) for query in captured]
    for sql in [each for each in asked if each.startswith(("SELECT", "UPDATE", "DELETE"))]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            answer = cursor.fetchone()[0]
        found += nodes((json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"])
    assert found
    return found


def test_each_question_has_its_index_and_none_reads_a_whole_table(settings) -> None:
    settings.PROCTORING_SETTINGS = {"EMAILS": {"KINDS": {"review_delayed": True}}}
    seed()
    names, problems = index_names(), {}

    with using_fake_backend():
        for what, ask, wanted in questions():
            steps = plan_of(ask)
            read = {step["Relation Name"] for step in steps if step["Node Type"] == "Seq Scan"}
            whole = {table for table in read if table.startswith("proctoring_host_")} - SMALL
            used = {names[step["Index Name"]] for step in steps if "Index Name" in step}
            if whole or not any(index.startswith(wanted) for index in used):
                problems[what] = {"whole": whole, "wanted": wanted, "used": used}

    assert problems == {}, "\n".join(f"{what}: {found}" for what, found in problems.items())
