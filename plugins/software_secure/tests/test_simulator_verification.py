"""What the simulator refuses, with registrations that only a broken customer would send."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from proctoring_software_secure.simulator.account import Account
from proctoring_software_secure.simulator.verify import Refused, canonical_lines, verify

CODE = "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"
DATE = "Wed, 15 Jul 2015 05:11:31 GMT"
NOW = datetime(2015, 7, 15, 5, 11, 31, tzinfo=UTC)
ACCOUNT = Account(secret_key="secret", secret_key_id="id", crypto_key="123456789123456712345678")
GOOD = {
    "examCode": CODE,
    "organization": "O",
    "examSponsor": "S",
    "duration": 90,
    "reviewedExam": True,
    "reviewerNotes": "Closed Book",
    "examPassword": "gCP9YqFuJyYCUAs19ou6o7kEDFqtqpo/XOawiOX2LAv4tk0oRlglsw==",
    "examName": "Midterm",
    "ssiProduct": "rp-now",
    "examUrl": f"https://platform.example/start_exam/{CODE}",
}
EXTRA = {
    "examStartDate": DATE,
    "examEndDate": "Wed, 15 Jul 2015 06:41:31 GMT",
    "noOfStudents": 1,
    "examID": 42,
    "courseID": "c",
    "firstName": "Ada",
    "lastName": "",
}


def refusal(body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-type": "application/json", "date": DATE}
    if not isinstance(body, bytes):
        lines = "".join(f"{line}\n" for line in canonical_lines(body))
        message = f"POST\n\napplication/json\n{DATE}\n{lines}".encode()
        signed = base64.b64encode(hmac.digest(b"secret", message, hashlib.sha256)).decode()
        given["authorization"] = f"SSI id:{signed}"
    with pytest.raises(Refused) as caught:
        verify({**given, **{name.replace("_", "-"): value for name, value in headers.items()}}, content, ACCOUNT, NOW)
    return caught.value.status, caught.value.reason


def body(extra=None, **changes):
    return {**GOOD, "orgExtra": {**EXTRA, **(extra or {})}, **changes}


def test_the_documented_sample_is_read_as_documented():
    sample = {"b": True, "a": "x", "n": 0, "z": None, "o": {"k": "v"}}

    assert canonical_lines(sample) == ["a:x", "b:true", "n:null", "o.k:v", "z:null"]


@pytest.mark.parametrize(
    ("header", "value", "status", "words"),
    [
        ("content_type", "application/json; charset=utf-8", 415, "Content-Type"),
        ("content_type", "", 415, "Content-Type"),
        ("date", "", 401, "Date does not have the form"),
        ("date", "2015-07-15T05:11:31Z", 401, "Date does not have the form"),
        ("date", "Mi, 15 Jul 2015 05:11:31 GMT", 401, "Date does not have the form"),
        ("date", "Wed, 15 Jul 2015 05:11:31 UTC", 401, "Date does not have the form"),
        ("date", "Thu, 15 Jul 2015 05:11:31 GMT", 401, "wrong day of the week"),
        ("date", "Wed, 31 Feb 2015 05:11:31 GMT", 401, "Date is no date"),
        ("date", "Wed, 15 Jul 2015 05:11:32 GMT", 401, "The signature does not fit"),
        ("authorization", "", 401, "Authorization does not have the form"),
        ("authorization", "SSI id", 401, "Authorization does not have the form"),
        ("authorization", "Basic id:x", 401, "Authorization does not have the form"),
        ("authorization", "SSI other:x", 401, "key id"),
        ("authorization", "SSI id:ü", 401, "The signature does not fit"),
    ],
)
def test_a_wrong_header_is_refused(header, value, status, words):
    found, reason = refusal(body(), **{header: value})

    assert found == status
    assert words in reason


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"null"])
def test_what_is_no_json_object_is_refused(content):
    assert refusal(content, authorization="SSI id:x")[0] == 400


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({key: value for key, value in body().items() if key != "examUrl"}, "examUrl is missing"),
        (body(orgExtra={key: value for key, value in EXTRA.items() if key != "examID"}), "orgExtra.examID is missing"),
        (body(duration="90"), "duration has the wrong type"),
        (body(duration=True), "duration has the wrong type"),
        (body(reviewedExam="true"), "reviewedExam has the wrong type"),
        (body({"examID": "42"}), "orgExtra.examID has the wrong type"),
        (body(examCode=CODE.lower()), "examCode is no upper-case UUID"),
        (body(examName=""), "examName"),
        (body(examName="Prüfung"), "examName"),
        (body(examName="Part #1"), "examName"),
        (body(ssiProduct="rp-later"), "ssiProduct"),
        (body(examUrl="/start_exam/x"), "examUrl"),
        (body(examUrl="https://platform.example/start_exam/other"), "examUrl"),
        (body(duration=91), "examEndDate is not examStartDate plus the duration"),
        (body({"examEndDate": "tomorrow"}), "examEndDate does not have the form"),
        (body({"noOfStudents": 2}), "noOfStudents"),
        (body({"examEndDate": "Wed, 15 Jul 2015 05:10:31 GMT"}, duration=-1), "duration is negative"),
        (body(examPassword="?"), "examPassword cannot be decrypted"),
        (body(examPassword="QUJD"), "examPassword cannot be decrypted"),
        (body(examPassword="QUJDREVGR0g="), "examPassword does not hold the exam code"),
    ],
)
def test_a_wrong_body_is_refused_although_its_signature_is_right(changed, words):
    status, reason = refusal(changed)

    assert words in reason
    assert status in {400, 401}


def test_a_list_is_refused_as_registrations_hold_none():
    content = json.dumps(body(reviewerNotes=["a"])).encode()

    assert refusal(content, authorization="SSI id:x") == (400, "reviewerNotes is a list; registrations hold none.")


def test_a_good_body_is_taken():
    lines = "".join(f"{line}\n" for line in canonical_lines(body()))
    message = f"POST\n\napplication/json\n{DATE}\n{lines}".encode()
    signed = base64.b64encode(hmac.digest(b"secret", message, hashlib.sha256)).decode()
    headers = {"content-type": "application/json", "date": DATE, "authorization": f"SSI id:{signed}"}

    assert verify(headers, json.dumps(body()).encode(), ACCOUNT, NOW) == body()
