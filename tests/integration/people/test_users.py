"""Who is meant by an id, a name or an address; the same on every database."""

import pytest

from proctoring_host.errors import UserAmbiguous, UserNotFound
from proctoring_host.people.users import find_by_username, find_user, find_users
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_username_counts_more_than_an_address_and_an_address_more_than_an_id(django_assert_num_queries):
    ada = make_user("ada")
    named_like_her_address = make_user("ada@example.com")

    with django_assert_num_queries(1):
        found = [find_user("ada")]
    found += [find_user(" ada@example.com "), find_user(str(ada.pk)), find_user(ada.pk)]

    assert found == [ada, named_like_her_address, ada, ada]


def test_small_and_capital_letters_matter_only_where_they_make_the_difference():
    ada, capitals = make_user("ada"), make_user("ADA2")

    assert find_user("Ada") == ada
    assert find_user("ada2") == capitals
    assert find_user("ADA@Example.com") == ada
    with pytest.raises(UserNotFound):
        find_by_username("Ada")


def test_an_accent_makes_another_name():
    make_user("andre")

    for who in ("andré", "andré@example.com"):
        with pytest.raises(UserNotFound):
            find_user(who)


def test_several_are_found_in_two_queries_and_the_others_named(django_assert_num_queries):
    ada, ben = make_user("ada"), make_user("ben")
    make_user(str(ben.pk))
    twice = [make_user(name) for name in ("cyd", "dan")]
    for account in twice:
        account.email = "shared@example.com"
        account.save()
    wanted = ["ada", "ADA", "ben@example.com", ada.pk, str(ben.pk), "nobody", "shared@example.com", "", 0]

    with django_assert_num_queries(2):
        found = find_users(wanted)

    assert [found[who] for who in ("ada", "ADA", ada.pk, "ben@example.com")] == [ada, ada, ada, ben]
    errors = {who: type(found[who]) for who in wanted[4:]}
    assert errors == {
        str(ben.pk): UserAmbiguous,
        "nobody": UserNotFound,
        "shared@example.com": UserNotFound,
        "": UserNotFound,
        0: UserNotFound,
    }
