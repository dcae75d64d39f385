from types import ModuleType
from typing import Any

import pytest

from proctoring_host import Backend, Capability, hookimpl
from proctoring_host.registry.hooks import hook_specs, inspect_backend, inspect_platform_plugin, missing_for
from tests.unit.registry.samples import Working


def problems_of(cls: type) -> list[str]:
    return [problem.text for problem in inspect_backend(cls).problems]


def module(**members: Any) -> ModuleType:
    """A platform plugin with these functions, as if they had been written in it."""
    made = ModuleType("theme")
    for name, member in members.items():
        member.__module__ = "theme"
        setattr(made, name, member)
    return made


def test_a_working_backend_has_no_problems() -> None:
    report = inspect_backend(Working)

    assert report.problems == ()
    assert report.implemented == {"register_attempt", "authenticate_callback", "parse_callback"}
    assert report.wrapped == set()


def test_required_hooks_are_missed() -> None:
    assert problems_of(Backend) == [
        "The required hook authenticate_callback is missing.",
        "The required hook parse_callback is missing.",
        "The required hook register_attempt is missing.",
    ]


def test_a_misspelt_hook_is_found_with_the_name_that_was_meant() -> None:
    class Misspelt(Working):
        @hookimpl
        def notify_atempt(self, change: Any) -> None: ...

    (problem,) = inspect_backend(Misspelt).problems

    assert problem.text == "notify_atempt is not a hook."
    assert problem.hint == "Did you mean notify_attempt?"


def test_a_name_like_no_hook_lists_the_hooks() -> None:
    class Strange(Working):
        @hookimpl
        def zzz(self) -> None: ...

    (problem,) = inspect_backend(Strange).problems

    assert problem.hint.startswith("The hooks are: check, register_exam,")


def test_a_hook_of_a_newer_host_may_be_optional() -> None:
    class Newer(Working):
        @hookimpl(optionalhook=True)
        def zzz(self) -> None: ...

    assert problems_of(Newer) == []


def test_a_method_named_like_a_hook_needs_its_mark() -> None:
    class Unmarked(Working):
        def register_attempt(self, registration: Any) -> Any: ...

    assert problems_of(Unmarked) == [
        "register_attempt is named like a hook but is not marked as one, so it is never called."
    ]


def test_a_hook_under_another_name_counts() -> None:
    class Named(Working):
        @hookimpl(specname="notify_attempt")
        def tell(self, change: Any) -> None: ...

    report = inspect_backend(Named)

    assert report.problems == ()
    assert "notify_attempt" in report.implemented


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda self, attempt, tongue: None, "launch_info has no argument tongue."),
        (lambda self, attempt, language="en": None, "launch_info would never be given language: only plain arguments"),
        (lambda self, *, language: None, "launch_info would never be given language: only plain arguments"),
        (lambda self, *, tongue: None, "launch_info has no argument tongue."),
    ],
)
def test_wrong_arguments_are_found(function: Any, text: str) -> None:
    function.__name__ = "launch_info"
    cls = type("Wrong", (Working,), {"launch_info": hookimpl(function)})

    (problem,) = inspect_backend(cls).problems

    assert problem.text.startswith(text)
    assert "The arguments of launch_info are: attempt, language" in problem.hint


@pytest.mark.parametrize(
    "function",
    [
        lambda self: None,
        lambda self, language: None,
        lambda self, language, attempt: None,
        lambda self, language, more=1: None,
        lambda self, *rest, **further: None,
    ],
)
def test_arguments_may_be_left_out(function: Any) -> None:
    assert problems_of(type("Right", (Working,), {"launch_info": hookimpl(function)})) == []


def test_static_and_class_methods_are_hooks_too() -> None:
    class Unusual(Working):
        @staticmethod
        @hookimpl
        def launch_info(attempt: Any) -> None: ...

        @classmethod
        @hookimpl
        def notify_attempt(cls, change: Any) -> None: ...

    report = inspect_backend(Unusual)

    assert report.problems == ()
    assert {"launch_info", "notify_attempt"} <= report.implemented


def test_an_asynchronous_hook_is_refused() -> None:
    class Asynchronous(Working):
        @hookimpl
        async def notify_attempt(self, change: Any) -> None: ...

    assert problems_of(Asynchronous) == ["notify_attempt is asynchronous."]


def test_a_property_is_not_evaluated() -> None:
    class Propertied(Working):
        @property
        def check(self) -> Any:
            raise AssertionError("evaluated")

    assert problems_of(Propertied) == []


def test_a_backend_cannot_wrap() -> None:
    class Wrapping(Working):
        @hookimpl(wrapper=True)
        def launch_info(self) -> Any:
            return (yield)

    assert problems_of(Wrapping) == ["launch_info is a wrapper, where there is nothing to wrap."]


def test_a_platform_plugin_may_wrap_hooks_of_backends() -> None:
    @hookimpl(wrapper=True)
    def register_attempt() -> Any:
        return (yield)

    report = inspect_platform_plugin(module(register_attempt=register_attempt))

    assert report.problems == ()
    assert report.wrapped == {"register_attempt"}
    assert report.implemented == set()


def test_a_platform_plugin_cannot_answer_for_a_backend() -> None:
    @hookimpl
    def register_attempt() -> Any: ...

    (problem,) = inspect_platform_plugin(module(register_attempt=register_attempt)).problems

    assert "would answer in a vendor's place" in problem.text


def test_a_wrapper_around_a_platform_hook_is_refused() -> None:
    @hookimpl(wrapper=True)
    def attempt_changed() -> Any:
        return (yield)

    (problem,) = inspect_platform_plugin(module(attempt_changed=attempt_changed)).problems

    assert "nothing to wrap" in problem.text


def test_old_wrappers_are_refused() -> None:
    @hookimpl(hookwrapper=True)
    def register_attempt() -> Any:
        yield

    (problem,) = inspect_platform_plugin(module(register_attempt=register_attempt)).problems

    assert problem.hint == "Use @hookimpl(wrapper=True)."


def test_a_wrapper_without_a_yield_is_refused() -> None:
    @hookimpl(wrapper=True)
    def register_attempt() -> Any: ...

    (problem,) = inspect_platform_plugin(module(register_attempt=register_attempt)).problems

    assert problem.text == "register_attempt is a wrapper without a yield."


def test_a_module_s_own_unmarked_function_is_found_and_an_imported_helper_is_not() -> None:
    def attempt_changed(change: Any) -> None: ...

    def check(live: bool) -> None: ...

    plugin = module(attempt_changed=attempt_changed, check=check)
    check.__module__ = "somebody.else"

    (problem,) = inspect_platform_plugin(plugin).problems

    assert problem.text.startswith("attempt_changed is named like a hook")


def test_an_object_with_methods_may_be_a_platform_plugin() -> None:
    class Observer:
        @hookimpl
        def attempt_changed(self, change: Any) -> None: ...

    report = inspect_platform_plugin(Observer())

    assert report.problems == ()
    assert report.implemented == {"attempt_changed"}


def test_a_declared_capability_needs_its_hook() -> None:
    capabilities = frozenset({Capability.RETIREMENT, Capability.EXAMS, Capability.ONBOARDING})

    found = [problem.text for problem in missing_for(capabilities, frozenset({"register_exam"}))]

    assert found == ["The capability retirement is declared, and its hook retire_learner is missing."]


def test_the_specifications_are_in_the_order_in_which_they_fire() -> None:
    names = list(hook_specs())

    assert names[0] == "check"
    assert names.index("register_attempt") < names.index("parse_callback") < names.index("attempt_changed")
    assert hook_specs()["launch_info"].arguments == ("attempt", "language")
