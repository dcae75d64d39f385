from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import pytest

from proctoring_host import BackendOptions, secret
from proctoring_host.errors import OptionsInvalid
from proctoring_host.registry.option_types import Unfit, convert, describe_type
from proctoring_host.registry.options import common_options, read_options, shown_options

PATH = 'PROCTORING_BACKENDS["software_secure"]'


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(BackendOptions):
    crypto_key: str = secret()
    organization: str
    send_email: bool = False
    timeout: float | tuple[float, float] = 10.0
    networks: tuple[str, ...] = ()
    region: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict, metadata={"key": "LABELS"})

    def problems(self) -> Mapping[str, str]:
        return (
            {"crypto_key": f"must have 24 characters, not like {self.crypto_key}."} if len(self.crypto_key) < 24 else {}
        )


GOOD = {"crypto_key": "k" * 24, "organization": "ACME"}


def problems(**raw: Any) -> tuple[str, ...]:
    with pytest.raises(OptionsInvalid) as raised:
        read_options("software_secure", Options, raw)
    return raised.value.problems


def test_a_required_secret_must_not_be_empty() -> None:
    assert problems(crypto_key="", organization="") == (f'{PATH}["crypto_key"] is empty: it is a secret.',)


def test_options_are_built_from_a_dictionary() -> None:
    raw = {
        **GOOD,
        "BACKEND": "rpnow4",
        "timeout": [3, 10],
        "networks": ["10.0.0.0/8"],
        "LABELS": {"a": "b"},
        "LINK_URLS": {"faq": "https://faq.example"},
    }

    options = read_options("software_secure", Options, raw).options

    assert options == Options(
        crypto_key="k" * 24,
        organization="ACME",
        timeout=(3.0, 10.0),
        networks=("10.0.0.0/8",),
        labels={"a": "b"},
        link_urls={"faq": "https://faq.example"},
    )


def test_all_problems_are_reported_at_once_with_their_paths_and_no_values() -> None:
    found = problems(
        crypto_key=12345678, send_email="hunter2", organisation="hunter2", LABELS={"a": 5}, networks="hunter2"
    )

    assert found == (
        f'{PATH}["crypto_key"] must be text, not a number.',
        f'{PATH}["send_email"] must be true or false, not text.',
        f'{PATH}["networks"] must be a list, each entry text, not text.',
        f'{PATH}["LABELS"]["a"] must be text, not a number.',
        f'{PATH}["organisation"] is not an option of this backend. Did you mean "organization"?',
        f'{PATH}["organization"] is missing: it must be text.',
    )


def test_an_unknown_key_like_no_other_lists_the_known_ones() -> None:
    (found,) = problems(**GOOD, zzz=1)

    assert "Known keys: LABELS, LINK_URLS, crypto_key, help_center_article_url" in found


def test_the_field_behind_another_key_is_not_known_by_its_own_name() -> None:
    (found,) = problems(**GOOD, labels={})

    assert found.startswith(f'{PATH}["labels"] is not an option')


def test_problems_of_the_class_are_reported_without_the_secret() -> None:
    (found,) = problems(crypto_key="short", organization="ACME")

    assert found == f'{PATH}["crypto_key"]: must have 24 characters, not like ***.'


@pytest.mark.parametrize("key", ["needs_oauth", "requires_escalation_email", "show_review_rules"])
def test_keys_that_others_read_are_accepted_with_a_note(key: str) -> None:
    read = read_options("software_secure", Options, {**GOOD, key: True})

    (note,) = read.notes
    assert note.startswith(f'{PATH}["{key}"]: ')


