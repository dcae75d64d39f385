"""What holds for every suite of the repository: the host's and each plugin's."""

from pathlib import Path

import hypothesis
import pytest

# A browser is started only by a run that names this folder, as `make test-browser` does.
BROWSER = "tests/browser"
# Each test here starts processes with a whole host in them, which costs about a second apiece.
STARTS_PROCESSES = ("tests/isolation/", "tests/integration/standalone/")

# A deadline per example measures the machine, and fails on a busy one.
hypothesis.settings.register_profile("repository", deadline=None)
hypothesis.settings.load_profile("repository")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked_for = any(BROWSER in argument for argument in config.args)
    return True if _below(collection_path, config.rootpath) == BROWSER and not asked_for else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses the database, so that it runs on each, and what starts hosts, so that quick runs leave it out."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker(pytest.mark.database)
        place = _below(item.path, config.rootpath)
        if place.startswith(BROWSER):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
        if place.startswith(STARTS_PROCESSES):
            item.add_marker(pytest.mark.hosts)
            item.add_marker(pytest.mark.slow)


def _below(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
