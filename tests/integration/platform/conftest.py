"""Services of a platform, registered for one test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from proctoring_host.events.installed import is_installed
from proctoring_host.platform.runtime import set_runtime_service
from tests.fake_backend import FakeVendor, using_fake_backend

Register = Callable[..., None]


@pytest.fixture
def register() -> Iterator[Register]:
    """Registers services by name; after the test there are none."""
    names: set[str] = set()

    def register_all(**services: Any) -> None:
        for name, service in services.items():
            names.add(name)
            set_runtime_service(name, service)

    yield register_all
    for name in names:
        set_runtime_service(name, None)


@pytest.fixture
def in_openedx(settings) -> None:
    """The host asks the ports of Open edX, which find only the services that a test registers."""
    settings.PROCTORING_PLATFORM = "proctoring_host.platform.openedx.platform"


@pytest.fixture
def vendor() -> Iterator[FakeVendor]:
    """The vendor behind the backend `fake`, which every exam of the factories uses."""
    with using_fake_backend() as made:
        yield made


@pytest.fixture(autouse=True)
def packages_are_looked_for_anew() -> Iterator[None]:
    """Which packages are installed is kept for the life of a process, which is longer than a test."""
    is_installed.cache_clear()
    yield
    is_installed.cache_clear()
