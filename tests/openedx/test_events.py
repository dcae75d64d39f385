"""Events with the packages that Open edX has for them: event-tracking, openedx-events and edx-proctoring's signal."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from eventtracking import tracker as tracking
from openedx_events.learning import signals

from proctoring_host.models import Effect, EffectState
from proctoring_host.signals import exam_attempt_status_signal
from tests.openedx.calls import CONTENT, COURSE, EXAM, Caller, act, api, begin, taken, vendor_says

pytestmark = pytest.mark.django_db(transaction=True)
LIFE = ["created", "download_software_clicked", "ready_to_start", "started", "ready_to_submit", "submitted"]


class Memory:
    """A backend of the tracker."""

    def __init__(self) -> None:
        self.events: list[dict] = []

    def send(self, event: dict) -> None:
        self.events.append(event)

    @property
    def names(self) -> list[str]:
        return [event["name"].removeprefix("edx.special_exam.proctored.") for event in self.events]


@pytest.fixture
def tracked(monkeypatch) -> Memory:
    memory = Memory()
    monkeypatch.setitem(tracking.TRACKERS, "default", tracking.Tracker(backends={"memory": memory}))
    return memory


@pytest.fixture
def sent():
    """The exam events that the platform's receivers got: name of the event, and its data."""
    got: list[tuple[str, object]] = []

    def receiver(signal, sender, **named):
        got.append((signal.event_type.split(".")[-2], named["exam_attempt"]))

    of_exams = [getattr(signals, name) for name in dir(signals) if name.startswith("EXAM_ATTEMPT_")]
    for each in of_exams:
        each.connect(receiver)
    yield got
    for each in of_exams:
        each.disconnect(receiver)


@pytest.fixture
def by_events(settings) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, "GRADES_FROM": "events"}


def test_a_whole_life_is_tracked(tracked, learner: Caller, exam_id: int):
    attempt = taken(learner, exam_id)
    vendor_says(attempt, "passed")

    of_attempt = [f"attempt.{what}" for what in (*LIFE, "review_received", "verified")]
    assert tracked.names == ["created", *of_attempt]
    event = tracked.events[-1]
    assert event["context"]["course_id"] == COURSE
    assert event["context"]["org_id"] == "Example"
    assert (event["data"]["attempt_id"], event["data"]["attempt_status"]) == (attempt.pk, "verified")
    assert event["data"]["exam_content_id"] == CONTENT


def test_a_site_that_registered_no_tracker_is_told_nothing(monkeypatch, author: Caller, learner: Caller):
    monkeypatch.delitem(tracking.TRACKERS, "default")

    exam_id = author.call("POST", api("exam"), EXAM)["exam_id"]
    begin(learner, exam_id)

    assert not Effect.objects.filter(kind="tracking").exists()


def test_exam_events_reach_the_platforms_receivers(sent, by_events, learner: Caller, exam_id: int, ada: User):
    attempt = taken(learner, exam_id)
    vendor_says(attempt, "passed")

    assert [name for name, _ in sent] == ["submitted", "verified"]
    data = sent[0][1]
    assert (data.student_user.id, data.student_user.pii.email) == (ada.pk, "ada@example.com")
    assert (str(data.course_key), str(data.usage_key), data.exam_type) == (COURSE, CONTENT, "proctored")


def test_a_removal_by_staff_is_sent_as_reset_with_who_asked(sent, by_events, learner, author: Caller, exam_id: int):
    attempt = taken(learner, exam_id)
    sent.clear()

    author.call("DELETE", api("attempt", attempt_id=attempt.pk))

    ((name, data),) = sent
    assert (name, data.requesting_user.pii.username) == ("reset", "author")


def test_an_error_of_a_learner_is_sent_as_errored(sent, by_events, learner: Caller, exam_id: int):
    attempt = begin(learner, exam_id)

    act(learner, attempt, "error")

    assert [name for name, _ in sent] == ["errored"]


def test_no_exam_event_is_sent_where_services_are_told(sent, learner: Caller, exam_id: int):
    vendor_says(taken(learner, exam_id), "passed")

    assert sent == []


