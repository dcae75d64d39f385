"""The standalone host's enrolments: pages are cut from them, so their order must not depend on the database."""

import pytest

from proctoring_host.platform.django_auth import EveryAccount
from tests.factories import COURSE, make_user

pytestmark = pytest.mark.django_db


def test_accounts_have_the_same_order_on_every_database():
    for name in ("_x", "a2", "B1", "éva", "A-1", "a", "Zoe", "b"):
        make_user(name)

    names = [each.username for each in EveryAccount().of_course(COURSE)]

    assert names == ["_x", "a", "A-1", "a2", "b", "B1", "Zoe", "éva"]
