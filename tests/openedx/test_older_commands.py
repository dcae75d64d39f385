"""The commands that operators know from edx-proctoring: its own where it is installed, ours elsewhere."""

from importlib import import_module
from io import StringIO

import pytest
from django.core.management import call_command, load_command_class

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt
from tests.factories import make_attempt
from tests.fake_backend import using_fake_backend

NAMES = (
    "set_attempt_status",
    "reset_attempts",
    "set_is_attempt_active",
    "update_attempt_status_from_review",
    "update_attempts_for_exam",
)


@pytest.mark.beside
@pytest.mark.parametrize("name", NAMES)
def test_a_command_of_edx_proctoring_stays_its_own_whichever_app_stands_first(name: str) -> None:
    theirs = import_module(f"edx_proctoring.management.commands.{name}").Command
    assert type(load_command_class("proctoring_host", name)) is theirs


@pytest.mark.alone
@pytest.mark.parametrize("name", NAMES)
def test_a_command_is_ours_where_there_is_no_edx_proctoring(name: str) -> None:
    command = load_command_class("proctoring_host", name)
    assert type(command).__module__.startswith("proctoring_host.")


@pytest.mark.django_db(transaction=True)
def test_the_subcommand_always_works_on_our_tables() -> None:
    with using_fake_backend():
        attempt = make_attempt(status=Status.SUBMITTED)
        out = StringIO()
        call_command("proctoring", "set-attempt-status", "-a", str(attempt.pk), "-t", "verified", stdout=out)
    assert out.getvalue() == f"Attempt {attempt.pk} was submitted, and is verified now.\n"
    assert Attempt.objects.get().status == "verified"
