"""Review policies: what is allowed in an exam, in its author's words.

Every change raises `FeatureDisabled` while special exams are switched off.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from proctoring_host.cause import Cause
from proctoring_host.deadlocks import retried
from proctoring_host.errors import InvalidValue, ReviewPolicyExists, ReviewPolicyNotFound
from proctoring_host.exams import revisions
from proctoring_host.exams.queries import get_exam
from proctoring_host.exams.vendor import tell_vendor
from proctoring_host.feature import require_feature
from proctoring_host.models import Exam, ReviewPolicy, Revision

LONGEST = 64 * 1024


@retried
def set_review_policy(exam_id: int, text: str, cause: Cause) -> ReviewPolicy | None:
    """Make or replace the policy; an empty text removes it. The author is `cause.user_id`.

    Raises `ExamNotFound`, `InvalidValue`.
    """
    if len(text) > LONGEST or "\x00" in text:
        raise InvalidValue(_("The review policy must be a text of up to 64 KiB."), field="review_policy")
    with transaction.atomic():
        exam = _locked(exam_id)
        policy = ReviewPolicy.objects.filter(exam=exam).first()
        if not text.strip():
            if policy is not None:
                _removed(exam, policy, cause)
            return None
        if policy is None:
            policy = ReviewPolicy.objects.create(exam=exam, text=text, set_by_id=cause.user_id)
            return _kept(exam, policy, revisions.Action.CREATED, cause)
        return _changed(exam, policy, text, cause)


@retried
def make_review_policy(exam_id: int, text: str, cause: Cause) -> ReviewPolicy:
    """Like `set_review_policy`, for who means to make the first one.

    Raises `ReviewPolicyExists`, and `InvalidValue` also for an empty text, besides what that raises.
    """
    with transaction.atomic():
        exam = _locked(exam_id)
        if ReviewPolicy.objects.filter(exam=exam).exists():
            problem = _("Exam %(id)s has a review policy already. Change that one instead.")
            raise ReviewPolicyExists(problem % {"id": exam_id}, field="exam_id")
        policy = set_review_policy(exam_id, text, cause)
    if policy is None:
        raise InvalidValue(_("A review policy needs a text."), field="review_policy")
    return policy


@retried
def change_review_policy(exam_id: int, text: str, cause: Cause) -> ReviewPolicy | None:
    """Like `set_review_policy`, for who means to change one; raises `ReviewPolicyNotFound` where there is none."""
    with transaction.atomic():
        exam = _locked(exam_id)
        if not ReviewPolicy.objects.filter(exam=exam).exists():
            raise ReviewPolicyNotFound(_("This exam has no review policy."), field="exam_id")
        return set_review_policy(exam_id, text, cause)


@retried
def remove_review_policy(exam_id: int, cause: Cause) -> None:
    """Raises `ExamNotFound`, and `ReviewPolicyNotFound` where there is none."""
    with transaction.atomic():
        exam = _locked(exam_id)
        policy = ReviewPolicy.objects.filter(exam=exam).first()
        if policy is None:
            raise ReviewPolicyNotFound(_("This exam has no review policy."), field="exam_id")
        _removed(exam, policy, cause)


def _locked(exam_id: int) -> Exam:
    require_feature()
    get_exam(exam_id)
    return Exam.objects.select_for_update().get(pk=exam_id)


def _changed(exam: Exam, policy: ReviewPolicy, text: str, cause: Cause) -> ReviewPolicy:
    if policy.text == text:
        return policy
    policy.text, policy.set_by_id = text, cause.user_id
    policy.save()
    return _kept(exam, policy, revisions.Action.CHANGED, cause)


def _kept(exam: Exam, policy: ReviewPolicy, action: Revision.Action, cause: Cause) -> ReviewPolicy:
    _note(exam, policy, action, cause)
    return policy


def _removed(exam: Exam, policy: ReviewPolicy, cause: Cause) -> None:
    _note(exam, policy, revisions.Action.DELETED, cause)
    policy.delete()


def _note(exam: Exam, policy: ReviewPolicy, action: Revision.Action, cause: Cause) -> None:
    revision = revisions.record(policy, action, cause=cause, values=revisions.values_of(policy))
    if exam.is_proctored:
        tell_vendor(exam, revision, cause=cause)
