from types import ModuleType
from typing import Any

import pytest

from proctoring_host.errors import BackendError
from proctoring_host.registry.guard import PluginRaised, describe, guarded, masked, place, raised_by, texts_in, trace


def caught(error: BaseException) -> BaseException:
    """The error with a traceback."""

    def throw() -> None:
        raise error

    with pytest.raises(PluginRaised) as raised:
        guarded(throw)
    return raised.value.error


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(3), BaseException("x")])
def test_whatever_a_plugin_raises_is_caught(error: BaseException) -> None:
    assert caught(error) is error


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit])
def test_what_belongs_to_our_process_goes_through(error: type[BaseException]) -> None:
    def throw() -> None:
        raise error

    with pytest.raises(error):
        guarded(throw)


def test_a_result_is_handed_on() -> None:
    assert guarded(lambda: 5) == 5


def test_a_message_that_may_hold_values_is_left_out() -> None:
    text = describe(caught(ValueError("Ada Learner")))

    assert text.startswith(f"ValueError at {__name__}:")
    assert "Ada" not in text


def test_a_message_about_code_is_shown_with_its_place() -> None:
    text = describe(caught(TypeError("missing 1 required argument")))

    assert text.startswith(f"TypeError: missing 1 required argument (at {__name__}:")


def test_a_message_of_our_own_errors_is_shown() -> None:
    assert "the vendor is away" in describe(caught(BackendError("the vendor is away", backend="x")))


def test_any_message_is_shown_where_no_value_was_known() -> None:
    assert "boom boom" in describe(caught(RuntimeError("boom\n boom")), values=True)


def test_secrets_are_masked_in_a_message() -> None:
    text = describe(caught(TypeError("not hunter22, hunter2")), secrets=["hunter2", "hunter22"])

    assert "hunter" not in text
    assert "not ***, ***" in text


def test_an_exception_whose_text_cannot_be_made_is_still_described() -> None:
    class Unspeakable(TypeError):
        def __str__(self) -> str:
            raise ValueError("no")

    assert describe(caught(Unspeakable())).startswith("Unspeakable at ")


def test_texts_too_short_to_be_secrets_are_not_masked() -> None:
    assert masked("a cat and a car", ["a", "cat"]) == "a cat and a car"


def test_texts_are_found_in_every_depth() -> None:
    value: Any = {"a": "one", "b": ["two", {"c": ("three", 4)}]}

    assert sorted(texts_in(value)) == ["one", "three", "two"]


def test_an_exception_that_was_never_raised_has_no_place() -> None:
    assert place(ValueError()) == "an unknown place"


def test_a_trace_has_frames_and_types_and_no_values() -> None:
    def inner() -> None:
        raise KeyError("Ada Learner")

    def outer() -> None:
        try:
            inner()
        except KeyError as error:
            raise ValueError("secret word") from error

    with pytest.raises(PluginRaised) as raised:
        guarded(outer)
    text = trace(raised.value.error)

    assert "in inner" in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "Ada" not in text
    assert "secret word" not in text


def test_a_trace_ends_where_causes_go_in_circles() -> None:
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one

    assert trace(one).count("ValueError") == 1


def test_the_innermost_plugin_on_the_way_is_the_one_that_raised() -> None:
    def vendor() -> None:
        raise ValueError

    def wrapper() -> None:
        vendor()

    with pytest.raises(PluginRaised) as raised:
        guarded(wrapper)

    assert raised_by(raised.value.error, {"metrics": [wrapper], "one": [vendor]}) == "one"
    assert raised_by(raised.value.error, {"metrics": [wrapper]}) == "metrics"
    assert raised_by(raised.value.error, {"other": [ModuleType, len]}) is None
