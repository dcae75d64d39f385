"""Messages about settings speak of text and numbers, not of Python's types."""

from types import SimpleNamespace

import pytest

from proctoring_host.domain.kinds_of_values import kind_of, kind_wanted


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (bool, "true or false"),
        (str, "text"),
        (int, "a whole number"),
        ((int, float), "a number"),
        ((str, list), "text or a list"),
        (SimpleNamespace, "SimpleNamespace"),
    ],
)
def test_what_is_wanted_is_said_in_words(kinds: type | tuple[type, ...], words: str) -> None:
    assert kind_wanted(kinds) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x", "text"),
        (True, "true or false"),
        (5, "a number"),
        ([1], "a list of 1"),
        ({}, "a dictionary"),
        (None, "nothing"),
        (b"", "bytes"),
    ],
)
def test_what_was_found_is_said_in_words_and_without_the_value(value: object, words: str) -> None:
    assert kind_of(value) == words
