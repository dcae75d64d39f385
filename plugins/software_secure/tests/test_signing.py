import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from proctoring_software_secure.signing import canonical_body, http_date, signature


def test_the_documented_sample_is_written_as_documented():
    body = {"b": True, "a": "x", "n": 0, "z": None, "o": {"k": "v"}}

    assert canonical_body(body) == b"a:x\nb:true\nn:null\no.k:v\nz:null\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"a": False}, "a:false\n"),
        ({"a": ""}, "a:\n"),
        ({"a": 0.0}, "a:null\n"),
        ({"a": {}}, "a:null\n"),
        ({"a": []}, "a:null\n"),
        ({"a": 1.5, "A": 2}, "A:2\na:1.5\n"),
        ({"a": "0"}, "a:0\n"),
        ({"a": "one\ntwo"}, "a:one\ntwo\n"),
        ({"a": "Prüfung 考试"}, "a:Prüfung 考试\n"),
        ({"outer": {"inner": {"leaf": 1}, "a": 2}}, "outer.a:2\ninner.leaf:1\n"),
        ({"list": ["x", 0, True]}, "list.0:x\nlist.1:null\nlist.2:true\n"),
        ({"list": [{"b": 1, "a": None}, {"a": 2}]}, "list.0.a:null\nlist.0.b:1\nlist.1.a:2\n"),
        ({"o": {"list": [{"k": "v"}, "x"]}}, "list.0.k:v\nlist.1:x\n"),
        ({}, ""),
    ],
)
def test_each_kind_of_value_is_written_by_its_rule(body, expected):
    assert canonical_body(body) == expected.encode()


def test_the_signature_covers_method_type_date_and_body():
    date = "Wed, 15 Jul 2015 05:11:31 GMT"
    message = b"POST\n\napplication/json\nWed, 15 Jul 2015 05:11:31 GMT\na:x\nn:null\n"
    expected = base64.b64encode(hmac.digest(b"a secret", message, hashlib.sha256)).decode()

    assert signature("a secret", content_type="application/json", date=date, body={"n": 0, "a": "x"}) == expected


def test_a_date_is_written_in_gmt_wherever_the_moment_came_from():
    moment = datetime(2015, 7, 15, 7, 11, 31, 999, tzinfo=timezone(timedelta(hours=2)))

    assert http_date(moment) == "Wed, 15 Jul 2015 05:11:31 GMT"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime(2026, 1, 5, tzinfo=UTC), "Mon, 05 Jan 2026 00:00:00 GMT"),
        (datetime(2026, 2, 3, tzinfo=UTC), "Tue, 03 Feb 2026 00:00:00 GMT"),
        (datetime(2026, 3, 4, tzinfo=UTC), "Wed, 04 Mar 2026 00:00:00 GMT"),
        (datetime(2026, 4, 2, tzinfo=UTC), "Thu, 02 Apr 2026 00:00:00 GMT"),
        (datetime(2026, 5, 1, tzinfo=UTC), "Fri, 01 May 2026 00:00:00 GMT"),
        (datetime(2026, 10, 3, tzinfo=UTC), "Sat, 03 Oct 2026 00:00:00 GMT"),
        (datetime(2026, 12, 6, tzinfo=UTC), "Sun, 06 Dec 2026 00:00:00 GMT"),
    ],
)
def test_days_and_months_are_written_in_english(day, expected):
    assert http_date(day) == expected
