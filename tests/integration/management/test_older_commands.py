"""The five commands that operators know from the reference, and the map of pseudonyms."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, CommandParser, call_command, get_commands, load_command_class
from django.test import override_settings
from django.utils import timezone

from proctoring_host import data
from proctoring_host.cause import Cause
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.management.subcommands import discover
from proctoring_host.models import Attempt, Effect, Pseudonym, Review, Transition
from proctoring_host.people.pseudonyms import name_made_with, pseudonym_of
from proctoring_host.platform.runtime import set_runtime_service
from proctoring_host.reviews.receive import receive_review
from tests.factories import make_attempt, make_exam, make_practice_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.platform.services import CreditService, GradesService, InstructorService

pytestmark = pytest.mark.django_db(transaction=True)

# Options as recorded from edx-proctoring 6.1.4: option strings, destination, default.
RECORDED = {
    "set_attempt_status": [(("-a", "--attempt"), "attempt_id", None), (("-t", "--to"), "to_status", None)],
    "reset_attempts": [
        (("-p", "--file_path"), "file_path", None),
        (("--batch_size",), "batch_size", 300),
        (("--sleep_time",), "sleep_time", 10),
    ],
    "set_is_attempt_active": [(("--batch_size",), "batch_size", 300), (("--sleep_time",), "sleep_time", 10)],
    "update_attempt_status_from_review": [
        (("--start_date_time",), "start_date_time", None),
        (("--end_date_time",), "end_date_time", None),
        (("--batch_size",), "batch_size", 300),
        (("--sleep_time",), "sleep_time", 10),
    ],
    "update_attempts_for_exam": [
        (("--batch_size",), "batch_size", 300),
        (("--sleep_time",), "sleep_time", 10),
        (("--exam_id",), "exam_id", None),
    ],
}
IN_BATCHES = [name for name in RECORDED if name != "set_attempt_status"]


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_fake_backend() as made:
        yield made


@pytest.fixture
def told(settings: Any) -> Iterator[list[tuple[Any, ...]]]:
    """What a platform of Open edX is told, by all its services."""
    settings.PROCTORING_PLATFORM = "proctoring_host.platform.openedx.platform"
    calls: list[tuple[Any, ...]] = []
    services = {"credit": CreditService(), "instructor": InstructorService(), "grades": GradesService()}
    for name, service in services.items():
        service.calls = calls
        set_runtime_service(name, service)
    yield calls
    for name in services:
        set_runtime_service(name, None)


def ran(name: str, *arguments: object) -> tuple[str, int]:
    """What it prints, and its exit code."""
    out = StringIO()
    pause = ["--sleep_time", "0"] if name in IN_BATCHES else []
    try:
        call_command(name, *pause, *map(str, arguments), stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def status_of(attempt: Attempt) -> str:
    return str(Attempt.everything.values_list("status", flat=True).get(pk=attempt.pk))


def effects() -> list[str]:
    return list(Effect.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("name", RECORDED)
def test_a_command_has_the_recorded_options(name: str) -> None:
    parser = load_command_class("proctoring_host", name).create_parser("manage.py", name)
    found = {(tuple(each.option_strings), each.dest, each.default) for each in parser._actions}
    assert set(RECORDED[name]) <= found
    assert "--dry-run" in parser.format_help()


@pytest.mark.parametrize("name", RECORDED)
def test_a_command_is_also_a_subcommand(name: str) -> None:
    assert get_commands()[name] == "proctoring_host"
    parser = CommandParser()
    discover().found[name.replace("_", "-")].add_arguments(parser)
    assert set(RECORDED[name]) <= {(tuple(each.option_strings), each.dest, each.default) for each in parser._actions}


def test_set_attempt_status() -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    assert ran("set_attempt_status", "-a", attempt.pk, "-t", "verified", "--reason", "An appeal") == (
        f"Attempt {attempt.pk} was submitted, and is verified now.\n",
        0,
    )
    change = Transition.objects.get(attempt=attempt)
    assert (change.actor, change.reason, status_of(attempt)) == ("staff", "An appeal", "verified")
    assert len(mail.outbox) == 1


def test_set_attempt_status_a_second_time_changes_nothing_and_mails_nobody() -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    for _again in range(2):
        out, code = ran("set_attempt_status", "-a", attempt.pk, "-t", "verified")
    assert (out, code) == (f"Attempt {attempt.pk} is verified already.\n", 0)
    assert len(mail.outbox) == 1


def test_set_attempt_status_refuses_what_the_table_refuses() -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    for dry in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="completed attempt cannot become incomplete"):
            ran("set_attempt_status", "-a", attempt.pk, "-t", "started", *dry)
    with pytest.raises(CommandError, match="no attempt with the id 99999"):
        ran("set_attempt_status", "-a", 99999, "-t", "started")
    with pytest.raises(CommandError, match="invalid choice"):
        ran("set_attempt_status", "-a", attempt.pk, "-t", "wibble")


def test_set_attempt_status_in_a_dry_run_only_tells() -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    out, _code = ran("set_attempt_status", "-a", attempt.pk, "-t", "rejected", "--dry-run")
    assert out == f"Attempt {attempt.pk} is submitted, and would be rejected.\n"
    assert (status_of(attempt), effects()) == ("submitted", [])


@pytest.fixture
def ids(tmp_path: Path) -> Any:
    def write(*attempts: object) -> Path:
        file = tmp_path / "ids.txt"
        file.write_text("\n".join(str(getattr(each, "pk", each)) for each in attempts))
        return file

    return write


def test_reset_attempts(vendor: FakeVendor, ids: Any) -> None:
    first, second, gone = make_attempt(), make_attempt(status=Status.VERIFIED), make_attempt(removed_at=timezone.now())
    kept = make_attempt()
    out, code = ran("reset_attempts", "-p", ids(first, second, gone, 99999))
    assert (out, code) == ("removed: 2\nremoved before: 1\nunknown: 1\n", 0)
    assert list(Attempt.objects.all()) == [kept]
    assert vendor.counts["remove_attempt"] == 2
    assert mail.outbox == []


def test_reset_attempts_leaves_grades_and_answers_as_they_are(ids: Any, told: list[tuple[Any, ...]]) -> None:
    assert ran("reset_attempts", "-p", ids(make_attempt(status=Status.REJECTED))) == ("removed: 1\n", 0)
    assert told == []


def test_reset_attempts_goes_on_where_a_vendor_keeps_its_attempt(vendor: FakeVendor, ids: Any) -> None:
    attempt = make_attempt()
    vendor.removes = False
    assert ran("reset_attempts", "-p", ids(attempt)) == ("removed: 1\n", 0)
    assert list(Effect.objects.values_list("kind", "state")) == [("vendor_remove", "pending")]


def test_reset_attempts_again_removes_nothing_twice(vendor: FakeVendor, ids: Any) -> None:
    file = ids(make_attempt())
    ran("reset_attempts", "-p", file)
    assert ran("reset_attempts", "-p", file) == ("removed before: 1\n", 0)
    assert vendor.counts["remove_attempt"] == 1


def test_reset_attempts_in_a_dry_run_only_tells(vendor: FakeVendor, ids: Any) -> None:
    attempt = make_attempt()
    assert ran("reset_attempts", "-p", ids(attempt), "--dry-run") == ("would be removed: 1\n", 0)
    assert (list(Attempt.objects.all()), vendor.calls) == ([attempt], [])


def test_reset_attempts_does_nothing_with_a_file_it_cannot_read(ids: Any, tmp_path: Path) -> None:
    attempt = make_attempt()
    with pytest.raises(CommandError, match="'x1', which is no id"):
        ran("reset_attempts", "-p", ids(attempt, "x1"))
    with pytest.raises(CommandError, match="cannot be read"):
        ran("reset_attempts", "-p", tmp_path / "missing")
    assert list(Attempt.objects.all()) == [attempt]


def test_reset_attempts_takes_no_other_list_of_the_same_name_for_done(ids: Any, tmp_path: Path) -> None:
    first, second = make_attempt(), make_attempt()
    state = tmp_path / "state"
    ran("reset_attempts", "-p", ids(second), "--state-file", state)
    with pytest.raises(CommandError, match="belongs to another run"):
        ran("reset_attempts", "-p", ids(first), "--state-file", state)
    assert list(Attempt.objects.all()) == [first]


@pytest.mark.parametrize(
    ("name", "options"),
    [("set_attempt_status", ["-t", "verified", "-a"]), ("update_attempts_for_exam", ["--exam_id"])],
)
def test_an_id_that_no_row_can_have_is_refused(name: str, options: list[str]) -> None:
    with pytest.raises(CommandError, match="invalid row_id value"):
        ran(name, *options, 10**30)


def test_reset_attempts_refuses_an_id_that_no_row_can_have(ids: Any) -> None:
    with pytest.raises(CommandError, match="which is no id"):
        ran("reset_attempts", "-p", ids(10**30))


def review_of(attempt: Attempt, **fields: Any) -> Review:
    return Review.objects.create(attempt=attempt, attempt_code=attempt.code, backend="fake", status="passed", **fields)


def test_set_is_attempt_active() -> None:
    present, behind = review_of(make_attempt()), review_of(make_attempt(removed_at=timezone.now()))
    assert ran("set_is_attempt_active", "--dry-run") == ("would be marked: 1\n", 0)
    assert ran("set_is_attempt_active") == ("marked: 1\n", 0)
    assert ran("set_is_attempt_active") == ("There is nothing to do.\n", 0)
    assert dict(Review.objects.values_list("pk", "is_active")) == {present.pk: True, behind.pk: False}


def test_update_attempt_status_from_review() -> None:
    moved, same = make_attempt(status=Status.SUBMITTED), make_attempt(status=Status.VERIFIED)
    review_of(moved)
    review_of(same)
    command = "update_attempt_status_from_review"
    assert ran(command, "--dry-run") == ("stays (passed): 1\nwould move to verified: 1\n", 0)
    assert effects() == []
    assert ran(command) == ("moved to verified: 1\nstays (passed): 1\n", 0)
    assert (status_of(moved), Transition.objects.get(attempt=moved).actor) == ("verified", "vendor")
    assert [message.to for message in mail.outbox] == [[moved.user.email]]


def test_update_attempt_status_from_review_again_mails_nobody() -> None:
    review_of(make_attempt(status=Status.SUBMITTED))
    for _again in range(2):
        out, _code = ran("update_attempt_status_from_review")
    assert (out, len(mail.outbox)) == ("stays (passed): 1\n", 1)


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_update_attempt_status_from_review_goes_on_where_a_review_was_deleted_meanwhile(
    dry: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = import_module("proctoring_host.management.subcommands.update_attempt_status_from_review")
    kept = review_of(make_attempt(status=Status.VERIFIED))
    monkeypatch.setattr(command, "reviews_between", lambda *_: [kept.pk, kept.pk + 1])
    out = ran("update_attempt_status_from_review", *dry)
    assert out == ("gone meanwhile: 1\nstays (passed): 1\n", 0)


def test_update_attempt_status_from_review_keeps_what_staff_decided_since() -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    review_of(attempt)
    ran("set_attempt_status", "-a", attempt.pk, "-t", "rejected")
    assert ran("update_attempt_status_from_review") == ("stays (staff decided since): 1\n", 0)
    assert status_of(attempt) == "rejected"


def test_update_attempt_status_from_review_looks_only_at_the_times_named() -> None:
    old, new = (review_of(make_attempt(status=Status.SUBMITTED)) for _ in range(2))
    Review.objects.filter(pk=old.pk).update(modified=timezone.now() - timedelta(days=30))
    yesterday = (timezone.now() - timedelta(days=1)).date().isoformat()
    command = "update_attempt_status_from_review"
    assert ran(command, "--start_date_time", yesterday, "--dry-run") == ("would move to verified: 1\n", 0)
    assert ran(command, "--end_date_time", f"{yesterday}T00:00:00Z") == ("moved to verified: 1\n", 0)
    assert (status_of(old.attempt), status_of(new.attempt)) == ("verified", "submitted")
    with pytest.raises(CommandError, match="--start_date_time"):
        ran(command, "--start_date_time", "yesterday")


def test_update_attempt_status_from_review_follows_a_change_of_the_rules() -> None:
    attempt = make_attempt(status=Status.SUBMITTED)
    cause = Cause(actor=Actor.VENDOR, at=timezone.now())
    violation = data.Review(status=ReviewStatus.SUSPICIOUS, attempt_code=attempt.code, external_id=attempt.external_id)
    receive_review(violation, backend="fake", cause=cause)
    assert status_of(attempt) == "second_review_required"
    with override_settings(PROCTORING_SETTINGS={"REQUIRE_FAILURE_SECOND_REVIEWS": False}):
        assert ran("update_attempt_status_from_review") == ("moved to rejected: 1\n", 0)


def test_update_attempts_for_exam(vendor: FakeVendor, told: list[tuple[Any, ...]]) -> None:
    exam = make_exam()
    attempts = [make_attempt(exam, status=status) for status in (Status.SUBMITTED, Status.VERIFIED)]
    make_attempt()
    command = "update_attempts_for_exam"
    assert ran(command, "--exam_id", exam.pk, "--dry-run") == (
        "would be told again: submitted: 1\nwould be told again: verified: 1\n",
        0,
    )
    assert effects() == []
    assert ran(command, "--exam_id", exam.pk) == ("told again: submitted: 1\ntold again: verified: 1\n", 0)
    asked = (exam.course_id, "proctored_exam", exam.content_id)
    users = [attempt.user_id for attempt in attempts]
    assert told == [("set_status", users[0], *asked, "submitted"), ("set_status", users[1], *asked, "satisfied")]
    assert (vendor.calls, mail.outbox) == ([], [])
    with pytest.raises(CommandError, match="no exam with the id 99999"):
        ran(command, "--exam_id", 99999)


def test_update_attempts_for_exam_tells_nobody_of_an_attempt_that_was_removed_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = import_module("proctoring_host.management.subcommands.update_attempts_for_exam")
    exam = make_exam()
    removed = make_attempt(exam, removed_at=timezone.now())
    monkeypatch.setattr(command, "attempts_at", lambda _exam: [removed.pk])
    out, code = ran("update_attempts_for_exam", "--exam_id", exam.pk)
    assert (out.splitlines()[-1], code) == ("failed: 1", 1)
    assert not Transition.objects.exists()


def test_update_attempts_for_exam_goes_on_with_its_state_file(tmp_path: Path) -> None:
    exam = make_practice_exam()
    make_attempt(exam)
    state = tmp_path / "state"
    ran("update_attempts_for_exam", "--exam_id", exam.pk, "--state-file", state)
    out, _code = ran("update_attempts_for_exam", "--exam_id", exam.pk, "--state-file", state)
    assert out == f"There is nothing left to do after {state}; remove it to begin anew.\n"
    assert Transition.objects.count() == 1


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "old.key"
    file.write_text("the old key\n")
    return file


def mapped(*arguments: object) -> str:
    out = StringIO()
    call_command("proctoring", "map-pseudonyms", *map(str, arguments), stdout=out)
    return out.getvalue()


@override_settings(PROCTORING_USER_OBFUSCATION_KEY="")
def test_map_pseudonyms(tmp_path: Path, key: Path) -> None:
    ada, bert = make_user("ada"), make_user("bert")
    name = pseudonym_of(ada.pk, "fake")
    given, made = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(f"user_id,note\n{ada.pk},first\n{bert.pk},second\n")
    out = mapped(given, made, "--backend", "fake", "--old-key-file", key)
    assert out == "Learners: 2. Without a name at fake: 1.\n"
    with made.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "user_id": str(user.pk),
            "note": note,
            "old_pseudonym": name_made_with("the old key", user.pk, "fake"),
            "pseudonym": present,
        }
        for user, note, present in ((ada, "first", name), (bert, "second", ""))
    ]
    assert Pseudonym.objects.count() == 1


@override_settings(PROCTORING_USER_OBFUSCATION_KEY="the new key")
def test_map_pseudonyms_with_a_new_key(tmp_path: Path, key: Path) -> None:
    ada = make_user("ada")
    given, made = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(f"user_id\n{ada.pk}\n")
    mapped(given, made, "--backend", "fake", "--old-key-file", key, "--dry-run")
    assert not made.exists()
    mapped(given, made, "--backend", "fake", "--old-key-file", key)
    assert name_made_with("the new key", ada.pk, "fake") in made.read_text()


@pytest.mark.parametrize(
    ("text", "complaint"), [("user_id\nada\n", "Line 2 of"), ("id\n5\n", "no number in the column user_id")]
)
def test_map_pseudonyms_refuses_rows_without_a_number(tmp_path: Path, key: Path, text: str, complaint: str) -> None:
    given, made = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(text)
    with pytest.raises(CommandError, match=complaint):
        mapped(given, made, "--backend", "fake", "--old-key-file", key)
    assert not made.exists()


def test_map_pseudonyms_asks_the_database_once_for_many(
    tmp_path: Path, key: Path, django_assert_num_queries: Any
) -> None:
    for number in (1, 20):
        given = tmp_path / "in.csv"
        given.write_text("user_id\n" + "".join(f"{row}\n" for row in range(number)))
        with django_assert_num_queries(1):
            mapped(given, tmp_path / "out.csv", "--backend", "fake", "--old-key-file", key)


def test_a_command_of_the_reference_is_not_shadowed_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lane `openedx_beside` proves it with the real one."""
    older_names = import_module("proctoring_host.management.older_names")
    theirs = type("Command", (), {})
    monkeypatch.setattr(older_names.apps, "is_installed", lambda name: name == "edx_proctoring")
    monkeypatch.setattr(older_names, "import_module", lambda name: type("Module", (), {"Command": theirs}))
    assert older_names.command("reset_attempts") is theirs
