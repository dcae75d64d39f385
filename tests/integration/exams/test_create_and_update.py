"""Making and changing exams."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from opaque_keys.edx.keys import CourseKey, UsageKey

from proctoring_host.backend import Capability
from proctoring_host.conf import ProctoringSettings
from proctoring_host.domain.statuses import Actor, ExamKind, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import ExamExists, ExamNotFound, FeatureDisabled, InvalidValue
from proctoring_host.exams.create import create_exam
from proctoring_host.exams.queries import exam_by_content, exam_data, exams_of_course, get_exam, kind_of
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.exams.update import update_exam
from proctoring_host.models import Effect, Exam, ReviewPolicy, Revision
from proctoring_host.registry import Candidate, Registry, using_registry
from tests.factories import COURSE, T0, cause, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeBackend, FakeVendor, using_fake_backend

pytestmark = pytest.mark.django_db
STAFF = cause(Actor.STAFF)
DUE = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


def spec(**fields: Any) -> ExamSpec:
    defaults = {"course_id": COURSE, "content_id": "content1", "exam_name": "Final", "time_limit_mins": 60}
    return ExamSpec(**{**defaults, **fields})


def no_backends() -> Registry:
    return Registry.load(ProctoringSettings(enabled=True), installed=[Candidate.backend("fake", FakeBackend)])


def test_an_exam_is_made_as_described(vendor: FakeVendor) -> None:
    exam = create_exam(spec(due_date=DUE, hide_after_due=True, external_id="x"), STAFF)

    exam.refresh_from_db()
    assert (exam.course_id, exam.content_id, exam.exam_name) == (COURSE, "content1", "Final")
    assert (exam.time_limit_mins, exam.due_date, exam.external_id) == (60, DUE, "x")
    assert (exam.is_proctored, exam.is_practice_exam, exam.is_active, exam.hide_after_due) == (True, False, True, True)
    assert exam.backend == "fake"


def test_ids_may_be_opaque_keys(vendor: FakeVendor) -> None:
    course = CourseKey.from_string(COURSE)
    content = UsageKey.from_string("block-v1:Demo+T1+2026+type@sequential+block@final")

    exam = create_exam(spec(course_id=course, content_id=content), STAFF)

    assert exam_by_content(course, content) == exam
    assert exam_by_content(str(course), str(content)) == exam


def test_older_course_ids_are_fine(vendor: FakeVendor) -> None:
    assert create_exam(spec(course_id="Demo/T1/2026"), STAFF).course_id == "Demo/T1/2026"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("course_id", ""),
        ("course_id", "no course"),
        ("course_id", None),
        ("content_id", ""),
        ("content_id", " spaces "),
        ("content_id", "x" * 256),
        ("exam_name", "  "),
        ("exam_name", None),
        ("exam_name", "NUL\x00"),
        ("time_limit_mins", -1),
        ("time_limit_mins", "60"),
        ("time_limit_mins", True),
        ("time_limit_mins", 10**9),
        ("due_date", datetime(2026, 1, 1)),  # noqa: DTZ001  the mistake this is about
        ("due_date", "2026-01-01"),
        ("is_proctored", "true"),
        ("is_active", None),
        ("external_id", 5),
        ("backend", "unknown"),
        ("backend", "x" * 256),
    ],
)
def test_a_wrong_field_is_named(vendor: FakeVendor, field, value) -> None:
    with pytest.raises(InvalidValue) as refused:
        create_exam(spec(**{field: value}), STAFF)

    assert refused.value.field == field
    assert not Exam.objects.exists()


def test_zero_minutes_are_allowed(vendor: FakeVendor) -> None:
    assert create_exam(spec(time_limit_mins=0), STAFF).time_limit_mins == 0


def test_content_is_an_exam_once(vendor: FakeVendor) -> None:
    create_exam(spec(), STAFF)

    with pytest.raises(ExamExists):
        create_exam(spec(exam_name="Another"), STAFF)


def test_of_two_publications_at_once_one_wins(vendor: FakeVendor, monkeypatch) -> None:
    create_exam(spec(), STAFF)
    # As if the other one had been committed between our look and our insert.
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: False)

    with pytest.raises(ExamExists):
        create_exam(spec(), STAFF)


def test_an_unknown_backend_is_refused_with_the_known_ones(vendor: FakeVendor) -> None:
    with pytest.raises(InvalidValue, match="No backend is called psi; configured are: fake"):
        create_exam(spec(backend="psi"), STAFF)


def test_without_any_backend_the_refusal_says_so() -> None:
    with using_registry(no_backends()), pytest.raises(InvalidValue, match="none is configured"):
        create_exam(spec(backend="psi"), STAFF)


def test_a_timed_exam_needs_no_backend() -> None:
    with using_registry(no_backends()):
        exam = create_exam(spec(is_proctored=False), STAFF)

    assert exam.backend == ""


def test_a_proctored_exam_needs_a_backend() -> None:
    with using_registry(no_backends()), pytest.raises(InvalidValue, match="no default one") as refused:
        create_exam(spec(), STAFF)

    assert refused.value.field == "backend"


def test_nothing_is_made_while_the_feature_is_off(vendor: FakeVendor, settings) -> None:
    settings.FEATURES = {"ENABLE_SPECIAL_EXAMS": False}

    with pytest.raises(FeatureDisabled):
        create_exam(spec(), STAFF)
    with pytest.raises(FeatureDisabled):
        update_exam(1, {}, STAFF)


def test_the_history_says_what_was_when_and_by_whom(vendor: FakeVendor) -> None:
    author = make_user()
    exam = create_exam(spec(due_date=DUE), cause(Actor.STAFF, user=author))
    update_exam(exam.pk, {"exam_name": "Finale"}, STAFF)

    first, second = Revision.objects.filter(kind="exam", object_id=exam.pk)
    assert (first.action, first.changed_by, first.at) == ("created", author, T0)
    assert (first.values["exam_name"], first.values["due_date"]) == ("Final", "2026-01-12T09:30:00Z")
    assert (second.action, second.values["exam_name"], second.changed_by) == ("changed", "Finale", None)


def test_only_named_fields_change(vendor: FakeVendor) -> None:
    exam = make_exam(due_date=DUE, external_id="x")

    update_exam(exam.pk, {"exam_name": "New", "time_limit_mins": None, "external_id": None}, STAFF)

    changed = get_exam(exam.pk)
    assert (changed.exam_name, changed.time_limit_mins, changed.external_id, changed.due_date) == ("New", 90, "x", DUE)


def test_a_due_date_can_be_cleared(vendor: FakeVendor) -> None:
    exam = make_exam(due_date=DUE)

    update_exam(exam.pk, {"due_date": None}, STAFF)

    assert get_exam(exam.pk).due_date is None


def test_without_a_change_nothing_happens(vendor: FakeVendor) -> None:
    exam = make_exam()

    update_exam(exam.pk, {"exam_name": exam.exam_name}, STAFF)

    assert not Revision.objects.exists()


@pytest.mark.parametrize("field", ["course_id", "colour"])
def test_a_field_that_cannot_be_changed_is_named(vendor: FakeVendor, field) -> None:
    exam = make_exam()

    with pytest.raises(InvalidValue) as refused:
        update_exam(exam.pk, {field: "x"}, STAFF)

    assert refused.value.field == field


def test_an_unknown_exam_cannot_be_changed(vendor: FakeVendor) -> None:
    with pytest.raises(ExamNotFound):
        update_exam(4711, {"exam_name": "x"}, STAFF)


def test_a_new_due_date_moves_running_deadlines(vendor: FakeVendor) -> None:
    exam = make_exam(time_limit_mins=90)
    running = make_attempt(exam, status=Status.STARTED)
    over = make_attempt(exam, status=Status.SUBMITTED)

    update_exam(exam.pk, {"due_date": DUE}, STAFF)

    running.refresh_from_db()
    over.refresh_from_db()
    assert (running.allowed_seconds, running.deadline_at) == (1800, DUE)
    assert over.deadline_at == T0 + timedelta(minutes=90)


def test_a_new_time_limit_leaves_running_attempts_alone(vendor: FakeVendor) -> None:
    exam = make_exam(time_limit_mins=90)
    running = make_attempt(exam, status=Status.STARTED)

    update_exam(exam.pk, {"time_limit_mins": 10}, STAFF)

    running.refresh_from_db()
    assert running.allowed_seconds == 90 * 60


def test_a_timed_exam_that_becomes_proctored_gets_the_default_backend(vendor: FakeVendor) -> None:
    exam = make_timed_exam(backend="")

    update_exam(exam.pk, {"is_proctored": True}, STAFF)

    assert get_exam(exam.pk).backend == "fake"


def test_a_backend_that_is_no_longer_configured_may_stay(vendor: FakeVendor) -> None:
    exam = make_exam(backend="gone")

    update_exam(exam.pk, {"backend": "gone", "exam_name": "New"}, STAFF)

    assert get_exam(exam.pk).backend == "gone"


def _sent() -> list[tuple[str, Any]]:
    effects = Effect.objects.filter(kind=Kind.VENDOR_EXAM).order_by("id")
    return [(effect.backend, effect.payload["external_id"]) for effect in effects]


def test_a_vendor_that_keeps_exams_hears_of_each_change() -> None:
    with using_fake_backend(capabilities=[Capability.EXAMS]):
        exam = create_exam(spec(), STAFF)
        update_exam(exam.pk, {"exam_name": "New"}, STAFF)
        update_exam(exam.pk, {"is_proctored": False}, STAFF)
        update_exam(exam.pk, {"exam_name": "Now timed"}, STAFF)

    keys = Effect.objects.order_by("id").values_list("key", "lane")
    revisions = Revision.objects.order_by("id")
    assert list(keys) == [(f"exam:{exam.pk}:{revision.pk}", f"exam:{exam.pk}") for revision in revisions[:3]]


def test_vendors_without_exams_and_timed_exams_are_no_news(vendor: FakeVendor) -> None:
    create_exam(spec(), STAFF)
    with using_fake_backend(capabilities=[Capability.EXAMS]):
        create_exam(spec(content_id="timed", is_proctored=False), STAFF)

    assert _sent() == []


def test_both_vendors_hear_of_a_move_and_the_id_is_left_behind() -> None:
    exam = make_exam(backend="fake", external_id="old")
    with using_fake_backend("fake", "other", capabilities=[Capability.EXAMS]):
        update_exam(exam.pk, {"backend": "other"}, STAFF)

    assert _sent() == [("fake", "old"), ("other", None)]
    assert get_exam(exam.pk).external_id is None


def test_the_exams_of_a_course_come_in_one_query(vendor: FakeVendor, django_assert_num_queries) -> None:
    first, second = make_exam(), make_exam(is_active=False)
    ReviewPolicy.objects.create(exam=first, text="Open book")
    make_exam(course_id="course-v1:Other+T1+2026")

    with django_assert_num_queries(1):
        everything = [exam_data(exam) for exam in exams_of_course(COURSE)]

    assert [(data.id, data.review_policy) for data in everything] == [(first.pk, "Open book"), (second.pk, "")]
    assert exams_of_course(COURSE, active_only=True) == [first]


def test_unknown_exams_are_an_error() -> None:
    with pytest.raises(ExamNotFound, match="4711"):
        get_exam(4711)
    with pytest.raises(ExamNotFound):
        exam_by_content(COURSE, "nothing")


@pytest.mark.parametrize(
    ("make", "onboards", "kind"),
    [
        (make_timed_exam, False, ExamKind.TIMED),
        (make_exam, True, ExamKind.PROCTORED),
        (make_practice_exam, False, ExamKind.PRACTICE),
        (make_practice_exam, True, ExamKind.ONBOARDING),
        (lambda: make_practice_exam(is_proctored=False), False, None),
    ],
)
def test_an_exam_has_a_kind(make, onboards, kind) -> None:
    with using_fake_backend(capabilities=[Capability.ONBOARDING] if onboards else []):
        assert kind_of(make()) == kind
