"""The suite that every vendor's backend has to pass."""

import pytest
from proctoring_mock_backend.conformance import NULL, SUBJECT

from proctoring_host.testing import BackendConformance

pytestmark = pytest.mark.slow


class TestConformance(BackendConformance):
    subject = SUBJECT


class TestNullConformance(BackendConformance):
    subject = NULL
