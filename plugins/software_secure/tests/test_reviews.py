import json

import pytest

from proctoring_host.data import Callback, CallbackKind, ReviewComment, ReviewStatus, VideoQuery
from proctoring_host.errors import CallbackMalformed

LINK = "https://vendor.example/Reviewer/DirectLink-Generic.aspx?ID=one"
CODE = "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"


def posted(**changes):
    return {
        "examDate": "Jul 15 2015  1:13AM",
        "examProcessingStatus": "Review Completed",
        "examTakerEmail": "ada@learner.example",
        "examTakerFirstName": "Ada",
        "examTakerLastName": "Lovelace",
        "examApiData": {"examPassword": "gCP9Yq", "orgExtra": {"firstName": "Ada", "email": "ada@learner.example"}},
        "keySetVersion": "2",
        "overAllComments": "All in all fine.",
        "reviewStatus": "Clean",
        "userPhotoBase64String": "cGhvdG8=",
        "videoReviewLink": LINK,
        "examMetaData": {
            "examCode": CODE,
            "examName": "Midterm of Ada",
            "reviewerNotes": "may wear headphones",
            "ssiRecordLocator": "locator-1",
            "ssiProduct": "rp-now",
        },
        "webCamComments": [
            {
                "comments": "Looked away",
                "duration": 796,
                "eventStart": 4.25,
                "eventFinish": 800,
                "eventStatus": "Suspicious",
            }
        ],
        "desktopComments": [
            {
                "comments": "Other site",
                "duration": "88.5",
                "eventStart": " 12 ",
                "eventFinish": "100.5",
                "eventStatus": "Rules Violation",
            }
        ],
        **changes,
    }


@pytest.fixture
def parse(make):
    def parse(body, content_type="application/json", **options):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        callback = Callback(
            kind=CallbackKind.REVIEW,
            backend="software_secure",
            method="POST",
            path="/",
            body=content,
            headers={"content-type": content_type},
        )
        return make.backend(**options).parse_callback(callback)

    return parse


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""])
def test_a_review_is_read_whatever_its_content_type(content_type, parse):
    review = parse(posted(), content_type)

    assert review.attempt_code == CODE
    assert review.external_id == "locator-1"
    assert review.reviewed_by == ""
    assert review.comments == (
        ReviewComment(comment="Looked away", status="Suspicious", start=4.25, stop=800.0, duration=796.0),
        ReviewComment(comment="Other site", status="Rules Violation", start=12.0, stop=100.5, duration=88.5),
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Clean", ReviewStatus.PASSED),
        ("Rules Violation", ReviewStatus.VIOLATION),
        ("Suspicious", ReviewStatus.SUSPICIOUS),
        ("Not Reviewed", ReviewStatus.NOT_REVIEWED),
    ],
)
def test_each_verdict_has_its_word(word, status, parse):
    assert parse(posted(reviewStatus=word)).status is status


@pytest.mark.parametrize("word", ["clean", "Clean ", "CLEAN", "passed", "", "Verified", None, 1, True, ["Clean"], {}])
def test_an_unknown_verdict_is_never_a_pass(word, parse):
    with pytest.raises(CallbackMalformed, match="reviewStatus is none of Clean"):
        parse(posted(reviewStatus=word))


def test_what_is_kept_of_a_review_names_nobody(parse, make):
    review = parse(posted(), video_review_aes_key=make.secrets["video_review_aes_key"])

    assert review.raw == {
        "examDate": "Jul 15 2015  1:13AM",
        "examProcessingStatus": "Review Completed",
        "keySetVersion": "2",
        "overAllComments": "All in all fine.",
        "reviewStatus": "Clean",
        "examMetaData": {"examCode": CODE, "ssiRecordLocator": "locator-1"},
        "webCamComments": posted()["webCamComments"],
        "desktopComments": posted()["desktopComments"],
    }
    assert "Ada" not in repr(review)


def test_nothing_is_kept_in_a_place_where_it_does_not_belong(parse):
    review = parse(
        posted(examDate={"email": "ada@learner.example"}, keySetVersion=["x"], somethingNew="Ada", overAllComments=None)
    )

    kept = json.dumps(review.raw)
    assert "Ada" not in kept
    assert "learner.example" not in kept
    assert "keySetVersion" not in kept


def test_a_recording_can_be_seen_only_with_the_key(parse, make):
    key = make.secrets["video_review_aes_key"]

    review = parse(posted(), video_review_aes_key=key)

    assert "DirectLink" not in f"{review.encrypted_video_url}{review.raw}"
    query = VideoQuery(attempt=make.attempt(), encrypted_video_url=review.encrypted_video_url)
    assert make.backend(video_review_aes_key=key).video_url(query) == LINK.replace("Generic", "HTML5")


