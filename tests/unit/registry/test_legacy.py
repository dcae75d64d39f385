"""Classes in the entry-point group of the older interface: found where the site allows it, and never in the way."""

import pytest

from proctoring_host.data import Stage
from proctoring_host.registry import Candidate
from proctoring_host.registry.legacy import GROUP
from tests.legacy_provider import LeastProvider, ProctoringBackendProvider
from tests.unit.registry.samples import Working, load

CONFIGURED = {"acme": {"client_id": "id"}}


def older(plugin, name="acme", distribution="acme-old"):
    return Candidate(group=GROUP, name=name, load=lambda: plugin, distribution=distribution, target="acme:Provider")


class _Raises(LeastProvider):
    def __init__(self, client_id):
        raise ValueError(client_id)


def test_an_older_class_is_a_backend_where_that_is_allowed():
    registry = load([older(LeastProvider)], CONFIGURED, allow_legacy_backends=True)

    backend = registry.backend("acme")
    assert registry.failures == ()
    assert (backend.available, backend.verbose_name, backend.ping_interval) == (True, "Least Proctoring", 30)


def test_an_older_class_is_not_even_looked_at_otherwise():
    registry = load([older(LeastProvider)], CONFIGURED)

    assert not registry.backend("acme").available
    assert registry.backend("acme").failure.stage is Stage.DISCOVER
    assert 'PROCTORING_SETTINGS["ALLOW_LEGACY_BACKENDS"]' in registry.backend("acme").failure.hint


def test_a_backend_of_ours_comes_before_an_older_class_of_its_name():
    registry = load(
        [older(LeastProvider), Candidate.backend("acme", Working)], {"acme": {}}, allow_legacy_backends=True
    )

    assert registry.failures == ()
    assert isinstance(registry.built("acme").instance, Working)


def test_one_account_more_of_an_older_class_is_one_entry_more():
    backends = {"north": {"BACKEND": "acme", "client_id": "n"}, "south": {"BACKEND": "acme", "client_id": "s"}}

    registry = load([older(LeastProvider)], backends, allow_legacy_backends=True)

    assert [registry.built(name).instance.provider.client_id for name in backends] == ["n", "s"]


@pytest.mark.parametrize(
    ("plugin", "options", "stage"),
    [
        (ProctoringBackendProvider, {}, Stage.IMPORT),
        ("a text", {}, Stage.IMPORT),
        (LeastProvider, {}, Stage.OPTIONS),
        (LeastProvider, {"client_id": 5, "colour": "red"}, Stage.OPTIONS),
        (_Raises, {"client_id": "id"}, Stage.CREATE),
    ],
)
def test_a_broken_older_class_stands_in_for_itself_and_leaves_the_others_alone(plugin, options, stage):
    installed = [older(plugin), Candidate.backend("one", Working)]

    registry = load(installed, {"acme": options, "one": {}}, allow_legacy_backends=True)

    [failure] = registry.failures
    assert (failure.plugin, failure.stage, failure.distribution) == ("acme", stage, "acme-old")
    assert not registry.backend("acme").available
    assert registry.backend("one").available


def test_what_is_missing_is_named():
    [failure] = load([older(ProctoringBackendProvider)], CONFIGURED, allow_legacy_backends=True).failures

    assert "lacks register_exam_attempt" in failure.error


def test_an_older_class_that_cannot_be_imported_stops_nothing():
    def load_it():
        raise SystemExit(3)

    broken = Candidate(group=GROUP, name="acme", load=load_it, distribution="acme-old")

    [failure] = load([broken], CONFIGURED, allow_legacy_backends=True).failures

    assert failure.stage is Stage.IMPORT


def test_two_distributions_that_claim_one_older_name_are_both_refused():
    installed = [older(LeastProvider), older(LeastProvider, distribution="acme-other")]

    [failure] = load(installed, CONFIGURED, allow_legacy_backends=True).failures

    assert (failure.stage, GROUP in failure.error) == (Stage.DISCOVER, True)
    assert "acme-other" in failure.error
