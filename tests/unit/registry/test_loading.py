import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from proctoring_host import Backend, BackendOptions, Capability, hookimpl, secret
from proctoring_host.conf import ProctoringSettings, SettingProblem
from proctoring_host.data import Failure, Stage
from proctoring_host.errors import BackendUnavailable
from proctoring_host.registry import Candidate, Registry, calls, using_registry
from proctoring_host.registry.discovery import BACKENDS
from tests.unit.registry.samples import Working, load, registration

GOOD = Candidate.backend("good", Working)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOptions(BackendOptions):
    crypto_key: str = secret()
    supports_onboarding: bool = False


class Keyed(Working):
    Options = KeyOptions
    default_verbose_name = "Keyed Proctoring"
    capabilities = frozenset({Capability.SHARED_CALLBACK})

    @classmethod
    def capabilities_for(cls, options: KeyOptions) -> frozenset[Capability]:
        return cls.capabilities | ({Capability.ONBOARDING} if options.supports_onboarding else set())


def failing(name: str, error: BaseException) -> Candidate:
    def fail() -> object:
        raise error

    return Candidate(group=BACKENDS, name=name, load=fail, distribution="vendor", version="1", target="vendor:X")


def only_failure(registry: Registry) -> Failure:
    (failure,) = registry.failures
    return failure


def test_one_class_serves_under_two_names_with_options_of_their_own() -> None:
    backends: Mapping[str, Any] = {
        "first": {"BACKEND": "keyed", "crypto_key": "a"},
        "second": {"BACKEND": "keyed", "crypto_key": "b", "verbose_name": "Second", "supports_onboarding": True},
    }

    registry = load([Candidate.backend("keyed", Keyed)], backends)

    first, second = registry.backends()
    assert (first.verbose_name, second.verbose_name) == ("Keyed Proctoring", "Second")
    assert (first.supports_onboarding, second.supports_onboarding) == (False, True)
    assert registry.built("first").instance is not registry.built("second").instance
    assert first.entry_point == "keyed"
    assert registry.manager.get_plugin("first") is registry.built("first").instance


def test_a_configured_name_without_options_works_with_the_defaults() -> None:
    registry = load([GOOD], {"good": {}}, default_backend="good")

    handle = registry.backend("good")
    assert handle.available
    assert handle.verbose_name == "good"
    assert handle.ping_interval == 60
    assert handle.passing_statuses == ("Clean", "Rules Violation")
    assert registry.default_backend == "good"
    assert registry.failures == ()


def test_what_is_not_configured_is_not_imported() -> None:
    registry = load([GOOD, failing("other", AssertionError("imported"))], {"good": {}})

    assert registry.failures == ()


def test_what_is_not_installed_is_a_stand_in_with_the_names_there_are() -> None:
    registry = load([GOOD], {"absent": {"verbose_name": "Away", "tech_support_email": "help@x.example"}})

    handle = registry.backend("absent")
    assert not handle.available
    assert handle.verbose_name == "Away"
    assert handle.tech_support_email == "help@x.example"
    assert handle.failure == only_failure(registry)
    assert handle.failure is not None
    assert handle.failure.stage is Stage.DISCOVER
    assert handle.failure.hint == "Install the plugin. Installed backends: good."


def test_a_name_like_an_installed_one_is_suggested() -> None:
    failure = only_failure(load([GOOD], {"goood": {}}))

    assert failure.hint.startswith('Did you mean "good"?')


def test_a_name_nobody_configured_is_a_stand_in_and_no_failure_of_the_site() -> None:
    registry = load([GOOD], {"good": {}})

    handle = registry.backend("gone")

    assert not handle.available
    assert handle.failure is not None
    assert 'PROCTORING_BACKENDS["gone"]' in handle.failure.error
    assert registry.failures == ()


def test_a_stand_in_refuses_to_register_and_nobody_answers_in_its_place() -> None:
    registry = load([GOOD], {"good": {}, "absent": {}}, default_backend="good")

    with using_registry(registry), pytest.raises(BackendUnavailable) as raised:
        calls.register_attempt("absent", registration("absent"))

    assert raised.value.backend == "absent"
    assert "(discover)" in raised.value.detail


def test_an_onboarding_exam_stays_one_when_its_backend_fails() -> None:
    registry = load([Candidate.backend("keyed", Keyed)], {"keyed": {"supports_onboarding": True}})

    handle = registry.backend("keyed")

    assert not handle.available
    assert handle.supports_onboarding
    assert Capability.SHARED_CALLBACK in handle.capabilities
    assert handle.verbose_name == "Keyed Proctoring"


def test_a_name_that_two_distributions_claim_is_refused() -> None:
    twins = [Candidate.backend("twin", Working, distribution="vendor-a")]
    twins += [Candidate.backend("twin", Working, distribution="vendor-b")]

    registry = load([*twins, GOOD], {"twin": {}, "good": {}})

    assert registry.backend("twin").failure == only_failure(registry)
    assert only_failure(registry).stage is Stage.DISCOVER
    assert registry.backend("good").available


