import dataclasses

import pytest
from proctoring_software_secure.backend import SoftwareSecure


def test_the_options_of_an_account_are_those_of_the_protocol():
    fields = {field.name: field for field in dataclasses.fields(SoftwareSecure.Options)}

    missing = (dataclasses.MISSING, dataclasses.MISSING)
    required = {name for name, field in fields.items() if (field.default, field.default_factory) == missing}

    assert required == {
        "crypto_key",
        "exam_register_endpoint",
        "exam_sponsor",
        "organization",
        "secret_key",
        "secret_key_id",
        "software_download_url",
    }
    assert set(fields) >= {
        "send_email",
        "video_review_aes_key",
        "review_callback_secret",
        "review_callback_networks",
        "timeout",
        "verbose_name",
        "ping_interval",
        "tech_support_email",
        "tech_support_phone",
        "learner_notification_from_email",
        "integration_specific_email",
        "help_center_article_url",
        "passing_statuses",
    }


def test_a_sound_account_has_no_problems(make):
    options = make.options(**make.secrets, review_callback_networks=("192.0.2.0/24", "2001:db8::1"), timeout=(3, 10))

    assert options.problems() == {}
    assert options.passing_statuses == ("Clean", "Rules Violation")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("exam_sponsor", ""),
        ("organization", "  "),
        ("secret_key", ""),
        ("secret_key_id", "\t"),
        ("exam_register_endpoint", ""),
        ("exam_register_endpoint", "vendor.example/register"),
        ("exam_register_endpoint", "ftp://vendor.example"),
        ("exam_register_endpoint", "https://"),
        ("exam_register_endpoint", "https://vendor.example:port/"),
        ("exam_register_endpoint", "https://vendor.example/\n"),
        ("exam_register_endpoint", "https://[vendor"),
        ("software_download_url", "javascript:alert(1)"),
        ("crypto_key", ""),
        ("crypto_key", "12345678"),
        ("crypto_key", "1234567890123456789012345"),
        ("crypto_key", "ü" * 16),
        ("crypto_key", "1234567812345678"),
        ("crypto_key", "123456781234567887654321"),
        ("crypto_key", "123456788765432187654321"),
        ("crypto_key", "123456781234567812345678"),
        ("crypto_key", "0000000011111111abcdefgh"),
        ("video_review_aes_key", "00" * 15),
        ("video_review_aes_key", "00" * 17),
        ("video_review_aes_key", "zz" * 16),
        ("video_review_aes_key", "00 " * 15 + "00"),
        ("review_callback_networks", ("10.1.2.0/24", "vendor.example")),
        ("review_callback_networks", ("10.1.2.3/24",)),
        ("timeout", 0),
        ("timeout", -1.0),
        ("timeout", float("nan")),
        ("timeout", float("inf")),
        ("timeout", (1.0,)),
        ("timeout", (1.0, 0)),
        ("timeout", 60),
        ("timeout", (20.0, 100.5)),
    ],
)
def test_a_value_that_cannot_work_is_named_and_not_shown(key, value, make):
    problems = make.options(**{key: value}).problems()

    assert list(problems) == [key]
    assert problems[key].endswith(".")
    shown = str(value[0] if isinstance(value, tuple) else value).strip()
    assert len(shown) < 8 or shown not in problems[key]


@pytest.mark.parametrize(
    "key", ["äöüßàéîõ", "abcdefgh12345678", "123456789123456712345678", "abcdefgh12345678ABCDEFG!"]
)
def test_a_key_of_the_right_length_in_bytes_works(key, make):
    assert make.options(crypto_key=key).problems() == {}


@pytest.mark.parametrize("key", ["00" * 16, "Ab" * 24, "ff" * 32])
def test_a_key_of_any_length_of_aes_works(key, make):
    assert make.options(video_review_aes_key=key).problems() == {}


def test_all_problems_are_told_at_once(make):
    options = make.options(crypto_key="short", organization="", timeout=0, software_download_url="x")

    assert set(options.problems()) == {"crypto_key", "organization", "timeout", "software_download_url"}


@pytest.mark.parametrize(("timeout", "expected"), [(10, (10.0, 10.0)), (2.5, (2.5, 2.5)), ((3, 116), (3.0, 116.0))])
def test_a_timeout_is_a_number_or_a_pair(timeout, expected, make):
    options = make.options(timeout=timeout)

    assert options.timeouts == expected
    assert options.problems() == {}


def test_neither_options_nor_backend_show_a_secret(make):
    backend = make.backend(**make.secrets)

    for value in make.secrets.values():
        assert value not in f"{backend!r} {backend} {backend.options!r} {backend.__dict__}"
