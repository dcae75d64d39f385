"""Clients for each role, and the vendor behind the exams."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.factories import COURSE, make_user
from tests.fake_backend import FakeVendor, using_fake_backend


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_fake_backend() as made:
        yield made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def learner() -> User:
    return make_user("learner", first_name="Ada", last_name="Byron")


@pytest.fixture
def learner_client(learner: User) -> Client:
    return signed_in(learner)


@pytest.fixture
def staff_client() -> Client:
    return signed_in(make_user("global", is_staff=True))


@pytest.fixture
def course_staff_client() -> Client:
    user = make_user("teacher")
    user.groups.add(Group.objects.create(name=f"course-staff:{COURSE}"))
    return signed_in(user)


@pytest.fixture
def vendor_client() -> Client:
    user = make_user("service")
    user.groups.add(Group.objects.create(name="fake_review"))
    return signed_in(user)
