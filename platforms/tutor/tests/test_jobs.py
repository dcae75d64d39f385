"""The jobs that the plugin adds to `tutor local do`, and to its likes."""

from proctoring_tutor import plugin
from tutor import hooks
from tutor_site import Site


def test_a_command_of_the_host_runs_in_the_lms() -> None:
    assert list(plugin.job.callback(("effects", "list", "--state", "it's dead"))) == [
        ("lms", "./manage.py lms proctoring effects list --state 'it'\"'\"'s dead'")
    ]


def test_without_arguments_the_host_tells_which_commands_there_are() -> None:
    assert list(plugin.job.callback(())) == [("lms", "./manage.py lms proctoring")]


def test_options_go_to_the_host_and_not_to_tutor() -> None:
    context = plugin.job.make_context("proctoring", ["doctor", "--live", "--help"])

    assert context.params == {"arguments": ("doctor", "--live", "--help")}


def test_tutor_offers_the_job(site: Site) -> None:
    assert "  proctoring " in site.tutor("local", "do", "--help")


def test_a_platform_that_runs_already_is_migrated_by_the_initialisation_of_the_plugin() -> None:
    assert ("lms", "./manage.py lms migrate proctoring") in list(hooks.Filters.CLI_DO_INIT_TASKS.iterate())
