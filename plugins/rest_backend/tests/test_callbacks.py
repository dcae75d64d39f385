"""What the vendor's service user may say, and how it is read."""

import json

import pytest

from proctoring_host.data import Callback, CallbackKind, Ready, Review, ReviewStatus
from proctoring_host.errors import CallbackMalformed, CallbackRejected


@pytest.fixture
def callback(make):
    def callback(body=b"", kind=CallbackKind.REVIEWED, **changes):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"service_user": True, "attempt": make.attempt()}
        return Callback(kind=kind, backend="rest", method="POST", path="/", body=content, **{**given, **changes})

    return callback


@pytest.fixture
def rest(make):
    return make.backend()


@pytest.mark.parametrize("kind", [CallbackKind.READY, CallbackKind.REVIEWED])
def test_the_service_user_is_believed(kind, rest, callback):
    assert rest.authenticate_callback(callback(kind=kind)) is True


@pytest.mark.parametrize("kind", list(CallbackKind))
def test_nobody_else_is_believed(kind, rest, callback):
    with pytest.raises(CallbackRejected):
        rest.authenticate_callback(callback(kind=kind, service_user=False))


@pytest.mark.parametrize("kind", [CallbackKind.GENERIC, CallbackKind.REVIEW, CallbackKind.LAUNCH])
def test_other_addresses_take_nothing(kind, rest, callback):
    with pytest.raises(CallbackRejected):
        rest.authenticate_callback(callback(kind=kind))


def test_ready_is_about_the_attempt_of_the_address(rest, callback, make):
    parsed = rest.parse_callback(callback(b"whatever", kind=CallbackKind.READY))

    assert parsed == Ready(external_id="attempt 1", attempt_code=make.code)


@pytest.mark.parametrize("status", list(ReviewStatus))
def test_each_word_of_the_contract_is_a_review(status, rest, callback):
    review = rest.parse_callback(callback({"status": status.value}))

    assert isinstance(review, Review)
    assert review.status is status


def test_comments_are_read_in_order_and_numbers_may_be_text(rest, callback):
    comments = [
        {"comment": "First", "status": "Suspicious", "start": "1.5", "stop": 4, "duration": "2.5"},
        {"comment": "Second", "start": 10, "stop": 12},
        {},
    ]

    review = rest.parse_callback(callback({"status": "violation", "comments": comments}))

    assert [(c.comment, c.status, c.start, c.stop, c.duration) for c in review.comments] == [
        ("First", "Suspicious", 1.5, 4.0, 2.5),
        ("Second", "", 10.0, 12.0, 2.0),
        ("", "", 0.0, 0.0, 0.0),
    ]


def test_reviewer_and_link_are_not_kept_raw(rest, callback):
    body = {"status": "passed", "reviewed_by": "rev@vendor.example", "videoReviewLink": "https://vendor.example/v"}

    review = rest.parse_callback(callback(body))

    assert review.reviewed_by == "rev@vendor.example"
    assert review.raw == {"status": "passed", "comments": []}
    assert "vendor.example" not in repr(review)


def test_a_call_about_no_attempt_is_refused(rest, callback):
    with pytest.raises(CallbackMalformed):
        rest.parse_callback(callback({"status": "passed"}, attempt=None))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        {},
        {"status": "ready"},
        {"status": "Clean"},
        {"status": "PASSED"},
        {"status": 1},
        {"status": "passed", "comments": "none"},
        {"status": "passed", "comments": [1]},
        {"status": "passed", "comments": [{"comment": 1}]},
        {"status": "passed", "comments": [{"start": True}]},
        {"status": "passed", "comments": [{"stop": "soon"}]},
        {"status": "passed", "comments": [{"duration": float("nan")}]},
        {"status": "passed", "comments": [{"duration": "inf"}]},
        {"status": "passed", "comments": [{"start": []}]},
        {"status": "passed", "reviewed_by": {}},
    ],
)
def test_wrong_form_or_unknown_word_is_an_error_and_never_a_pass(body, rest, callback):
    with pytest.raises(CallbackMalformed):
        rest.parse_callback(callback(body))
