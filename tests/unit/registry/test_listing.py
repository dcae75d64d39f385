import io
import json
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from django.core.management.base import CommandParser
from django.test import override_settings

from proctoring_host import BackendOptions, Capability, checks, hookimpl, secret
from proctoring_host.conf import ProctoringSettings
from proctoring_host.data import CheckLevel, CheckMessage, Stage
from proctoring_host.management.subcommands import plugins
from proctoring_host.registry import Candidate, Registry, using_registry
from tests.unit.registry.samples import Working, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(BackendOptions):
    crypto_key: str = secret()
    organization: str = ""


class Vendor(Working):
    Options = Options
    capabilities = frozenset({Capability.ONBOARDING})

    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        return [
            CheckMessage(
                level=CheckLevel.WARNING, id="vendor.W001", text="No secret.", hint="Set one.", setting="path"
            ),
            CheckMessage(level=CheckLevel.INFO, id="", text="All well."),
        ]


class Broken(Working):
    @hookimpl
    def check(self, live: bool) -> list[CheckMessage]:
        raise KeyError("Ada Learner")


def metrics() -> ModuleType:
    @hookimpl(wrapper=True)
    def register_attempt() -> Any:
        return (yield)

    plugin = ModuleType("metrics")
    plugin.register_attempt = register_attempt  # type: ignore[attr-defined]
    return plugin


VENDOR = Candidate.backend("vendor", Vendor, distribution="proctoring-vendor")
CONFIGURED = {"vendor": {"crypto_key": "hunter2!", "organization": "ACME", "needs_oauth": True}}


def listed(registry: Registry, *arguments: str) -> tuple[int, str]:
    parser = CommandParser()
    plugins.add_arguments(parser)
    out = io.StringIO()

    class Stdout:
        def write(self, text: str) -> None:
            out.write(text + "\n")

    with using_registry(registry):
        code = plugins.handle(vars(parser.parse_args(arguments)), Stdout())
    return code, out.getvalue()


@pytest.fixture
def working() -> Registry:
    return load([VENDOR, Candidate.backend("other", Working), Candidate.plugin("metrics", metrics())], CONFIGURED)


@pytest.fixture
def broken() -> Registry:
    installed = [VENDOR, Candidate.backend("broken", Broken), Candidate.backend("no_backend", dict)]
    return load(installed, {"broken": {}, "absent": {}, "vendor": {"crypto_key": 12345678}}, default_backend="absent")


def test_a_listing_shows_everything_but_secrets(working: Registry) -> None:
    code, text = listed(working, "--strict")

    assert code == 0
    assert "vendor: backend plugin of proctoring-vendor\n  hooks: check, register_attempt," in text
    assert "  configured as vendor: available\n    capabilities: onboarding\n" in text
    assert '    crypto_key = "***"\n' in text
    assert '    organization = "ACME"\n' in text
    assert '    note: PROCTORING_BACKENDS["vendor"]["needs_oauth"]: ' in text
    assert "other: backend plugin of here\n" in text
    assert "  not configured\n" in text
    assert "metrics: platform plugin of here\n  wraps: register_attempt\n" in text
    assert "Everything works." in text
    assert "hunter2!" not in text


def test_a_listing_names_each_failure_with_its_stage_and_hint(broken: Registry) -> None:
    code, text = listed(broken)

    assert code == 0
    assert "Default backend: absent" in text
    assert 'FAILED at options (vendor): PROCTORING_BACKENDS["vendor"]["crypto_key"] must be text' in text
    assert "  configured as vendor: NOT AVAILABLE\n" in text
    assert "FAILED at call (broken): check: KeyError at " in text
    assert "absent: not installed\n  configured as absent: NOT AVAILABLE\n  FAILED at discover" in text
    assert "    hint: Install the plugin." in text
    assert "Failures: 4" in text
    assert "Ada" not in text