@pytest.mark.parametrize("kind", [RuntimeError, SystemExit, ImportError, BaseException])
def test_whatever_happens_at_import_is_one_record(kind: type[BaseException]) -> None:
    registry = load([failing("bad", kind("boom")), GOOD])

    failure = only_failure(registry)
    assert (failure.plugin, failure.distribution, failure.stage) == ("bad", "vendor 1", Stage.IMPORT)
    assert kind.__name__ in failure.error
    assert "boom" in failure.error
    assert registry.backend("good").available


def test_an_interrupt_while_loading_is_not_swallowed() -> None:
    with pytest.raises(KeyboardInterrupt):
        load([failing("bad", KeyboardInterrupt())])


def test_a_class_under_two_names_is_imported_once_and_fails_once() -> None:
    registry = load([failing("bad", RuntimeError("boom"))], {"a": {"BACKEND": "bad"}, "b": {"BACKEND": "bad"}})

    assert len(registry.failures) == 1
    assert [handle.failure for handle in registry.backends()] == [*registry.failures] * 2


class NoDataclass(BackendOptions):
    pass


@pytest.mark.parametrize(
    ("plugin", "text"),
    [
        (lambda: None, "names function, not a class"),
        (dict, "dict is not a Backend"),
        (type("A", (Working,), {"Options": dict}), "Options is not a class derived from BackendOptions"),
        (type("A", (Working,), {"Options": BackendOptions()}), "Options is not a class derived from BackendOptions"),
        (type("A", (Working,), {"Options": NoDataclass}), "Options is not a dataclass of its own"),
    ],
)
def test_what_is_no_backend_is_refused(plugin: object, text: str) -> None:
    failure = only_failure(load([Candidate.backend("bad", plugin)]))

    assert failure.stage is Stage.REGISTER
    assert text in failure.error


def test_all_problems_with_hooks_make_one_record() -> None:
    failure = only_failure(load([Candidate.backend("bad", Backend)]))

    assert failure.stage is Stage.HOOKS
    assert failure.error.count("required hook") == 3


def test_problems_with_options_are_one_record_without_values() -> None:
    registry = load([Candidate.backend("keyed", Keyed)], {"keyed": {"crypto_kee": "hunter2!"}})

    failure = only_failure(registry)
    assert failure.stage is Stage.OPTIONS
    assert 'PROCTORING_BACKENDS["keyed"]["crypto_kee"]' in failure.error
    assert 'PROCTORING_BACKENDS["keyed"]["crypto_key"] is missing' in failure.error
    assert "hunter2!" not in repr(registry.failures)


def test_options_that_raise_are_one_record_without_values() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Raising(KeyOptions):
        def problems(self) -> Mapping[str, str]:
            raise TypeError(f"bad key {self.crypto_key}")

    registry = load(
        [Candidate.backend("bad", type("Bad", (Working,), {"Options": Raising}))], {"bad": {"crypto_key": "hunter2!"}}
    )

    failure = only_failure(registry)
    assert failure.stage is Stage.OPTIONS
    assert "bad key ***" in failure.error


@pytest.mark.parametrize(
    ("entry", "problems"),
    [
        ({"BACKEND": 5}, ()),
        ({}, (SettingProblem(path='PROCTORING_BACKENDS["good"]', text="must be a dictionary"),)),
    ],
)
def test_an_entry_that_cannot_be_read_does_not_become_a_backend_with_defaults(entry: Any, problems: Any) -> None:
    registry = load([GOOD], {"good": entry}, problems=problems)

    assert not registry.backend("good").available
    assert only_failure(registry).stage is Stage.OPTIONS


def test_a_backend_that_cannot_be_made_tells_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    class Unmakable(Keyed):
        def __init__(self, name: str, options: KeyOptions, services: Any) -> None:
            raise ValueError(f"{options.crypto_key} is too short")

    registry = load([Candidate.backend("bad", Unmakable)], {"bad": {"crypto_key": "hunter2!"}})

    failure = only_failure(registry)
    assert failure.stage is Stage.CREATE
    assert "ValueError at " in failure.error
    assert "hunter2!" not in caplog.text + repr(failure)
    assert "stage=create" in caplog.text
    assert "in __init__" in caplog.text


@pytest.mark.parametrize(
    "members",
    [
        {"__init__": lambda self, name, options, services: None},
        {"capabilities_for": classmethod(lambda cls, options: {"flying"})},
    ],
)
def test_an_unfinished_instance_or_an_unknown_capability_fails_at_creation(members: dict[str, Any]) -> None:
    failure = only_failure(load([Candidate.backend("bad", type("Bad", (Working,), members))]))

    assert failure.stage is Stage.CREATE


