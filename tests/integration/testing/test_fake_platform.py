"""The fake platform: a vendor's test takes an exam through its own backend and reads what the platform did."""

import hashlib
import hmac
import json
import time

import pytest

from proctoring_host.data import Status
from proctoring_host.testing import Answer, Refused, fake_platform
from tests.conformance.good_vendor import CALLBACK_SECRET, SUBJECT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def platform():
    with fake_platform(SUBJECT) as platform:
        yield platform


def say(platform, attempt, secret=CALLBACK_SECRET, **body):
    """A call with the vendor's proof."""
    content, moment = json.dumps({"key": attempt.code, **body}).encode(), str(int(time.time()))
    proof = hmac.new(secret.encode(), moment.encode() + content, hashlib.sha256).hexdigest()
    return platform.post(content, {"x-good-time": moment, "x-good-signature": proof})


def test_an_exam_is_taken_and_everything_is_recorded(platform):
    exam = platform.exam("Chemistry")
    attempt = exam.begin()
    assert say(platform, attempt, event="ready").status == 200
    assert attempt.status is Status.READY_TO_START
    attempt.start()
    attempt.submit()
    remark = {"text": "Looks away", "from": 1, "to": 2}

    say(platform, attempt, event="reviewed", verdict="clear", remarks=[remark])

    assert (attempt.status, attempt.comments) == (Status.VERIFIED, ("Looks away",))
    assert (exam.external_id, attempt.external_id) == ("exam-1", f"session-{attempt.code}")
    assert [(call.method, call.path.split("/")[1]) for call in platform.recording.calls][:3] == [
        ("PUT", "exams"),
        ("POST", "sessions"),
        ("PATCH", "sessions"),
    ]
    assert [mail.to for mail in platform.recording.mails] == [("learner@platform.example",)] * 2
    assert "Chemistry" in exam.screen().text
    assert platform.recording.screens[0].path.endswith("/exam")
    assert CALLBACK_SECRET not in platform.recording.everything()


def test_a_forged_call_is_refused_and_recorded(platform):
    attempt = platform.exam().begin()

    answer = say(platform, attempt, secret="another-secret-of-somebody", event="ready")

    assert (answer.status, attempt.status) == (403, Status.CREATED)
    assert platform.recording.screens[-1] is answer


def test_a_vendor_that_fails_is_asked_again_by_the_worker(platform):
    exam = platform.exam()
    platform.vendor.answer("register_attempt", Answer(status=503))
    with pytest.raises(Refused) as refused:
        exam.begin()
    [attempt] = exam.attempts()
    platform.vendor.answer("register_attempt", Answer.json({"id": "session-5"}))

    platform.work(hours=2)

    assert refused.value.status == 503
    assert attempt.external_id == "session-5"


def test_staff_remove_an_attempt_and_the_vendor_forgets_the_learner(platform):
    attempt = platform.exam().begin()

    attempt.remove()

    assert platform.forget_learner() == {"good": True}
    assert [call.method for call in platform.recording.calls][-2:] == ["DELETE", "DELETE"]


def test_a_backend_that_cannot_be_loaded_says_why():
    with pytest.raises(AssertionError, match="callback_secret"), fake_platform(SUBJECT, callback_secret="short"):
        pytest.fail("It was loaded.")


@pytest.mark.django_db
def test_a_transaction_around_the_test_is_said_to_be_in_the_way():
    with pytest.raises(RuntimeError, match="transaction=True"), fake_platform(SUBJECT):
        pytest.fail("It was opened.")
