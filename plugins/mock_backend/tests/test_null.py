"""The backend without a vendor."""

import pytest
from proctoring_mock_backend.fixtures import make_mock_backend, make_registration, make_review_callback
from proctoring_mock_backend.null import NullBackend

from proctoring_host import BackendOptions
from proctoring_host.errors import CallbackMalformed, CallbackRejected


@pytest.fixture
def null_backend() -> NullBackend:
    return NullBackend("null", BackendOptions(), make_mock_backend().services)


def test_registration_needs_no_vendor_and_is_the_same_again(null_backend):
    first = null_backend.register_attempt(make_registration())

    assert first == null_backend.register_attempt(make_registration())
    assert first.follow_ups == ()
    assert first != null_backend.register_attempt(make_registration(attempt_code="ANOTHER"))


def test_nobodys_call_is_believed(null_backend):
    with pytest.raises(CallbackRejected):
        null_backend.authenticate_callback(make_review_callback())


def test_nothing_is_ever_read_as_a_review(null_backend):
    with pytest.raises(CallbackMalformed):
        null_backend.parse_callback(make_review_callback())
