"""What goes over the wire, compared byte for byte with what was written out by hand."""

import base64
import hashlib
import hmac
import json

import pytest

# printf <attempt code> | openssl enc -des-ede3 -K <key in hexadecimal> -base64 -A
PASSWORD = "gCP9YqFuJyYCUAs19ou6o7kEDFqtqpo/XOawiOX2LAv4tk0oRlglsw=="
# the same with -des-ede and the key 0123456789abcdef
PASSWORD_OF_SHORT_KEY = "QRkAfB/j22YTl706QBHK/eVps+Wr2Xzr3ZVxS1pKqXT6ddKguLZ+Lw=="
URL = (
    "https://platform.example/api/edx_proctoring/proctoring_launch_callback/start_exam/"
    "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"
)
BODY = (
    '{"examCode": "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42", "organization": "The Organization", '
    '"examSponsor": "The Sponsor", "duration": 90, "reviewedExam": true, "reviewerNotes": "Closed Book", '
    f'"examPassword": "{PASSWORD}", "examName": "Midterm", "ssiProduct": "rp-now", "examUrl": "{URL}", '
    '"orgExtra": {"examStartDate": "Wed, 15 Jul 2015 05:11:31 GMT", '
    '"examEndDate": "Wed, 15 Jul 2015 06:41:31 GMT", "noOfStudents": 1, "examID": 42, '
    '"courseID": "course-v1:Org+Course+Run", "firstName": "Ada", "lastName": "King Lovelace"}}'
)
CANONICAL = f"""\
duration:90
examCode:7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42
examName:Midterm
examPassword:{PASSWORD}
examSponsor:The Sponsor
examUrl:{URL}
orgExtra.courseID:course-v1:Org+Course+Run
orgExtra.examEndDate:Wed, 15 Jul 2015 06:41:31 GMT
orgExtra.examID:42
orgExtra.examStartDate:Wed, 15 Jul 2015 05:11:31 GMT
orgExtra.firstName:Ada
orgExtra.lastName:King Lovelace
orgExtra.noOfStudents:1
organization:The Organization
reviewedExam:true
reviewerNotes:Closed Book
ssiProduct:rp-now
"""


def signature_over(canonical, date="Wed, 15 Jul 2015 05:11:31 GMT"):
    message = f"POST\n\napplication/json\n{date}\n{canonical}".encode()
    return base64.b64encode(hmac.digest(b"the-secret-of-the-signature", message, hashlib.sha256)).decode()


# What is different from the plain case: arguments, lines of the canonical body, pieces of the JSON.
CASES = {
    "umlaut, quotes and signs in the exam's name": (
        {"exam_name": 'Prüfung: "Teil 1" #2'},
        {"examName:Midterm": "examName:Prufung_ _Teil 1_ _2"},
        {'"examName": "Midterm"': '"examName": "Prufung_ _Teil 1_ _2"'},
    ),
    "an exam's name in Chinese": (
        {"exam_name": "期末考试"},
        {"examName:Midterm": "examName:Proctored Exam"},
        {'"examName": "Midterm"': '"examName": "Proctored Exam"'},
    ),
    "an exam's name in Chinese, of several words": (
        {"exam_name": "期末 考试\u3000一"},
        {"examName:Midterm": "examName:Proctored Exam"},
        {'"examName": "Midterm"': '"examName": "Proctored Exam"'},
    ),
    "every character that is not allowed": (
        {"exam_name": "[]<>#:|!?/'\"*\\.,;(){}~"},
        {"examName:Midterm": "examName:______________.,;(){}~"},
        {'"examName": "Midterm"': '"examName": "______________.,;(){}~"'},
    ),
    "ligatures and full-width letters": (
        {"exam_name": "ﬁnal Ａ½ ß"},
        {"examName:Midterm": "examName:final A12 "},
        {'"examName": "Midterm"': '"examName": "final A12 "'},
    ),
    "one name": (
        {"full_name": "Plato"},
        {"firstName:Ada": "firstName:Plato", "lastName:King Lovelace": "lastName:"},
        {'"firstName": "Ada", "lastName": "King Lovelace"': '"firstName": "Plato", "lastName": ""'},
    ),
    "no name": (
        {"full_name": ""},
        {"firstName:Ada": "firstName:", "lastName:King Lovelace": "lastName:"},
        {'"firstName": "Ada", "lastName": "King Lovelace"': '"firstName": "", "lastName": ""'},
    ),
    "a name beyond ASCII": (
        {"full_name": "Łukasz 王"},
        {"firstName:Ada": "firstName:Łukasz", "lastName:King Lovelace": "lastName:王"},
        {'"Ada", "lastName": "King Lovelace"': '"\\u0141ukasz", "lastName": "\\u738b"'},
    ),
    "a policy with line breaks": (
        {"review_policy": "Open book\r\nNo phone\n"},
        {"reviewerNotes:Closed Book": "reviewerNotes:Open book\r\nNo phone\n"},
        {'"Closed Book"': '"Open book\\r\\nNo phone\\n"'},
    ),
    "an exception for one learner": (
        {"review_policy_exception": "may wear headphones"},
        {"reviewerNotes:Closed Book": "reviewerNotes:Closed Book; may wear headphones"},
        {'"Closed Book"': '"Closed Book; may wear headphones"'},
    ),
    "no policy": (
        {"review_policy": ""},
        {"reviewerNotes:Closed Book": "reviewerNotes:"},
        {'"Closed Book"': '""'},
    ),
    "no minutes": (
        {"time_limit_mins": 0},
        {"duration:90": "duration:null", "15 Jul 2015 06:41:31": "15 Jul 2015 05:11:31"},
        {'"duration": 90': '"duration": 0', "15 Jul 2015 06:41:31": "15 Jul 2015 05:11:31"},
    ),
    "minutes beyond midnight": (
        {"time_limit_mins": 1440},
        {"duration:90": "duration:1440", "Wed, 15 Jul 2015 06:41:31": "Thu, 16 Jul 2015 05:11:31"},
        {'"duration": 90': '"duration": 1440', "Wed, 15 Jul 2015 06:41:31": "Thu, 16 Jul 2015 05:11:31"},
    ),
    "a practice": (
        {"is_sample_attempt": True},
        {"reviewedExam:true": "reviewedExam:false"},
        {'"reviewedExam": true': '"reviewedExam": false'},
    ),
    "nothing out of the ordinary": ({}, {}, {}),
}


