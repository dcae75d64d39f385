"""The suite that every vendor's backend has to pass."""

import pytest
from proctoring_rest_backend.conformance import SUBJECT

from proctoring_host.testing import BackendConformance

pytestmark = pytest.mark.slow


class TestConformance(BackendConformance):
    subject = SUBJECT
