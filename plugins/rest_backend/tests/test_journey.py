"""An exam from registration to result: the real backend in a host, the simulator over HTTP, outages in between."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from proctoring_rest_backend.simulator import VendorAccount, running_simulator
from pytest_django.live_server_helper import LiveServer

from proctoring_host import conf, standalone
from proctoring_host.attempts.create import create_attempt
from proctoring_host.attempts.start import start_attempt
from proctoring_host.attempts.submit import submit_attempt
from proctoring_host.cause import Cause
from proctoring_host.data import Actor, ReviewStatus, Status
from proctoring_host.effects.runner import Runner
from proctoring_host.errors import BackendError
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.models import Attempt, Effect, EffectState, Exam, Review
from proctoring_host.registry import Registry, calls, get_registry, using_registry

PASSWORD = "the vendor's long password"
SECRET = "the secret of the client, which is long enough"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(django_db_setup, transactional_db):
    """The host over HTTP. `live_server` may begin before there is a test database, and would share a connection."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def vendor(site, settings):
    """The vendor, whose service user may speak for the backend `rest` of the site."""
    settings.HTTPS, settings.SITE_NAME = "off", site.url.removeprefix("http://")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(standalone.__file__).parent / "templates"]}]
    account = VendorAccount(client_id="id", client_secret=SECRET, user="vendor", password=PASSWORD)
    user = User.objects.create_user("vendor", password=PASSWORD)
    user.groups.add(Group.objects.create(name="rest_review"))
    with running_simulator(account) as simulator:
        options = {"base_url": simulator.url, "client_id": "id", "client_secret": SECRET, "timeout": 5}
        settings.PROCTORING_BACKENDS = {"DEFAULT": "rest", "rest": options}
        with using_registry(Registry.load(conf.get())):
            yield simulator


@pytest.fixture
def learner(vendor):
    return User.objects.create_user("ada", email="ada@learner.example", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def exam(vendor):
    spec = ExamSpec(
        course_id="course-v1:Org+Course+Run",
        content_id="block-v1:Org+Course+Run+type@sequential+block@exam",
        exam_name="Midterm",
        time_limit_mins=90,
    )
    return create_exam(spec, _cause(Actor.STAFF))


def _cause(actor=Actor.LEARNER):
    return Cause(actor=actor, at=datetime.now(UTC))


def _attempt(exam, learner):
    return create_attempt(exam.pk, learner.pk, taking_as_proctored=True, cause=_cause())


def _work_hours_later(hours):
    """What `proctoring worker` does, at a time when whatever was put off is due again."""
    Runner(clock=lambda: datetime.now(UTC) + timedelta(hours=hours)).run_due()


def _status():
    return Attempt.objects.get().status


def _sent(outcome):
    return [(one["http_status"], one["answer"]) for one in outcome["sent"]]


def test_an_exam_is_taken_and_verified(vendor, exam, learner):
    attempt = _attempt(exam, learner)
    assert Exam.objects.get().external_id == vendor.state()["exams"][0]["id"]
    assert attempt.external_id == vendor.state()["attempts"][0]["id"]

    assert _sent(vendor.ready(attempt.external_id)) == [(200, '"OK"')]
    assert _status() == Status.READY_TO_START
    start_attempt(attempt.pk, cause=_cause())
    submit_attempt(attempt.pk, cause=_cause())
    assert vendor.state()["attempts"][0]["notices"] == ["started", "submitted"]
    comments = ["A book on the desk"]
    sent = vendor.review(attempt.external_id, "passed", comments=comments, videoReviewLink="https://v.example/1")

    assert _sent(sent) == [(200, '"OK"')]
    assert _status() == Status.VERIFIED
    assert get_registry().failures == ()
    assert [review.status for review in Review.objects.all()] == [ReviewStatus.PASSED]


def test_outages_of_the_vendor_lose_nothing(vendor, learner):
    vendor.fault("500", times=2)
    exam = create_exam(
        ExamSpec(course_id="course-v1:A+B+C", content_id="block-1", exam_name="Final", time_limit_mins=30),
        _cause(Actor.STAFF),
    )
    assert Exam.objects.get().external_id is None

    with pytest.raises(BackendError):
        _attempt(exam, learner)
    _work_hours_later(1)
    attempt = Attempt.objects.get()
    assert [kept["id"] for kept in vendor.state()["attempts"]] == [attempt.external_id]

    vendor.ready(attempt.external_id)
    vendor.fault("401", times=1)
    start_attempt(attempt.pk, cause=_cause())
    vendor.fault("html", times=1)
    submit_attempt(attempt.pk, cause=_cause())
    _work_hours_later(2)
    vendor.review(attempt.external_id, "passed")

    assert vendor.state()["attempts"][0]["notices"] == ["started", "submitted", "submitted"]
    assert _status() == Status.VERIFIED
    assert not Effect.objects.exclude(state=EffectState.DONE).exists()


def test_a_forged_or_unknown_verdict_changes_nothing(vendor, exam, learner):
    attempt = _attempt(exam, learner)
    vendor.ready(attempt.external_id)
    start_attempt(attempt.pk, cause=_cause())
    submit_attempt(attempt.pk, cause=_cause())

    ((status, answer),) = _sent(vendor.review(attempt.external_id, "splendid"))
    User.objects.get(username="vendor").groups.clear()
    ((forbidden, _),) = _sent(vendor.review(attempt.external_id, "passed"))

    assert (status, forbidden) == (400, 403)
    assert "passed, violation, suspicious, not_reviewed" in answer
    assert _status() == Status.SUBMITTED


def test_a_vendor_with_a_wrong_password_is_told_so(vendor, exam, learner):
    attempt = _attempt(exam, learner)
    User.objects.filter(username="vendor").update(password="!")

    ((status, answer),) = _sent(vendor.ready(attempt.external_id))

    assert status == 0
    assert "did not take user and password" in answer


def test_onboarding_stops_an_attempt_that_the_vendor_refuses(vendor, exam, learner):
    vendor.onboarding("onboarding_missing")

    _attempt(exam, learner)

    assert _status() == Status.ONBOARDING_MISSING


def test_learners_are_shown_the_vendors_steps(vendor, exam, learner):
    from proctoring_host.attempts.queries import attempt_data

    info = calls.launch_info("rest", attempt_data(_attempt(exam, learner)), "de")

    assert info.steps[0] == "Öffne die Seite des Anbieters."
    assert calls.remove_attempt("rest", attempt_data(Attempt.objects.get())) is True