def changed(text, changes):
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_registration_is_sent_byte_for_byte_as_the_protocol_says(case, wire, make):
    arguments, in_canonical, in_json = case
    backend = make.backend(exam_register_endpoint=wire.url)

    registered = backend.register_attempt(make.registration(**arguments))

    assert registered.external_id == "LOCATOR-1"
    [request] = wire.captured
    assert request.line == "POST /register HTTP/1.1"
    assert request.body == changed(BODY, in_json).encode()
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Date"] == "Wed, 15 Jul 2015 05:11:31 GMT"
    assert request.headers["Authorization"] == f"SSI key-id:{signature_over(changed(CANONICAL, in_canonical))}"
    assert request.headers["Content-Length"] == str(len(request.body))


def test_the_address_is_sent_only_where_the_account_wants_it(wire, make):
    backend = make.backend(exam_register_endpoint=wire.url, send_email=True)

    backend.register_attempt(make.registration())

    [request] = wire.captured
    assert request.body.decode() == BODY[:-2] + ', "email": "ada@learner.example"}}'
    canonical = CANONICAL.replace("orgExtra.examEndDate", "orgExtra.email:ada@learner.example\norgExtra.examEndDate")
    assert request.headers["Authorization"].endswith(signature_over(canonical))


def test_the_password_of_a_short_key_is_that_of_two_key_triple_des(wire, make):
    backend = make.backend(exam_register_endpoint=wire.url, crypto_key="0123456789abcdef")

    backend.register_attempt(make.registration())

    assert json.loads(wire.captured[0].body)["examPassword"] == PASSWORD_OF_SHORT_KEY


def test_a_registration_that_is_sent_again_is_the_same_but_for_its_date(wire, make):
    first = make.backend(exam_register_endpoint=wire.url)
    later = make.backend(exam_register_endpoint=wire.url, now=make.now.replace(hour=6))

    for backend in (first, later):
        backend.register_attempt(make.registration())

    before, after = wire.captured
    assert before.body == after.body
    assert after.headers["Date"] == "Wed, 15 Jul 2015 06:11:31 GMT"
    assert after.headers["Authorization"].endswith(signature_over(CANONICAL, "Wed, 15 Jul 2015 06:11:31 GMT"))


def test_a_netrc_does_not_replace_the_signature(wire, make, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    make.backend(exam_register_endpoint=wire.url).register_attempt(make.registration())

    assert wire.captured[0].headers["Authorization"] == f"SSI key-id:{signature_over(CANONICAL)}"


@pytest.mark.parametrize("status", ["200 OK", "201 Created"])
def test_both_statuses_of_success_are_taken(status, wire, make):
    wire.answers(b'{"ssiRecordLocator": "ABC-1", "more": [1]}', status)

    registered = make.backend(exam_register_endpoint=wire.url).register_attempt(make.registration())

    assert registered.external_id == "ABC-1"