def test_without_a_key_the_link_is_dropped(parse):
    review = parse(posted())

    assert review.encrypted_video_url == ""
    assert "vendor.example" not in json.dumps(review.raw)


@pytest.mark.parametrize("link", [None, ""])
def test_a_review_without_a_recording_has_none(link, parse, make):
    review = parse(posted(videoReviewLink=link), video_review_aes_key=make.secrets["video_review_aes_key"])

    assert review.encrypted_video_url == ""


def test_only_the_verdict_and_what_names_the_attempt_are_needed(parse):
    review = parse({"reviewStatus": "Clean", "examMetaData": {"examCode": CODE, "ssiRecordLocator": "X"}})

    assert (review.comments, review.external_id) == ((), "X")
    assert review.raw["webCamComments"] == []


def test_a_remark_may_be_incomplete(parse):
    review = parse(posted(webCamComments=[{}, {"comments": None, "duration": ""}], desktopComments=None))

    assert review.comments == (ReviewComment(comment=""), ReviewComment(comment=""))


def test_a_byte_order_mark_does_no_harm(parse):
    assert parse(b"\xef\xbb\xbf" + json.dumps(posted()).encode()).external_id == "locator-1"


def test_characters_that_no_database_takes_are_replaced(parse):
    comment = {"comments": "a\x00b\ud800c", "eventStatus": "x" * 300}

    review = parse(posted(webCamComments=[comment], desktopComments=[], overAllComments="\x00\udfff"))

    assert review.comments == (ReviewComment(comment="a\ufffdb?c", status="x" * 255),)
    json.dumps(review.raw, ensure_ascii=False).encode()
    assert "\x00" not in str(review.raw)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "is not JSON"),
        (b"reviewStatus=Clean", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"a": "\xff"}', "is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "is not UTF-8"),
        (b'{"a": NaN}', "not finite"),
        (b'{"a": -Infinity}', "not finite"),
        (b'{"a": 1e999}', "not finite"),
        (b'{"reviewStatus": "Suspicious", "reviewStatus": "Clean"}', "names a key twice"),
        (b'{"examMetaData": {"examCode": "A", "examCode": "B"}}', "names a key twice"),
        (b"null", "The review is not a JSON object"),
        (b"[]", "The review is not a JSON object"),
        (b'"Clean"', "The review is not a JSON object"),
        (b"{}", "examMetaData is not a JSON object"),
    ],
)
def test_a_body_of_the_wrong_form_is_refused_with_a_sentence(body, sentence, parse):
    with pytest.raises(CallbackMalformed, match=sentence) as caught:
        parse(body)

    assert caught.value.http_status == 400
    assert str(caught.value).endswith(".")


EXAM = posted()["examMetaData"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"examMetaData": None}, "examMetaData is not a JSON object"),
        ({"examMetaData": ["x"]}, "examMetaData is not a JSON object"),
        ({"examMetaData": {**EXAM, "examCode": None}}, "examCode is missing"),
        ({"examMetaData": {**EXAM, "examCode": " "}}, "examCode is missing"),
        ({"examMetaData": {**EXAM, "examCode": 5}}, "examCode of examMetaData is not text"),
        ({"examMetaData": {"examCode": CODE}}, "ssiRecordLocator is missing"),
        ({"examMetaData": {**EXAM, "ssiRecordLocator": ["x"]}}, "ssiRecordLocator of examMetaData is not text"),
        ({"videoReviewLink": 5}, "videoReviewLink of the review is not text"),
        ({"webCamComments": {}}, "webCamComments is not a list"),
        ({"desktopComments": "none"}, "desktopComments is not a list"),
        ({"webCamComments": [{}] * 2001}, "webCamComments has more than 2000 items"),
        ({"webCamComments": ["text"]}, "An item of webCamComments is not a JSON object"),
        ({"webCamComments": [{"comments": 5}]}, "comments of an item of webCamComments is not text"),
        ({"desktopComments": [{"eventStatus": []}]}, "eventStatus of an item of desktopComments is not text"),
        ({"webCamComments": [{"duration": "long"}]}, "duration of an item of webCamComments is not a number"),
        ({"webCamComments": [{"duration": True}]}, "duration of an item"),
        ({"webCamComments": [{"duration": []}]}, "duration of an item"),
        ({"webCamComments": [{"eventStart": "nan"}]}, "eventStart of an item"),
        ({"webCamComments": [{"eventStart": "1e5"}]}, "eventStart of an item"),
        ({"webCamComments": [{"eventStart": "٣"}]}, "eventStart of an item"),
        ({"webCamComments": [{"eventFinish": 10**15}]}, "eventFinish of an item"),
    ],
)
def test_a_part_of_the_wrong_form_is_named_and_not_repeated(changes, sentence, parse):
    with pytest.raises(CallbackMalformed, match=sentence) as caught:
        parse(posted(**changes))

    assert "Lovelace" not in str(caught.value)
