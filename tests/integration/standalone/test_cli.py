"""The command `proctoring`: overview, subcommands, and what is wrong with a plugin's."""

import sys
from importlib.metadata import entry_points, version
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError, ProgrammingError

from proctoring_host.errors import InvalidValue
from proctoring_host.management import database_causes, subcommands
from proctoring_host.management.commands.proctoring import Command
from proctoring_host.standalone import cli
from tests.integration.standalone.conftest import Standalone
from tests.isolation.distributions import Distribution

GOOD = """
HELP = "Greets."

def add_arguments(parser):
    parser.add_argument("--name", default="you")

def handle(options, stdout):
    stdout.write(f"Hello {options['name']}")
    return 3
"""
BROKEN = Distribution(
    name="broken-commands",
    modules={
        "good_commands.py": GOOD,
        "raising_commands.py": "raise SystemExit(4)",
        "half_commands.py": "HELP = 'Half.'",
    },
    entry_points={
        subcommands.GROUP: (
            "greet_people = good_commands",
            "raising = raising_commands",
            "half = half_commands",
            "missing = no_such_module:thing",
            "doctor = good_commands",
            "twice = good_commands",
        )
    },
)
AGAIN = Distribution(name="other-commands", entry_points={subcommands.GROUP: ("twice = good_commands",)})


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for distribution in (BROKEN, AGAIN):
        distribution.install(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("good_commands", "raising_commands", "half_commands"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_alone_it_prints_an_overview_and_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    code = cli.run(["proctoring"])

    shown = capsys.readouterr().out
    assert code == 0
    for name in ("doctor", "serve", "demo", "walkthrough", "worker", "migrate"):
        assert f"  {name} " in shown
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_that_of_the_kit(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["proctoring", "--version"]) == 0

    assert capsys.readouterr().out == f"proctoring {version('proctoring-host')}\n"


@pytest.mark.parametrize(
    ("program", "usage"),
    [("/bin/proctoring", "usage: proctoring demo "), ("manage.py", "usage: manage.py proctoring demo ")],
)
def test_the_usage_is_what_one_has_to_type(program: str, usage: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Command().run_from_argv([program, "proctoring", "demo", "--help"])

    assert capsys.readouterr().out.startswith(usage)


def test_our_subcommands_are_taken_directly_and_the_rest_is_djangos() -> None:
    assert cli.arguments(["proctoring", "doctor", "--json"]) == ["proctoring", "proctoring", "doctor", "--json"]
    assert cli.arguments(["proctoring", "migrate", "-v0"]) == ["proctoring", "migrate", "-v0"]
    assert cli.arguments(["proctoring", "django-help"]) == ["proctoring", "help"]


def test_every_own_subcommand_has_a_line_of_help() -> None:
    assert all(subcommand.help for subcommand in subcommands.own_subcommands())


def test_a_missing_extra_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", cli.SETTINGS)
    monkeypatch.setattr(cli, "STANDALONE_EXTRA", ("environ", "a_module_that_is_not_there"))

    code = cli.run(["proctoring", "doctor"])

    assert code == 1
    assert capsys.readouterr().err == (
        "proctoring: a_module_that_is_not_there is not installed. "
        "Install the extra: pip install 'proctoring-host[standalone]'\n"
    )


def test_on_settings_of_ones_own_the_extra_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    monkeypatch.setattr(cli, "STANDALONE_EXTRA", ("a_module_that_is_not_there",))

    assert cli.missing_extra() == []


@pytest.mark.usefixtures("plugins")
def test_a_broken_subcommand_of_a_plugin_is_reported_and_the_others_work() -> None:
    found = subcommands.discover()

    broken = {sub.name: sub.error for sub in found.broken if sub.source in {"broken-commands", "other-commands"}}
    assert broken == {
        "raising": "SystemExit while it was imported",
        "half": "it has no add_arguments, handle",
        "missing": "ModuleNotFoundError while it was imported",
        "doctor": "the host has a subcommand of this name",
        "twice": "several distributions bring a subcommand of this name",
    }
    assert found.found["greet-people"].help == "Greets."
    assert found.found["doctor"].source == "proctoring-host"


@pytest.mark.usefixtures("plugins")
def test_a_plugins_subcommand_runs_and_its_code_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("proctoring", "greet-people", "--name", "all", stdout=out)

    assert ended.value.code == 3
    assert out.getvalue() == "Hello all\n"
    assert "the subcommand raising of broken-commands cannot be used" in capsys.readouterr().err


def test_an_error_of_ours_is_a_sentence_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(options: Any, stdout: Any) -> int:
        raise InvalidValue("The value is wrong.")

    monkeypatch.setattr("proctoring_host.management.subcommands.doctor.handle", fail)

    with pytest.raises(CommandError, match="The value is wrong"):
        call_command("proctoring", "doctor")


def test_the_entry_points_of_this_installation_all_work() -> None:
    names = {point.name for point in entry_points(group=subcommands.GROUP)}

    assert names <= set(subcommands.discover().found)


def test_a_setting_that_cannot_work_is_a_sentence_and_no_traceback(standalone: Standalone) -> None:
    (standalone.folder / "file").write_text("")

    done = standalone.run("migrate", PROCTORING_DATA_DIR=str(standalone.folder / "file"))

    assert done.returncode == 1
    assert done.stderr.startswith("proctoring: SECRET_KEY is not set")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("migrate",), ("worker", "--once")])
@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("postgres://user:hidden-word@127.0.0.1:1/name", database_causes.REFUSED),
        ("mysql://user:hidden-word@127.0.0.1:1/name", database_causes.REFUSED),
        ("sqlite:////hidden-word/name", database_causes.NO_FILE),
    ],
)
def test_a_database_that_is_away_is_a_sentence_and_no_traceback(
    standalone: Standalone, command: tuple[str, ...], address: str, cause: str
) -> None:
    done = standalone.run(*command, DATABASE_URL=address)

    assert done.returncode == 1
    assert done.stderr.endswith(f": The database cannot be used: {cause}.\n")
    assert "Traceback" not in done.stderr
    assert "hidden-word" not in done.stderr


def test_tables_that_are_missing_are_a_sentence_and_no_traceback(standalone: Standalone) -> None:
    done = standalone.run("worker", "--once")

    assert (
        done.stderr
        == f"CommandError: The database cannot be used: {database_causes.NO_TABLES}, so run `proctoring migrate`.\n"
    )


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OperationalError('FATAL:  password authentication failed for user "x"'), database_causes.DENIED),
        (OperationalError('FATAL:  role "x" does not exist'), database_causes.DENIED),
        (OperationalError('FATAL:  database "x" does not exist'), database_causes.MISSING),
        (ProgrammingError('relation "x" does not exist'), database_causes.NO_TABLES),
        (OperationalError(1045, "Access denied for user 'x'"), database_causes.DENIED),
        (OperationalError(1049, "Unknown database 'x'"), database_causes.MISSING),
        (OperationalError("deadlock detected"), ""),
        (OperationalError(), ""),
    ],
)
def test_what_a_driver_says_has_a_cause(error: DatabaseError, cause: str) -> None:
    assert database_causes.cause_of(error) == cause


def test_an_unknown_command_is_an_error(standalone: Standalone) -> None:
    done = standalone.run("docter")

    assert done.returncode == 1
    assert "docter" in done.stderr
