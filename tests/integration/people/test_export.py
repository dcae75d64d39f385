"""What a learner gets to read of what is kept."""

import io
import json
import stat
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from proctoring_host.models import Attempt
from proctoring_host.models.personal import DATA_MAP
from proctoring_host.people.export import export_learner
from tests.factories import T0, make_attempt, make_user
from tests.fake_backend import FakeVendor
from tests.integration.people.belongings import SECRET, give_everything_to

pytestmark = pytest.mark.django_db


def exported(user_id: int, now: datetime = T0):
    return json.loads("".join(export_learner(user_id, now)))


def test_every_table_about_learners_is_exported_with_its_rows(vendor: FakeVendor) -> None:
    learner = make_user("ada")
    give_everything_to(learner)

    told = exported(learner.pk)

    assert (told["username"], told["user_id"], told["exported_at"]) == ("ada", learner.pk, "2026-01-12T09:00:00Z")
    tables = [table for table in DATA_MAP if table.owner]
    assert [name for name in told if isinstance(told[name], dict)] == [table.name for table in tables]
    assert all(told[table.name]["entries"] for table in tables)


def test_every_name_is_explained_and_nothing_else_is_told(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)

    for table in (each for each in exported(learner.pk).values() if isinstance(each, dict)):
        assert table["about"].endswith(".")
        for entry in table["entries"]:
            assert set(entry) == set(table["explained"])


def test_an_attempt_is_told_with_its_course_and_exam_and_removed_ones_too(vendor: FakeVendor) -> None:
    learner = make_user()
    attempt = make_attempt(user=learner, removed_at=T0, live_key=None)

    [entry] = exported(learner.pk)["attempts"]["entries"]

    assert (entry["code"], entry["exam"], entry["course"]) == (
        attempt.code,
        attempt.exam.exam_name,
        attempt.exam.course_id,
    )
    assert entry["removed_at"] == "2026-01-12T09:00:00Z"


def test_what_only_a_plugin_can_read_is_left_out_also_of_earlier_versions(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)

    versions = {entry["kind"]: entry["values"] for entry in exported(learner.pk)["earlier_versions"]["entries"]}

    assert versions["review"] == {"notes": SECRET, "raw_data": SECRET, "status": "passed"}
    assert versions["kind of an earlier release"] == {}


def test_nothing_of_anybody_else_is_told(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(make_user())

    told = exported(learner.pk)

    assert [entry for table in told.values() if isinstance(table, dict) for entry in table["entries"]] == []


@pytest.mark.parametrize("number", [1, 7])
def test_the_number_of_queries_does_not_grow(number: int, vendor: FakeVendor, django_assert_max_num_queries) -> None:
    learner = make_user()
    for _ in range(number):
        give_everything_to(learner) if not Attempt.everything.exists() else make_attempt(user=learner)

    with django_assert_max_num_queries(24):
        assert len(exported(learner.pk)["attempts"]["entries"]) == number


def test_the_command_writes_a_file_that_only_its_owner_reads_and_replaces_none(tmp_path, vendor: FakeVendor) -> None:
    learner = make_user("ada")
    give_everything_to(learner)
    file = tmp_path / "ada.json"

    call_command("proctoring", "export-learner", "ada@example.com", "--output", str(file), stdout=io.StringIO())

    assert json.loads(file.read_text())["username"] == "ada"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("proctoring", "export-learner", "ada", "--output", str(file), stdout=io.StringIO())


def test_an_export_that_is_broken_off_leaves_no_half_of_a_file(tmp_path, monkeypatch) -> None:
    def broken_off(user_id: int, now: datetime) -> Iterator[str]:
        yield "{"
        raise KeyboardInterrupt

    make_user("ada")
    monkeypatch.setattr("proctoring_host.management.subcommands.export_learner.export_learner", broken_off)

    with pytest.raises(KeyboardInterrupt):
        call_command("proctoring", "export-learner", "ada", "--output", str(tmp_path / "ada.json"))

    assert list(tmp_path.iterdir()) == []


def test_without_a_file_the_terminal_gets_it_in_the_language_that_is_wished(vendor: FakeVendor) -> None:
    make_user("ada")
    shown = io.StringIO()

    call_command("proctoring", "export-learner", "ada", "--language", "de", stdout=shown)

    assert "Prüfung" in json.loads(shown.getvalue())["attempts"]["about"]


@pytest.mark.parametrize("who", ["nobody", "424242"])
def test_nobody_gets_nothing(who: str, vendor: FakeVendor) -> None:
    with pytest.raises(CommandError, match="no such user"):
        call_command("proctoring", "export-learner", who, stdout=io.StringIO())