def test_backends_that_are_not_configured_are_looked_at_too(broken: Registry) -> None:
    _, text = listed(broken)

    assert "FAILED at register (no_backend): The entry point names" not in text
    assert "FAILED at register (no_backend): dict is not a Backend." in text


@pytest.mark.parametrize("arguments", [("--strict",), ("--strict", "--json")])
def test_strict_exits_with_one_when_anything_failed(broken: Registry, arguments: tuple[str, ...]) -> None:
    assert listed(broken, *arguments)[0] == 1


def test_json_has_the_same(broken: Registry) -> None:
    _, text = listed(broken, "--json")

    found = json.loads(text)
    assert {failure["stage"] for failure in found["failures"]} == {"options", "call", "discover", "register"}
    assert [plugin["name"] for plugin in found["plugins"]] == ["broken", "no_backend", "vendor", "absent"]
    assert found["default"] == "absent"


def test_a_failure_is_listed_with_one_plugin_only(broken: Registry) -> None:
    _, text = listed(broken, "--json")

    found = json.loads(text)
    of_plugins = [failure for plugin in found["plugins"] for failure in plugin["failures"]]
    assert len(of_plugins) == len(found["failures"])
    configured = [backend["name"] for plugin in found["plugins"] for backend in plugin["configured"]]
    assert sorted(configured) == ["absent", "broken", "vendor"]


@override_settings(PROCTORING_BACKENDS={"DEFAULT": "elsewhere", "vendor": {}})
def test_a_default_that_is_not_configured_is_a_problem(working: Registry) -> None:
    code, text = listed(working, "--strict")

    assert code == 1
    assert 'PROBLEM PROCTORING_BACKENDS["DEFAULT"] names a backend that is not configured: elsewhere.' in text


@override_settings(PROCTORING_BACKENDS={"vendor": 5, "DEFAULT": "vendor"})
def test_a_problem_that_is_a_failure_too_is_told_once() -> None:
    from proctoring_host import conf

    registry = Registry.load(conf.get(), installed=[VENDOR])

    _, text = listed(registry)

    assert text.count('PROCTORING_BACKENDS["vendor"] must be a dictionary') == 1
    assert "Failures: 1" in text


def test_system_checks_report_failures_as_warnings(broken: Registry) -> None:
    with using_registry(broken):
        found = checks.check_plugins()

    assert {message.id for message in found} == {"proctoring.W001", "proctoring.W005", "proctoring.W007"}
    assert all(not message.is_serious(30 + 1) for message in found)
    (call,) = [message for message in found if message.id == "proctoring.W007"]
    assert call.obj == "broken (here)"
    assert call.hint


def test_system_checks_hand_on_what_a_backend_finds(working: Registry) -> None:
    with using_registry(working):
        warning, info = checks.check_plugins()

    assert (warning.id, warning.msg, warning.hint, warning.obj) == ("vendor.W001", "No secret.", "Set one.", "path")
    assert warning.is_serious(30)
    assert (info.id, info.obj) == ("proctoring.W010", "vendor")
    assert not info.is_serious(30)


@override_settings(PROCTORING_SETTINGS=5)
def test_system_checks_report_settings_that_cannot_be_used() -> None:
    (found,) = checks.check_settings()

    assert found.id == "proctoring.W009"
    assert found.obj == "PROCTORING_SETTINGS"
    assert not found.is_serious(40)


def test_every_stage_has_an_id_of_its_own() -> None:
    assert set(checks.ID_OF_STAGE) == set(Stage)
    assert len(set(checks.ID_OF_STAGE.values())) == len(Stage)


def test_a_name_that_is_claimed_twice_is_listed_with_what_is_configured_under_it() -> None:
    settings = ProctoringSettings(backends={"vendor": {}})

    _, text = listed(Registry.load(settings, installed=[VENDOR, VENDOR]))

    assert "  configured as vendor: NOT AVAILABLE\n  FAILED at discover (vendor): " in text
