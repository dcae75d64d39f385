"""What can be configured for a class of the older interface, and what it is given of it."""

import pytest

from proctoring_host.errors import OptionsInvalid
from proctoring_host.legacy import adapt
from proctoring_host.registry.options import read_options, shown_options
from proctoring_host.registry.services import make_services
from tests.legacy_provider import LeastProvider, ProctoringBackendProvider, WholeProvider


def options(raw, provider=LeastProvider):
    return read_options("acme", adapt(provider).Options, raw).options


def provider_of(raw, provider=LeastProvider):
    cls = adapt(provider)
    return cls("acme", read_options("acme", cls.Options, raw).options, make_services()).provider


def test_values_of_the_class_hold_until_an_operator_says_otherwise():
    found = options({"client_id": "id"})

    assert (found.verbose_name, found.ping_interval, found.passing_statuses) == ("Least Proctoring", 30, ("Clean",))
    assert options({"client_id": "id", "ping_interval": 60}).ping_interval == 60


def test_the_provider_is_given_what_was_configured():
    provider = provider_of({"client_id": "id", "client_secret": "s", "ping_interval": 60, "organization": "Org"})

    assert (provider.client_id, provider.client_secret, provider.ping_interval) == ("id", "s", 60)
    assert (provider.organization, provider.tech_support_email) == ("Org", "help@vendor.example")
    assert provider.backend_name == "acme"


def test_what_the_class_asks_for_and_nobody_configured_is_missing():
    with pytest.raises(OptionsInvalid, match='"client_id"'):
        options({})


def test_an_unknown_key_is_refused_as_for_any_backend():
    with pytest.raises(OptionsInvalid, match="client_idd"):
        options({"client_id": "id", "client_idd": "id"})


class _Named(ProctoringBackendProvider):
    """Takes two keys and nothing else."""

    register_exam_attempt = start_exam_attempt = stop_exam_attempt = mark_erroneous_exam_attempt = len
    remove_exam_attempt = get_software_download_url = on_review_callback = on_exam_saved = len

    def __init__(self, region, level=3):
        self.region, self.level = region, level

    @property
    def verbose_name(self):
        return "Computed"


def test_a_class_is_given_only_what_it_can_take():
    provider = provider_of({"region": "north", "tech_support_phone": "5"}, _Named)

    assert (provider.region, provider.level) == ("north", 3)
    assert options({"region": "north", "level": 5}, _Named).level == 5


def test_secrets_are_shown_neither_in_listings_nor_in_repr():
    found = options({"client_id": "id", "client_secret": "s3cret", "crypto_key": "k3y"})

    assert "s3cret" not in repr(found) + str(shown_options(found))
    assert "k3y" not in repr(found) + str(shown_options(found))


def test_a_provider_of_the_rest_kind_keeps_exams_unless_told_otherwise():
    assert options({"client_id": "id"}, WholeProvider).keeps_exams
    assert not options({"client_id": "id", "keeps_exams": False}, WholeProvider).keeps_exams
    assert not options({"client_id": "id"}).keeps_exams
