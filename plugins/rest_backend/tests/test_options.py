"""What an operator may configure, read by the host as it is installed."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from proctoring_rest_backend.options import RestOptions

from proctoring_host import BackendOptions, conf
from proctoring_host.errors import OptionsInvalid
from proctoring_host.registry import Registry
from proctoring_host.registry.options import read_options, shown_options

SECRET = "a-secret-that-nobody-may-see-in-any-message"
GIVEN = {"base_url": "https://vendor.example/sub", "client_id": "id", "client_secret": SECRET}


def read(**changes):
    return read_options("rest", RestOptions, {**GIVEN, **changes}).options


def test_three_options_are_enough():
    options = read()

    assert options.timeouts == (10.0, 10.0)
    assert (options.token_expiration_time, options.passing_statuses) == (60.0, ("Clean",))
    assert options.has_dashboard
    assert options.supports_onboarding


def test_a_pair_of_timeouts_and_rules_are_taken():
    options = read(timeout=[3, 20.5], default_rules={"allow_notes": True}, needs_oauth=True)

    assert options.timeouts == (3.0, 20.5)
    assert options.default_rules == {"allow_notes": True}


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "vendor.example"},
        {"base_url": "ftp://vendor.example"},
        {"base_url": "https://"},
        {"base_url": "https://[oops"},
        {"base_url": "https://vendor.example:0"},
        {"base_url": "https://vendor.example?x=1"},
        {"base_url": "https://user:pass@vendor.example"},
        {"client_id": " "},
        {"client_secret": ""},
        {"timeout": 0},
        {"timeout": [1, 2, 3]},
        {"timeout": [30, 31]},
        {"timeout": float("inf")},
        {"token_expiration_time": 0},
        {"token_expiration_time": 1e9},
        {"default_rules": {"allow_notes": "yes"}},
        {"base_uri": "https://vendor.example"},
    ],
)
def test_what_cannot_work_is_named(wrong):
    with pytest.raises(OptionsInvalid) as caught:
        read(**wrong)

    (key,) = wrong
    assert f'PROCTORING_BACKENDS["rest"]["{key}"]' in str(caught.value)
    assert SECRET not in str(caught.value)


def test_the_secret_is_never_shown():
    options = read()

    assert SECRET not in repr(options)
    assert SECRET not in str(shown_options(options))


def test_the_host_takes_it_by_configuration_alone(settings):
    settings.PROCTORING_BACKENDS = {"DEFAULT": "rest", "rest": GIVEN, "abroad": {"BACKEND": "rest", **GIVEN}}

    registry = Registry.load(conf.get())

    assert registry.failures == ()
    assert registry.backend("rest").available
    assert registry.backend("abroad").passing_statuses == ("Clean",)


def test_the_readme_describes_every_option_and_no_other():
    readme = Path(__file__).parents[1] / "README.md"
    if not readme.exists():
        pytest.skip("only the tests were copied here")
    described = set(re.findall(r"^\| `(\w+)` \|", readme.read_text("utf-8"), re.MULTILINE))
    common = {field.name for field in fields(BackendOptions)} - {"passing_statuses"}

    assert described == {field.name for field in fields(RestOptions)} - common - set(GIVEN)
