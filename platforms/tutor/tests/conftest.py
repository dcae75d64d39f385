"""Two sites, rendered once."""

import pytest
from tutor_site import CONFIGURED, Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """As an operator configures it."""
    return Site(tmp_path_factory.mktemp("site") / "root", **CONFIGURED)


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The plugin enabled, and nothing configured but that no worker is wanted."""
    return Site(tmp_path_factory.mktemp("untouched") / "root", PROCTORING_RUN_WORKER=False)