def test_a_receiver_that_raises_gets_the_event_again(by_events, learner: Caller, exam_id: int):
    def broken_receiver(**_):
        raise RuntimeError

    attempt = taken(learner, exam_id)
    signals.EXAM_ATTEMPT_VERIFIED.connect(broken_receiver)
    try:
        vendor_says(attempt, "passed")
    finally:
        signals.EXAM_ATTEMPT_VERIFIED.disconnect(broken_receiver)

    effect = Effect.objects.get(kind="exam_event", payload__event="verified")
    assert (effect.state, effect.tries) == (EffectState.PENDING, 1)
    assert "broken_receiver" in effect.last_error


def heard_by(signal) -> list[dict]:
    heard: list[dict] = []
    signal.connect(lambda sender, signal, **named: heard.append(named), weak=False, dispatch_uid="test_events")
    return heard


def test_receivers_hear_of_each_change_by_our_signal(learner: Caller, exam_id: int):
    heard = heard_by(exam_attempt_status_signal)
    try:
        taken(learner, exam_id)
    finally:
        exam_attempt_status_signal.disconnect(dispatch_uid="test_events")

    assert [each["status"] for each in heard] == LIFE


@pytest.mark.beside
def test_receivers_hear_of_each_change_by_the_signal_of_edx_proctoring(learner: Caller, exam_id: int):
    from edx_proctoring.signals import exam_attempt_status_signal as theirs

    heard = heard_by(theirs)
    try:
        attempt = taken(learner, exam_id)
    finally:
        theirs.disconnect(dispatch_uid="test_events")

    assert [each["status"] for each in heard] == LIFE
    assert {each["attempt_id"] for each in heard} == {attempt.pk}


class Grades:
    def __init__(self) -> None:
        self.calls: list[tuple] = []

    def should_override_grade_on_rejected_exam(self, course_key_or_id):
        return True

    def override_subsection_grade(
        self,
        user_id,
        course_key_or_id,
        usage_key_or_id,
        earned_all=None,
        earned_graded=None,
        feature="PROCTORING",
        overrider=None,
        comment=None,
    ):
        self.calls.append((user_id, course_key_or_id, usage_key_or_id, earned_all))

    def undo_override_subsection_grade(self, user_id, course_key_or_id, usage_key_or_id, feature="PROCTORING"):
        self.calls.append((user_id, course_key_or_id, usage_key_or_id))


@pytest.mark.beside
def test_a_service_that_the_platform_registered_with_edx_proctoring_is_told(learner, ada: User, exam_id: int, settings):
    from edx_proctoring.runtime import set_runtime_service

    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, "REQUIRE_FAILURE_SECOND_REVIEWS": False}
    grades = Grades()
    set_runtime_service("grades", grades)
    try:
        vendor_says(taken(learner, exam_id), "suspicious")
    finally:
        set_runtime_service("grades", None)

    assert grades.calls == [(ada.pk, COURSE, CONTENT, 0.0)]


@pytest.mark.beside
def test_a_learners_extension_counts_as_edx_when_has_it(learner: Caller, ada: User, exam_id: int):
    from edx_django_utils.cache import TieredCache
    from edx_when.api import set_date_for_block, set_dates_for_course
    from opaque_keys.edx.keys import CourseKey, UsageKey

    from proctoring_host import platform
    from proctoring_host.exams.queries import exam_data, get_exam

    TieredCache.dangerous_clear_all_tiers()
    course, block = CourseKey.from_string(COURSE), UsageKey.from_string(CONTENT)
    due, extended = datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 2, 1, tzinfo=UTC)
    set_dates_for_course(course, [(block, {"due": due})])
    set_date_for_block(course, block, "due", extended, user=ada)
    other = User.objects.create_user("other")

    dates, exam = platform.get().dates, exam_data(get_exam(exam_id))

    assert (dates.due(exam, ada.pk), dates.due(exam, other.pk)) == (extended, due)
