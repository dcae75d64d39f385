"""The vendor of these tests, in memory."""

from collections.abc import Iterator

import pytest

from tests.fake_backend import FakeVendor, using_fake_backend


@pytest.fixture
def vendor() -> Iterator[FakeVendor]:
    """The backend `fake`, which does as it is told."""
    with using_fake_backend() as vendor:
        yield vendor
