"""Learners who were forgotten here, and a source that says something new of them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from proctoring_host.models import Allowance, Attempt, Review, ReviewComment, Revision, Transition
from proctoring_host.people.forget import forget_learner
from tests.factories import make_user
from tests.integration.importing.conftest import Run
from tests.integration.importing.old_tables import (
    ALLOWANCE,
    ALLOWANCE_ARCHIVE,
    COMMENT,
    OLD,
    REVIEW,
    REVIEW_ARCHIVE,
    OldSite,
)

SECRET = "a secret"


def tell(old: OldSite, exam: int, learner: int, attempt: int, reviewer: int | None = None) -> dict[str, int]:
    """Of an attempt, in all tables that hold words; the ids of the rows."""
    beside = {"attempt_code": old.code(attempt), "exam_id": exam, "student_id": learner}
    told = {**beside, "raw_data": f'{{"said": "{SECRET}"}}', "encrypted_video_url": SECRET.encode()}
    allowed = {"proctored_exam_id": exam, "user_id": learner, "value": SECRET}
    review = old.row(REVIEW, **told, reviewed_by_id=reviewer)
    allowance = old.row(ALLOWANCE, **allowed)
    return {
        REVIEW: review,
        ALLOWANCE: allowance,
        REVIEW_ARCHIVE: old.row(REVIEW_ARCHIVE, **told),
        ALLOWANCE_ARCHIVE: old.row(ALLOWANCE_ARCHIVE, **allowed, allowance_id=allowance),
        COMMENT: old.row(COMMENT, review_id=review, comment=SECRET, status=SECRET),
        "trail": old.trail(attempt, "submitted", history_change_reason=SECRET, history_type="+"),
    }


def words() -> list[object]:
    return [
        *Allowance.objects.values_list("value", flat=True),
        *Review.objects.values_list("raw_data", "encrypted_video_url"),
        *ReviewComment.objects.values_list("comment", "status"),
        *Transition.objects.values_list("reason", flat=True),
        *Revision.objects.values_list("values", flat=True),
    ]


def counts() -> list[int]:
    return [model.objects.count() for model in (Allowance, Review, ReviewComment, Transition, Revision)]


@pytest.fixture
def learner() -> User:
    return make_user()


def test_what_is_first_seen_after_the_erasure_comes_in_without_what_was_erased(
    old: OldSite, run: Run, learner: User
) -> None:
    exam = old.exam()
    attempt = old.attempt(exam, learner.pk)
    run()
    forget_learner(learner.pk)
    tell(old, exam, learner.pk, attempt, reviewer=make_user().pk)

    _, code = run()

    # The third revision is the verdict of a person, which the import writes into the history.
    assert (code, counts()) == (0, [1, 1, 1, 1, 3])
    assert SECRET not in str(words())
    assert run("--verify")[1] == 0


def test_an_attempt_that_is_first_seen_after_the_erasure_is_one_of_a_forgotten_learner(
    old: OldSite, run: Run, learner: User
) -> None:
    exam = old.exam()
    old.attempt(exam, learner.pk)
    run()
    forget_learner(learner.pk)
    other = old.attempt(old.exam(), learner.pk)
    tell(old, exam, learner.pk, other)

    _, code = run()

    assert (code, Attempt.objects.filter(forgotten_at=None).count()) == (0, 0)
    assert counts()[1:4] == [1, 1, 1]
    assert SECRET not in str(words())
    assert run("--verify")[1] == 0


def test_what_the_source_adds_to_a_row_that_held_nothing_to_erase_does_not_come_in(
    old: OldSite, run: Run, learner: User
) -> None:
    exam = old.exam()
    attempt = old.attempt(exam, learner.pk)
    review = old.row(REVIEW, attempt_code=old.code(attempt), exam_id=exam, student_id=learner.pk, raw_data="")
    run()
    forget_learner(learner.pk)
    later = OLD + timedelta(days=1)
    old.change(REVIEW, review, raw_data=f'{{"said": "{SECRET}"}}', review_status="Suspicious", modified=later)

    _, code = run()

    assert (code, Review.objects.get().status) == (0, "suspicious")
    assert SECRET not in str(words())


def test_what_the_same_account_does_after_the_erasure_is_kept_whole(old: OldSite, run: Run, learner: User) -> None:
    exam = old.exam()
    old.attempt(exam, learner.pk)
    run()
    forget_learner(learner.pk)
    later = timezone.now() + timedelta(minutes=1)
    anew = old.attempt(old.exam(), learner.pk, created=later, modified=later)
    old.row(
        REVIEW, attempt_code=old.code(anew), exam_id=exam, student_id=learner.pk, raw_data=f'{{"said": "{SECRET}"}}'
    )
    old.row(ALLOWANCE, proctored_exam_id=exam, user_id=learner.pk, value="30", created=later, modified=later)

    run()

    assert Attempt.objects.filter(forgotten_at=None).count() == 1
    assert SECRET in Review.objects.get().raw_data
    assert Allowance.objects.get().value == "30"


def test_others_are_taken_over_whole(old: OldSite, run: Run, learner: User) -> None:
    exam, other = old.exam(), make_user()
    old.attempt(exam, learner.pk)
    run()
    forget_learner(learner.pk)
    tell(old, exam, other.pk, old.attempt(exam, other.pk))

    run()

    assert all(SECRET in str(each) for each in words())
