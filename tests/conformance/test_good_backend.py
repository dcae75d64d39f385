"""The good backend passes everything. It waits for slow vendors, and runs in one lane."""

import pytest

from proctoring_host.testing import BackendConformance
from tests.conformance.good_vendor import SUBJECT

pytestmark = pytest.mark.slow


class TestGood(BackendConformance):
    subject = SUBJECT
