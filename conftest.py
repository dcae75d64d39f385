"""What holds for every suite of the repository: the host's and each plugin's."""

import hypothesis
import pytest

# A deadline per example measures the machine, and fails on a busy one.
hypothesis.settings.register_profile("repository", deadline=None)
hypothesis.settings.load_profile("repository")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses the database, however it asks for it, so that it runs on each database."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker(pytest.mark.database)
