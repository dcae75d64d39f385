"""Commands know on which kind of site they run, and say how another one is run there."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.utils import ProgrammingError

from proctoring_host.command_line import on_command_line
from proctoring_host.effects.queries import Backlog
from proctoring_host.management.database_causes import sentence
from proctoring_host.management.doctor import services
from proctoring_host.management.places import STANDALONE_ONLY
from proctoring_host.management.subcommands import own_subcommands
from proctoring_host.platform import openedx


@pytest.mark.parametrize("name", sorted(STANDALONE_ONLY))
def test_a_command_of_the_standalone_host_is_refused_on_a_platform(name: str) -> None:
    with pytest.raises(CommandError, match=f"`proctoring {name}` is for a standalone host, which this site is not"):
        call_command("proctoring", name, stdout=StringIO())


def test_serve_names_what_answers_on_a_platform() -> None:
    with pytest.raises(CommandError, match="this site's own web server"):
        call_command("proctoring", "serve", stdout=StringIO())


def test_every_command_that_is_refused_exists() -> None:
    assert {each.name for each in own_subcommands()} >= set(STANDALONE_ONLY)


def test_a_command_is_named_as_a_django_site_runs_it() -> None:
    assert on_command_line("migrate") == "manage.py migrate"
    assert on_command_line("proctoring doctor") == "manage.py proctoring doctor"


def test_a_command_is_named_as_open_edx_runs_it(settings: Any) -> None:
    settings.PROCTORING_PLATFORM = openedx.PATH

    assert on_command_line("migrate") == "manage.py lms migrate"
    assert on_command_line("proctoring worker") == "manage.py lms proctoring worker"


def test_in_studio_it_is_named_as_the_lms_runs_it(settings: Any) -> None:
    settings.PROCTORING_IN_STUDIO = True

    assert on_command_line("migrate") == "manage.py lms migrate"


def test_a_command_is_named_as_the_standalone_host_runs_it(settings: Any) -> None:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "proctoring_host.standalone"]

    assert on_command_line("migrate") == "proctoring migrate"
    assert on_command_line("proctoring doctor") == "proctoring doctor"


def test_doctor_names_what_runs_on_this_site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PROCTORING_PLATFORM = openedx.PATH
    behind = Backlog(pending=1, overdue=1, dead=0, oldest_age_seconds=7.0)
    monkeypatch.setattr(services, "backlog", lambda now: behind)

    [finding] = services.of_worker()

    assert finding.hint == "Run `manage.py lms proctoring worker` all the time, beside the server."


def test_missing_tables_name_what_makes_them_on_this_site(settings: Any) -> None:
    settings.PROCTORING_PLATFORM = openedx.PATH

    said = sentence(ProgrammingError('relation "proctoring_host_exam" does not exist'))

    assert said == "The database cannot be used: tables are missing or old, so run `manage.py lms migrate`."
