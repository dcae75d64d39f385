"""Where the rows come from, whose they are, and what is refused."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.utils import load_backend

from proctoring_host.importing.connecting import DEFAULTS, opened, settings_of
from proctoring_host.importing.progress import Progress
from proctoring_host.importing.refusals import ImportRefused
from proctoring_host.importing.report import as_lines
from proctoring_host.importing.run import Outcome
from proctoring_host.models import Attempt, ImportedRow, Pseudonym
from tests.factories import FakeClock, make_user
from tests.integration.importing.old_tables import ATTEMPT, EXAM, OldSite, make_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(tmp_path: Path):
    """A database of its own, with a table of users in which the same people have other ids."""
    settings = settings_of(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    other = load_backend(settings["ENGINE"]).DatabaseWrapper({**DEFAULTS, **settings}, "elsewhere")
    make_tables(other)
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE auth_user (id integer PRIMARY KEY, username varchar(150), email varchar(254))")
        cursor.execute("INSERT INTO auth_user VALUES (7001, 'ada', 'Ada@Example.com'), (7002, 'nobody', '')")
    yield OldSite(other), f"sqlite:///{tmp_path / 'old.sqlite3'}"
    other.close()


@pytest.mark.parametrize("way", ["username", "email"])
def test_people_of_another_database_are_found_by_what_they_are_called(elsewhere, run, way) -> None:
    old, url = elsewhere
    ada = make_user("ada")
    exam = old.exam()
    for old_user in (7001, 7002, 7003):
        old.attempt(exam, old_user)

    report, code = run("--database-url", url, "--users-by", way)

    assert code == 0
    assert [attempt.user for attempt in Attempt.objects.all()] == [ada]
    assert report["unknown_users"] == [7002, 7003]


def test_the_vendors_name_of_a_learner_is_made_from_the_old_id(elsewhere, run, settings) -> None:
    import hashlib
    import hmac

    old, url = elsewhere
    settings.PROCTORING_USER_OBFUSCATION_KEY = "a key of nobody"
    make_user("ada")
    old.attempt(old.exam(), 7001)

    run("--database-url", url)

    assert Pseudonym.objects.get().value == hmac.new(b"a key of nobody", b"7001fake", hashlib.sha1).hexdigest()


def test_an_address_that_two_accounts_have_is_nobodys(elsewhere, run) -> None:
    old, url = elsewhere
    for name in ("one", "two"):
        make_user(name)
    from django.contrib.auth.models import User

    User.objects.update(email="ada@example.com")
    old.attempt(old.exam(), 7001)

    report, _ = run("--database-url", url, "--users-by", "email")

    assert (Attempt.objects.count(), report["unknown_users"]) == (0, [7001])


def test_an_address_that_two_accounts_have_there_is_nobodys(elsewhere, run) -> None:
    old, url = elsewhere
    make_user("ada")
    with old.connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_user VALUES (7009, 'ada2', 'ADA@EXAMPLE.COM')")
    exam = old.exam()
    old.attempt(exam, 7001)
    old.attempt(exam, 7009)

    report, _ = run("--database-url", url, "--users-by", "email", "--batch-size", "1")

    assert (Attempt.objects.count(), report["unknown_users"]) == (0, [7001, 7009])


def test_another_database_is_opened_so_that_it_cannot_be_written_to(elsewhere) -> None:
    _old, url = elsewhere

    with opened("default", url) as source, pytest.raises(Exception, match=r"readonly|read-only"):
        source.rows("DELETE FROM auth_user")


def test_a_second_source_with_the_same_ids_is_not_mixed_up(old, elsewhere, run) -> None:
    other, url = elsewhere
    make_user("ada")
    exam = old.exam(content_id="mine")
    old.attempt(exam, make_user().pk)
    run()
    other.row(EXAM, id=exam, content_id="theirs", external_id=None)

    with pytest.raises(CommandError, match="another source than before"):
        run("--database-url", url)

    assert ImportedRow.objects.filter(table="exams").count() == 1


def test_what_the_source_lacks_is_named(tmp_path) -> None:
    (tmp_path / "empty.sqlite3").touch()

    with pytest.raises(CommandError, match="proctoring_proctoredexamhistory"):
        call_command("proctoring", "import-edx-proctoring", "--database-url", f"sqlite:///{tmp_path / 'empty.sqlite3'}")


def test_a_file_that_is_not_there_is_told_and_not_made(tmp_path) -> None:
    with pytest.raises(CommandError, match="file of the source is not there"):
        call_command("proctoring", "import-edx-proctoring", "--database-url", f"sqlite:///{tmp_path / 'typo.sqlite3'}")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", ["", "?sslmode=require&connect_timeout=1", "?no_such_option=hidden"])
def test_a_source_that_cannot_be_reached_is_told_by_its_cause_alone(options) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(CommandError, match="The database of the source cannot be used: ") as refused:
        call_command(
            "proctoring", "import-edx-proctoring", "--database-url", f"postgres://u:hidden@127.0.0.1:1/n{options}"
        )

    assert "hidden" not in str(refused.value)
    assert refused.value.__cause__.__cause__ is None


def test_what_follows_the_question_mark_goes_to_the_driver() -> None:
    found = settings_of("postgres://me@db/lms?sslmode=verify-full&sslrootcert=%2Fca.pem")

    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}


def test_a_column_that_the_source_lacks_is_named(elsewhere, run) -> None:
    old, url = elsewhere
    with old.connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {ATTEMPT} RENAME COLUMN resumed TO was_resumed")

    with pytest.raises(CommandError, match=f"{ATTEMPT}.resumed"):
        run("--database-url", url)


@pytest.mark.parametrize(
    "url",
    [
        "oracle://u:hidden@h/n",
        "postgres://u:hidden@h",
        "hidden",
        "postgres://u:hidden/word@h/n",
        "mysql://u:word/hidden@h/n",
        "postgres://u:p@h:hidden/n",
        "postgres://u@h/n#hidden",
        "postgres://u:p#hidden@h/n",
    ],
)
def test_an_address_of_the_wrong_form_is_refused_and_not_repeated(url) -> None:
    with pytest.raises(ImportRefused, match="has to look like") as refused:
        settings_of(url)

    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("postgres://me:p%40ss@db:5433/lms", "postgresql"),
        ("postgresql://me:p%40ss@db:5433/lms", "postgresql"),
        ("mysql://me:p%40ss@db:5433/lms", "mysql"),
    ],
)
def test_an_address_is_taken_apart(url, engine) -> None:
    found = settings_of(url)

    assert found["ENGINE"] == f"django.db.backends.{engine}"
    assert [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "lms", "me", "p@ss", "db", "5433",
    ]  # fmt: skip


def test_a_database_that_the_settings_do_not_know_is_refused() -> None:
    with pytest.raises(CommandError, match="know no database 'lms'; they know default"):
        call_command("proctoring", "import-edx-proctoring", "--source", "lms")


def test_another_database_of_the_settings_is_read_on_a_connection_that_cannot_write(elsewhere, run) -> None:
    old, _url = elsewhere
    make_user("ada")
    old.attempt(old.exam(), 7001)
    connections.databases["lms"] = {**DEFAULTS, **old.connection.settings_dict}

    try:
        _, code = run("--source", "lms")
    finally:
        del connections.databases["lms"]

    assert (code, Attempt.objects.count()) == (0, 1)


@pytest.mark.parametrize("size", ["0", "5001", "many"])
def test_a_batch_that_makes_no_sense_is_refused(size) -> None:
    with pytest.raises(CommandError, match="batch-size"):
        call_command("proctoring", "import-edx-proctoring", "--batch-size", size)


def test_a_comparison_cannot_be_a_rehearsal() -> None:
    with pytest.raises(CommandError, match="Either --dry-run or --verify"):
        call_command("proctoring", "import-edx-proctoring", "--dry-run", "--verify")


def test_the_report_for_people_has_a_line_for_each_table_and_each_reason(old) -> None:
    exam = old.exam()
    old.attempt(exam, make_user().pk)
    orphan = old.attempt(exam, 10**6)
    out = StringIO()

    call_command("proctoring", "import-edx-proctoring", "--dry-run", stdout=out)

    lines = out.getvalue().splitlines()
    numbers = next(line for line in lines if line.startswith("attempts  ")).split()[1:]
    assert dict(zip(lines[0].split(), numbers, strict=True)) == {
        "source": "2", "read": "2", "new": "1", "unchanged": "0", "changed": "0", "present": "0", "removed": "0",
        "skipped": "1", "orphans": "1", "conflicts": "0", "missing": "0",
    }  # fmt: skip
    assert f"attempts: 1 left out, its user is not here (old ids {orphan})" in lines
    assert "Users who are not here: 1, such as 1000000." in lines
    assert lines[-1] == "Nothing was written: this was a dry run."


def test_a_run_that_was_interrupted_at_once_says_so() -> None:
    assert list(as_lines(Outcome(interrupted=True), verified=False))[-1].startswith("Interrupted after 0.0 s.")


def test_progress_is_told_once_a_second_with_rate_and_rest() -> None:
    out, clock = StringIO(), FakeClock()

    def seconds() -> float:
        return clock().timestamp()

    progress = Progress(out, seconds)

    progress.begin("attempts", 10_000)
    clock.advance(0.5)
    progress.reached(500)
    clock.advance(1.5)
    progress.reached(2000)
    clock.advance(0.1)
    progress.reached(2100)
    clock.advance(1000)
    progress.reached(2200)

    assert out.getvalue().splitlines() == [
        "attempts: 2000 of 10000, 1000 a second, 8 s left",
        "attempts: 2200 of 10000, 2 a second, 59 min 13 s left",
    ]
