"""A learner's name at a vendor."""

import threading

import pytest
from django.db import connection

from proctoring_host.errors import UserAmbiguous, UserNotFound
from proctoring_host.models import Pseudonym
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.people.users import find_by_username, find_user
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_pseudonym_is_random_and_stays_the_same() -> None:
    user = make_user()

    first, again = pseudonym_of(user.pk, "fake"), pseudonym_of(user.pk, "fake")

    assert first == again
    assert len(first) == 32
    assert int(first, 16)


def test_each_backend_knows_the_learner_by_another_name() -> None:
    user = make_user()

    assert pseudonym_of(user.pk, "fake") != pseudonym_of(user.pk, "other")


def test_with_the_key_of_an_older_installation_the_old_name_comes_out(settings) -> None:
    settings.PROCTORING_USER_OBFUSCATION_KEY = "abc"
    user = make_user(pk=4242)

    # hmac(b"abc", b"4242software_secure", sha1), reckoned with openssl
    assert pseudonym_of(user.pk, "software_secure") == "0216b7bd1a4cf6d1d897156b06e227ddc0ec9384"


def test_a_name_that_was_given_outlives_the_key(settings) -> None:
    user = make_user()
    given = pseudonym_of(user.pk, "fake")
    settings.PROCTORING_USER_OBFUSCATION_KEY = "abc"

    assert pseudonym_of(user.pk, "fake") == given


@pytest.mark.django_db(transaction=True)
def test_two_requests_get_the_same_name() -> None:
    user, names, together = make_user(), [], threading.Barrier(4)

    def ask() -> None:
        together.wait()
        names.append(pseudonym_of(user.pk, "fake"))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(names) == 4
    assert len(set(names)) == Pseudonym.objects.count() == 1


@pytest.mark.parametrize("who", ["ada", " ada ", "ada@example.com", "ADA@example.com"])
def test_people_are_found_by_name_and_address(who) -> None:
    ada = make_user("ada")

    assert find_user(who) == ada


def test_people_are_found_by_id() -> None:
    ada = make_user("ada")

    assert find_user(ada.pk) == find_user(str(ada.pk)) == ada


def test_digits_that_mean_two_people_are_refused_and_a_number_is_an_id() -> None:
    ada = make_user("ada")
    digits = make_user(str(ada.pk))

    with pytest.raises(UserAmbiguous) as refused:
        find_user(digits.username)

    assert (refused.value.http_status, refused.value.field) == (400, "user_info")
    assert find_user(ada.pk) == ada
    assert find_user(digits.email) == digits


def test_digits_that_mean_one_person_twice_are_no_puzzle() -> None:
    ada = make_user("ada")
    ada.username = str(ada.pk)
    ada.save()

    assert find_user(ada.username) == ada


def test_a_username_of_digits_is_found_where_no_id_is_like_it() -> None:
    digits = make_user("123456789")

    assert find_user("123456789") == digits


def test_a_username_is_nothing_else_where_only_a_username_can_be_meant() -> None:
    ada = make_user("ada")
    digits = make_user(str(ada.pk))

    assert find_by_username(digits.username) == digits
    with pytest.raises(UserNotFound):
        find_by_username(ada.email)


@pytest.mark.parametrize("who", ["", "nobody", "nobody@example.com", 10**9, "9" * 40, "999999"])
def test_nobody_is_found_by_what_fits_nobody(who) -> None:
    with pytest.raises(UserNotFound) as refused:
        find_user(who)

    assert refused.value.field == "user_info"


def test_an_address_that_two_share_means_nobody() -> None:
    for name in ("ada", "bob"):
        user = make_user(name)
        user.email = "both@example.com"
        user.save()

    with pytest.raises(UserNotFound):
        find_user("both@example.com")
