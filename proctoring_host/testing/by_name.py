"""The suite on an installed backend: `pytest --proctoring-backend acme` collects this module."""

import pytest

from proctoring_host.testing.finding import find_subject
from proctoring_host.testing.subject import Subject
from proctoring_host.testing.suite import BackendConformance


class TestInstalledBackend(BackendConformance):
    """The backend of the option."""

    @classmethod
    def subject_of(cls, config: pytest.Config) -> Subject:
        """The description that the backend's own distribution brings."""
        return find_subject(config.getoption("proctoring_backend"))
