"""Registering a course's exams, and their review policies."""

from typing import Any

import pytest

from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.kinds import Kind
from proctoring_host.errors import ExamNotFound, FeatureDisabled, InvalidValue, ReviewPolicyNotFound
from proctoring_host.exams.policies import (
    change_review_policy,
    make_review_policy,
    remove_review_policy,
    set_review_policy,
)
from proctoring_host.exams.queries import get_exam, policy_text
from proctoring_host.exams.register import register_course_exams
from proctoring_host.exams.specs import ExamSpec
from proctoring_host.models import Effect, Exam, Revision
from tests.factories import COURSE, cause, make_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend

pytestmark = pytest.mark.django_db
STAFF = cause(Actor.STAFF)


def spec(content_id: str, **fields: Any) -> ExamSpec:
    defaults = {"course_id": COURSE, "exam_name": f"Exam {content_id}", "time_limit_mins": 60}
    return ExamSpec(content_id=content_id, **{**defaults, **fields})


def test_exams_are_made_and_changed_in_order(vendor: FakeVendor) -> None:
    old = make_exam(content_id="old", external_id="x")

    exams = register_course_exams(COURSE, [spec("new"), spec("old", time_limit_mins=5)], STAFF)

    old.refresh_from_db()
    assert [exam.content_id for exam in exams] == ["new", "old"]
    assert exams[1].pk == old.pk
    assert (old.time_limit_mins, old.external_id, old.backend) == (5, "x", "fake")


def test_exams_that_are_missing_become_inactive_and_not_proctored(vendor: FakeVendor) -> None:
    missing, elsewhere = make_exam(), make_exam(course_id="course-v1:Other+T1+2026")

    register_course_exams(COURSE, [], STAFF)

    missing.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (missing.is_active, missing.is_proctored) == (False, False)
    assert (elsewhere.is_active, elsewhere.is_proctored) == (True, True)


def test_the_same_registration_again_changes_nothing(vendor: FakeVendor) -> None:
    register_course_exams(COURSE, [spec("one")], STAFF)

    register_course_exams(COURSE, [spec("one")], STAFF)

    assert Revision.objects.count() == 1


def test_a_due_date_is_cleared_by_a_registration_without_one(vendor: FakeVendor) -> None:
    exam = make_exam(content_id="one", due_date=STAFF.at)

    register_course_exams(COURSE, [spec("one")], STAFF)

    exam.refresh_from_db()
    assert exam.due_date is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (spec("two", time_limit_mins=-1), "time_limit_mins"),
        (spec("two", backend="psi"), "backend"),
        (spec("one"), "content_id"),
        (spec("two", course_id="course-v1:Other+T1+2026"), "course_id"),
    ],
)
def test_all_are_registered_or_none(vendor: FakeVendor, wrong, field) -> None:
    missing = make_exam()

    with pytest.raises(InvalidValue) as refused:
        register_course_exams(COURSE, [spec("one"), wrong], STAFF)

    assert refused.value.field == field
    assert list(Exam.objects.filter(is_active=True)) == [missing]


def test_a_wrong_course_is_named(vendor: FakeVendor) -> None:
    with pytest.raises(InvalidValue) as refused:
        register_course_exams("no course", [], STAFF)

    assert refused.value.field == "course_id"


def test_nothing_is_registered_while_the_feature_is_off(vendor: FakeVendor, settings) -> None:
    settings.FEATURES = {}
    exam = make_exam()

    with pytest.raises(FeatureDisabled):
        register_course_exams(COURSE, [], STAFF)

    exam.refresh_from_db()
    assert exam.is_active


def test_a_policy_is_set_changed_and_removed(vendor: FakeVendor) -> None:
    exam, author = make_exam(), make_user()

    made = set_review_policy(exam.pk, "Open book", cause(Actor.STAFF, user=author))
    changed = set_review_policy(exam.pk, "Closed book", STAFF)
    remove_review_policy(exam.pk, STAFF)

    revisions = Revision.objects.filter(kind="reviewpolicy").order_by("id")
    assert made is not None
    assert changed is not None
    assert (made.set_by_id, changed.pk, changed.text) == (author.pk, made.pk, "Closed book")
    assert policy_text(get_exam(exam.pk)) == ""
    assert [(row.action, row.values["text"]) for row in revisions] == [
        ("created", "Open book"),
        ("changed", "Closed book"),
        ("deleted", "Closed book"),
    ]


def test_the_same_policy_again_changes_nothing(vendor: FakeVendor) -> None:
    exam = make_exam()
    set_review_policy(exam.pk, "Open book", STAFF)

    set_review_policy(exam.pk, "Open book", STAFF)

    assert Revision.objects.count() == 1


def test_no_policy_is_written_while_the_feature_is_off(vendor: FakeVendor, settings) -> None:
    exam, without = make_exam(), make_exam()
    set_review_policy(exam.pk, "Open book", STAFF)
    settings.FEATURES = {}

    for write in (
        lambda: set_review_policy(exam.pk, "Closed book", STAFF),
        lambda: set_review_policy(exam.pk, "", STAFF),
        lambda: change_review_policy(exam.pk, "Closed book", STAFF),
        lambda: remove_review_policy(exam.pk, STAFF),
        lambda: make_review_policy(without.pk, "Closed book", STAFF),
    ):
        with pytest.raises(FeatureDisabled):
            write()

    assert [policy_text(get_exam(each.pk)) for each in (exam, without)] == ["Open book", ""]


def test_an_empty_policy_is_none(vendor: FakeVendor) -> None:
    exam = make_exam()
    set_review_policy(exam.pk, "Open book", STAFF)

    removed, again = set_review_policy(exam.pk, "  ", STAFF), set_review_policy(exam.pk, "", STAFF)

    assert (removed, again) == (None, None)
    assert policy_text(get_exam(exam.pk)) == ""


def test_what_is_not_there_cannot_be_removed(vendor: FakeVendor) -> None:
    with pytest.raises(ReviewPolicyNotFound):
        remove_review_policy(make_exam().pk, STAFF)
    with pytest.raises(ExamNotFound):
        remove_review_policy(4711, STAFF)


@pytest.mark.parametrize("text", ["x" * (64 * 1024 + 1), "NUL\x00"])
def test_a_policy_that_cannot_be_kept_is_refused(vendor: FakeVendor, text) -> None:
    with pytest.raises(InvalidValue) as refused:
        set_review_policy(make_exam().pk, text, STAFF)

    assert refused.value.field == "review_policy"


def test_a_vendor_that_keeps_exams_hears_of_the_policy() -> None:
    exam = make_exam()
    with using_fake_backend(capabilities=[Capability.EXAMS]):
        set_review_policy(exam.pk, "Open book", STAFF)
        set_review_policy(exam.pk, "Open book", STAFF)
        remove_review_policy(exam.pk, STAFF)

    assert Effect.objects.filter(kind=Kind.VENDOR_EXAM).count() == 2
