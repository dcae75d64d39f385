"""What the tests of attempts share."""

from collections.abc import Iterator

import pytest

from tests.fake_backend import FakeVendor, using_fake_backend


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    """The vendor behind the backend `fake`, which every exam of the factories uses."""
    with using_fake_backend() as made:
        yield made
