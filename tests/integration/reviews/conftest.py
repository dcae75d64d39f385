"""The vendor of these tests, in memory."""

from collections.abc import Iterator

import pytest

from tests.fake_backend import LISTENER, FakeVendor, using_fake_backend


@pytest.fixture
def vendor() -> Iterator[FakeVendor]:
    """The backend `fake`, which does as it is told, and a plugin that hears of reviews."""
    with using_fake_backend(installed=[LISTENER]) as vendor:
        yield vendor