def test_a_capability_without_its_hook_is_refused() -> None:
    promising = type("Promising", (Working,), {"capabilities": frozenset({Capability.RETIREMENT})})

    failure = only_failure(load([Candidate.backend("bad", promising)]))

    assert failure.stage is Stage.HOOKS
    assert "retire_learner" in failure.error


def test_an_instance_pluggy_cannot_take_is_refused_and_forgotten() -> None:
    unhashable = type("Unhashable", (Working,), {"__hash__": None})

    registry = load([Candidate.backend("bad", unhashable), GOOD])

    assert only_failure(registry).stage is Stage.REGISTER
    assert registry.manager.get_plugin("bad") is None
    assert registry.backend("good").available


def theme(name: str = "theme", **members: Any) -> ModuleType:
    plugin = ModuleType(name)
    for key, member in members.items():
        member.__module__ = name
        setattr(plugin, key, member)
    return plugin


def test_platform_plugins_hear_of_failures_before_and_after_them_and_of_each_once() -> None:
    heard: dict[str, list[str]] = {"a": [], "z": []}

    def listener(name: str) -> ModuleType:
        @hookimpl
        def plugin_failed(failure: Failure) -> None:
            heard[name].append(failure.plugin)

        return theme(plugin_failed=plugin_failed)

    broken = Candidate.plugin("m", Working)
    load(
        [Candidate.plugin("z", listener("z")), broken, Candidate.plugin("a", listener("a"))],
        {"absent": {}},
    )

    assert heard == {"a": ["m", "absent"], "z": ["m", "absent"]}


def test_a_listener_that_raises_stops_neither_the_site_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    @hookimpl
    def plugin_failed(failure: Failure) -> None:
        raise SystemExit("learner")

    raising = theme(plugin_failed=plugin_failed)

    @hookimpl(specname="plugin_failed")
    def listen(failure: Failure) -> None:
        heard.append(failure.plugin)

    registry = load([Candidate.plugin("a", theme(listen=listen)), Candidate.plugin("b", raising)], {"absent": {}})

    assert heard == ["absent"]
    assert len(registry.failures) == 1
    assert "plugin=b hook=plugin_failed error=SystemExit at" in caplog.text
    assert "learner" not in caplog.text


def test_a_backend_hears_only_of_its_own_failures() -> None:
    heard: list[str] = []

    class Listening(Working):
        @hookimpl
        def plugin_failed(self, failure: Failure) -> None:
            heard.append(f"{self.name}:{failure.plugin}")

    registry = load([Candidate.backend("one", Listening)], {"absent": {}, "one": {}})
    registry.note_failure(Failure(plugin="one", distribution="", stage=Stage.RENDER, error="x"))

    assert heard == ["one:one"]


@pytest.mark.parametrize("plugin", [None, Working])
def test_a_platform_plugin_has_to_be_a_module(plugin: object) -> None:
    assert only_failure(load([Candidate.plugin("theme", plugin)])).stage is Stage.REGISTER


def test_a_platform_plugin_that_answers_for_a_vendor_is_refused() -> None:
    @hookimpl
    def register_attempt() -> Any: ...

    registry = load([Candidate.plugin("theme", theme(register_attempt=register_attempt)), GOOD])

    assert only_failure(registry).stage is Stage.HOOKS
    assert registry.manager.get_plugin("theme") is None


def test_a_platform_plugin_may_be_named_like_a_backend() -> None:
    @hookimpl
    def attempt_changed(change: Any) -> None: ...

    registry = load([GOOD, Candidate.plugin("good", theme(attempt_changed=attempt_changed))])

    assert registry.failures == ()
    assert registry.manager.get_plugin("good") is registry.built("good").instance
    assert registry.distribution_of("proctoring.plugins:good") == "here"
    assert not registry.is_backend("proctoring.plugins:good")


def test_a_failure_that_repeats_is_logged_each_time_and_kept_once(caplog: pytest.LogCaptureFixture) -> None:
    registry = load([GOOD])
    failure = Failure(plugin="good", distribution="here", stage=Stage.CALL, error="x")

    with caplog.at_level(logging.ERROR):
        registry.note_failure(failure, reference="r1")
        registry.note_failure(failure, reference="r2")

    assert registry.failures == (failure,)
    assert "reference=r1" in caplog.text
    assert "reference=r2" in caplog.text


def test_no_more_than_a_bounded_number_of_failures_is_kept() -> None:
    registry = load([GOOD])

    for number in range(300):
        registry.note_failure(Failure(plugin="good", distribution="", stage=Stage.CALL, error=str(number)))

    assert len(registry.failures) == 200


def test_the_entry_points_of_this_python_are_loaded_by_default() -> None:
    registry = Registry.load(ProctoringSettings())

    assert registry.backends() == ()