def test_secrets_are_masked_when_options_are_shown() -> None:
    shown = shown_options(Options(crypto_key="k" * 24, organization="ACME", labels={"api_token": "t", "a": "b"}))

    assert shown["crypto_key"] == "***"
    assert shown["organization"] == "ACME"
    assert shown["LABELS"] == {"api_token": "***", "a": "b"}
    assert shown["region"] is None
    assert shown["passing_statuses"] == ["Clean", "Rules Violation"]
    assert shown["LINK_URLS"] == {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Careless(BackendOptions):
    secret_key: str = "abc"
    client_secret: str = ""
    password: str | None = None
    has_token: bool = False
    hidden: str = field(default="abc", repr=False)
    url: str = "https://user:pass@vendor.example/x"
    token_expiration_time: int = 60
    weird: Any = field(default_factory=object)


def test_secrets_that_nobody_marked_are_masked_all_the_same() -> None:
    shown = shown_options(Careless())

    assert shown["secret_key"] == "***"
    assert shown["hidden"] == "***"
    assert shown["client_secret"] == ""
    assert shown["password"] is None
    assert shown["has_token"] is False
    assert shown["url"] == "https://***@vendor.example/x"
    assert shown["token_expiration_time"] == 60
    assert shown["weird"] == "object"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://vendor.example/hook?token=SECRET", "https://vendor.example/hook?***"),
        ("https://vendor.example?token=SECRET&x=1#part", "https://vendor.example?***"),
        ("https://vendor.example/x#access_token=SECRET", "https://vendor.example/x#***"),
        ("https://user:p@SECRET@vendor.example/x?sig=SECRET", "https://***@vendor.example/x?***"),
        ("https://user:SECRET/SECRET@vendor.example/x", "https://***"),
        ("https://user:SECRET?SECRET@vendor.example/x", "https://***"),
        ("https://vendor.example:8443/x?", "https://vendor.example:8443/x?"),
        ("http://[::1]:8080/x?a=SECRET", "http://[::1]:8080/x?***"),
        ("https://vendor.example/at@home", "https://vendor.example/at@home"),
        ("see https://vendor.example/?a=SECRET or ask?", "see https://vendor.example/?*** or ask?"),
        ("https://vendor.example/x", "https://vendor.example/x"),
        ("why?", "why?"),
    ],
)
def test_of_an_address_neither_user_nor_query_is_shown(url, shown):
    assert shown_options(Careless(url=url, link_urls={"faq": url}))["url"] == shown
    assert shown_options(Careless(url=url, link_urls={"faq": url}))["LINK_URLS"] == {"faq": shown}


def test_common_options_are_read_whatever_is_wrong_with_the_others() -> None:
    common = common_options(
        {"verbose_name": "RPNow", "ping_interval": "often", "crypto_key": 1, "LINK_URLS": {"a": "b"}}
    )

    assert common == {"verbose_name": "RPNow", "link_urls": {"a": "b"}}


@pytest.mark.parametrize(
    ("value", "hint", "expected"),
    [
        ("a", str, "a"),
        (True, bool, True),
        (3, int, 3),
        (3, float, 3.0),
        (3, float | int, 3),
        (None, str | None, None),
        (["a", "b"], tuple[str, ...], ("a", "b")),
        ([1, 2], tuple[int, str] | tuple[float, float], (1.0, 2.0)),
        ({"a": 1}, Mapping[str, int], {"a": 1}),
        ({"a": 1}, Mapping, {"a": 1}),
        ({"a": [1]}, dict[str, tuple[int, ...]], {"a": (1,)}),
        ("red", Colour, Colour.RED),
        ("a", Literal["a", "b"], "a"),
        (object, Any, object),
        (b"x", bytes, b"x"),
    ],
)
def test_a_value_of_the_right_form_is_converted(value: Any, hint: Any, expected: Any) -> None:
    converted = convert(value, hint)

    assert converted == expected
    assert type(converted) is type(expected) or isinstance(expected, dict)


@pytest.mark.parametrize(
    ("value", "hint", "message"),
    [
        (1, str, "must be text, not a number"),
        (True, int, "must be a whole number, not true or false"),
        (True, float, "must be a number, not true or false"),
        (1, bool, "must be true or false, not a number"),
        (1.5, int, "must be a whole number, not a number"),
        (None, str, "must be text, not nothing"),
        ("x", type(None), "must be nothing, not text"),
        ("x", float | tuple[float, float], "must be a number or a list of 2: a number, a number, not text"),
        ([1], tuple[int, int], "must be a list of 2: a whole number, a whole number, not a list of 1"),
        ("ab", tuple[str, ...], "must be a list, each entry text, not text"),
        ([], Mapping[str, str], "must be a dictionary, not a list of 0"),
        ("green", Colour, "must be one of red, blue, not text"),
        ("c", Literal["a", "b"], "must be one of a, b, not text"),
        ({}, bytes, "must be bytes, not a dictionary"),
        (b"", str, "must be text, not bytes"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_without_being_quoted(value: Any, hint: Any, message: str) -> None:
    with pytest.raises(Unfit) as raised:
        convert(value, hint)

    assert str(raised.value) == message


def test_the_place_within_a_nested_value_is_named() -> None:
    with pytest.raises(Unfit) as raised:
        convert({"a": ["x", 5]}, Mapping[str, tuple[str, ...]])

    assert raised.value.where == '["a"][1]'


def test_an_optional_type_is_described_by_what_it_holds() -> None:
    assert describe_type(str | None) == "text"
