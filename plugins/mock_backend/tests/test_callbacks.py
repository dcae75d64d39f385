"""What the mock vendor believes, and how it reads the REST form."""

from dataclasses import replace

import pytest
from proctoring_mock_backend.fixtures import (
    CODE,
    SECRET,
    make_attempt_data,
    make_mock_backend,
    make_review_callback,
)

from proctoring_host.data import CallbackKind, Ready, Review, ReviewStatus
from proctoring_host.errors import CallbackMalformed, CallbackRejected


@pytest.mark.parametrize("kind", [CallbackKind.GENERIC, CallbackKind.READY, CallbackKind.REVIEWED])
def test_secret_in_the_header_is_believed(mock_backend, kind):
    assert mock_backend.authenticate_callback(make_review_callback(kind=kind)) is True


@pytest.mark.parametrize("kind", [CallbackKind.GENERIC, CallbackKind.READY, CallbackKind.REVIEWED])
def test_service_user_is_believed(mock_backend, kind):
    callback = replace(make_review_callback(kind=kind, secret=None), service_user=True)

    assert mock_backend.authenticate_callback(callback) is True


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], "schlüssel", "\udcff"])
def test_other_callers_are_rejected(mock_backend, secret):
    with pytest.raises(CallbackRejected) as raised:
        mock_backend.authenticate_callback(make_review_callback(secret=secret))

    assert SECRET not in raised.value.detail


@pytest.mark.parametrize("secret", [None, ""])
def test_nobody_is_believed_by_secret_where_none_is_configured(secret):
    backend = make_mock_backend(callback_secret="")

    with pytest.raises(CallbackRejected):
        backend.authenticate_callback(make_review_callback(secret=secret))


def test_learners_browser_is_never_believed(mock_backend):
    with pytest.raises(CallbackRejected):
        mock_backend.authenticate_callback(make_review_callback(kind=CallbackKind.LAUNCH))


@pytest.mark.parametrize("status", list(ReviewStatus))
def test_each_word_of_the_rest_form_is_a_review(mock_backend, status):
    review = mock_backend.parse_callback(make_review_callback(status.value))

    assert isinstance(review, Review)
    assert review.status is status


def test_comments_and_reviewer_are_read(mock_backend):
    callback = make_review_callback(
        "violation",
        comments=[{"comment": "A second person", "status": "Rules Violation", "start": 10, "stop": 12.5}],
        reviewed_by="reviewer@example.com",
    )

    review = mock_backend.parse_callback(callback)

    assert [(c.comment, c.status, c.start, c.stop, c.duration) for c in review.comments] == [
        ("A second person", "Rules Violation", 10.0, 12.5, 2.5)
    ]
    assert review.reviewed_by == "reviewer@example.com"


def test_what_is_kept_raw_holds_no_address_and_no_link(mock_backend):
    callback = make_review_callback(
        "passed", reviewed_by="reviewer@example.com", videoReviewLink="https://vendor.example/video"
    )

    review = mock_backend.parse_callback(callback)

    assert review.raw == {"status": "passed", "comments": []}


def test_attempt_of_the_address_wins_over_the_body(mock_backend):
    attempt = make_attempt_data()
    callback = make_review_callback(
        kind=CallbackKind.REVIEWED, attempt=attempt, external_id="somebody else", attempt_code="SOMEBODY"
    )

    review = mock_backend.parse_callback(callback)

    assert (review.external_id, review.attempt_code) == (attempt.external_id, CODE)


def test_ready_is_read_from_its_address(mock_backend):
    callback = replace(make_review_callback(kind=CallbackKind.READY, attempt=make_attempt_data()), body=b"")

    assert mock_backend.parse_callback(callback) == Ready(
        external_id=make_attempt_data().external_id, attempt_code=CODE
    )


def test_ready_is_read_from_the_generic_address(mock_backend):
    assert isinstance(mock_backend.parse_callback(make_review_callback("ready")), Ready)


def test_ready_is_no_review(mock_backend):
    callback = make_review_callback("ready", kind=CallbackKind.REVIEWED, attempt=make_attempt_data())

    with pytest.raises(CallbackMalformed):
        mock_backend.parse_callback(callback)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"[]",
        b"\xff\xfe",
        b'{"external_id": "x"}',
        b'{"external_id": "x", "status": "Clean"}',
        b'{"external_id": "x", "status": "PASSED"}',
        b'{"external_id": "x", "status": 1}',
        b'{"external_id": 1, "status": "passed"}',
        b'{"status": "passed"}',
        b'{"external_id": "", "attempt_code": "", "status": "passed"}',
        b'{"external_id": "x", "status": "passed", "comments": "none"}',
        b'{"external_id": "x", "status": "passed", "comments": [1]}',
        b'{"external_id": "x", "status": "passed", "comments": [{"comment": 1}]}',
        b'{"external_id": "x", "status": "passed", "comments": [{"start": true}]}',
        b'{"external_id": "x", "status": "passed", "comments": [{"stop": "1"}]}',
        b'{"external_id": "x", "status": "passed", "comments": [{"duration": NaN}]}',
        b'{"external_id": "x", "status": "passed", "reviewed_by": {}}',
    ],
)
def test_wrong_form_or_unknown_word_is_an_error_and_never_a_pass(mock_backend, body):
    with pytest.raises(CallbackMalformed):
        mock_backend.parse_callback(replace(make_review_callback(), body=body))
