"""Loaded into every run of pytest through the entry point `pytest11`: two options, and nothing else until one is used.

Such plugins are loaded before coverage is measured, and into the runs of projects that have nothing to do with us.
What they need is imported where it is needed.
"""

from pathlib import Path

import pytest

BY_NAME = Path(__file__).parent / "by_name.py"
RECORDER = "proctoring-recorder"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Both work in any project, also in one without tests."""
    group = parser.getgroup("proctoring", "conformance of proctoring backends")
    group.addoption(
        "--proctoring-backend",
        metavar="NAME",
        help="run the conformance suite on the installed backend of this name, in place of the project's own tests "
        "unless some are named",
    )
    group.addoption(
        "--proctoring-report",
        metavar="DIR",
        help="write report.json and report.html about the checks of the conformance suite into this folder",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose what is collected, and listen where a report is wanted."""
    if name := config.getoption("proctoring_backend"):
        _look_for(name)
        given = config.args if config.args_source is pytest.Config.ArgsSource.ARGS else []
        config.args[:] = [*given, str(BY_NAME)] if str(BY_NAME) not in given else given
    if config.getoption("proctoring_report"):
        from proctoring_host.testing.report import Recorder  # noqa: PLC0415  see above

        config.pluginmanager.register(Recorder(config), RECORDER)


def _look_for(name: str) -> None:
    """Say at once, and in one line, that there is nothing to try."""
    from proctoring_host.testing.finding import DescriptionMissing, find_subject  # noqa: PLC0415  see above

    try:
        find_subject(name)
    except DescriptionMissing as missing:
        raise pytest.UsageError(str(missing)) from None
