"""What is kept of the words of a browser."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proctoring_host.domain.client_reports import FACTS, LONGEST_DETAIL, LONGEST_FACT, clean_facts, clean_text


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("The worker did not\n answer", "The worker did not answer"),
        ("GET https://vendor.example/a/b?token=abc#x failed", "GET https://vendor.example/a/b failed"),
        ("at https://jo:pw@vendor.example/x", "at https://vendor.example/x"),
        ("write to jo.doe+x@example.com now", "write to [address] now"),
        ("Authorization: Bearer abc.def.ghi", "Authorization=[removed]"),
        ("password = hunter2, code 7", "password=[removed] code 7"),
        ('{"session_id": "abcdef", "n": 1}', '{"session_id=[removed] "n": 1}'),
        ("csrftoken=abcdefgh", "csrftoken=[removed]"),
        ("bearer abcdefghij", "bearer [removed]"),
        ("from 192.168.10.4:443", "from [address]:443"),
        ("call +49 170 1234567", "call [address]"),
        ("attempt 5B7A1C9E-3D0F-4E52-9A66-0C1B2D3E4F50 ended", "attempt [removed] ended"),
        ("Ada Byron saw ada fail", "[name] saw [name] fail"),
        ("canada and 3 adapters", "canada and 3 adapters"),
        ("TypeError: x is undefined (line 42)", "TypeError: x is undefined (line 42)"),
        ("a\x00b \ud800", "ab"),
    ],
)
def test_text_is_kept_on_one_line_without_what_nobody_needs(told: str, kept: str) -> None:
    assert clean_text(told, ("ada", "Ada Byron", "Byron")) == kept


def test_text_is_bounded() -> None:
    assert len(clean_text("word " * 100_000)) == LONGEST_DETAIL


def test_facts_with_a_known_name_and_a_plain_value_are_kept() -> None:
    told = {
        "user_agent": "Mozilla/5.0",
        "online": True,
        "missed_beats": 3,
        "error": "x" * 1000,
        "cookie": "sessionid=1",
        "screen": {"deep": 1},
        "line": 1e300,
    }

    kept = clean_facts(told)

    assert kept["user_agent"] == "Mozilla/5.0"
    assert kept["online"] is True
    assert kept["missed_beats"] == 3
    assert len(str(kept["error"])) == LONGEST_FACT
    assert isinstance(kept["line"], str)
    assert set(kept) == {"user_agent", "online", "missed_beats", "error", "line"}


@pytest.mark.parametrize("told", [None, [], "text", 7])
def test_what_is_no_object_has_no_facts(told: object) -> None:
    assert clean_facts(told) == {}


plain = st.text() | st.integers() | st.floats() | st.booleans() | st.none()


@given(st.dictionaries(st.sampled_from(sorted(FACTS)) | st.text(), plain))
def test_whatever_is_told_can_be_stored_and_is_small(told: dict[str, object]) -> None:
    kept = clean_facts(told)

    assert len(json.dumps(kept, allow_nan=False)) < 20_000
    assert set(kept) <= FACTS
