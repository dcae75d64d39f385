"""Who may do what in the administration, and the vendor behind the exams."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from proctoring_host.backend import Capability
from tests.factories import make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.web.conftest import signed_in


@pytest.fixture(autouse=True)
def vendor() -> Iterator[FakeVendor]:
    with using_fake_backend("fake", "second", capabilities=[Capability.EXAMS]) as made:
        yield made


@pytest.fixture
def admin() -> Client:
    return signed_in(make_user("root", is_staff=True, is_superuser=True))


@pytest.fixture
def staff_who_may() -> Callable[..., Client]:
    def made(*codenames: str) -> Client:
        user = make_user("-".join(codenames) or "plain", is_staff=True)
        permissions = Permission.objects.filter(content_type__app_label="proctoring", codename__in=codenames)
        assert permissions.count() == len(codenames)
        user.user_permissions.set(permissions)
        return signed_in(user)

    return made
