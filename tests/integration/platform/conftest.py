"""Services of a platform, registered for one test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from proctoring_host.platform.runtime import set_runtime_service

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
