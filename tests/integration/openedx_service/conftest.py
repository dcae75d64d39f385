"""The service, the people who use it, and the vendor behind the exams."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from proctoring_host.openedx.service import ProctoringService
from tests.factories import make_user
from tests.fake_backend import FakeVendor, using_fake_backend


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_fake_backend() as made:
        yield made


@pytest.fixture
def service() -> ProctoringService:
    return ProctoringService()


@pytest.fixture
def learner() -> User:
    return make_user("ada", first_name="Ada", last_name="Byron")


@pytest.fixture
def teacher() -> User:
    return make_user("teacher", is_staff=True)
