"""Review policies, as authoring sets them."""

from django.utils.translation import gettext as _

from proctoring_host.errors import ExamNotFound, ReviewPolicyNotFound
from proctoring_host.exams import policies
from proctoring_host.exams.queries import get_exam
from proctoring_host.openedx.service.answers import Answer, policy_answer
from proctoring_host.openedx.service.causes import by_staff
from proctoring_host.openedx.service.checked import checked


@checked
def create_exam_review_policy(exam_id: int, set_by_user_id: int, review_policy: str) -> int:
    """The id of the new policy. Raises `ExamNotFound`, `ReviewPolicyExists`, `InvalidValue`."""
    cause = by_staff("create_exam_review_policy", set_by_user_id)
    return int(policies.make_review_policy(exam_id, review_policy, cause=cause).pk)


@checked
def update_review_policy(exam_id: int, set_by_user_id: int, review_policy: str) -> None:
    """An empty text removes it. Raises `ReviewPolicyNotFound`, also for an exam that nobody knows."""
    cause = by_staff("update_review_policy", set_by_user_id)
    try:
        policies.change_review_policy(exam_id, review_policy or "", cause=cause)
    except ExamNotFound:
        raise _nothing_there() from None


@checked
def remove_review_policy(exam_id: int) -> None:
    """Raises `ReviewPolicyNotFound`, also for an exam that nobody knows."""
    try:
        policies.remove_review_policy(exam_id, cause=by_staff("remove_review_policy"))
    except ExamNotFound:
        raise _nothing_there() from None


@checked
def get_review_policy_by_exam_id(exam_id: int) -> Answer:
    """Raises `ReviewPolicyNotFound`, also for an exam that nobody knows."""
    try:
        policy = getattr(get_exam(exam_id), "policy", None)
    except ExamNotFound:
        policy = None
    if policy is None:
        raise _nothing_there()
    return policy_answer(policy)


def _nothing_there() -> ReviewPolicyNotFound:
    return ReviewPolicyNotFound(_("This exam has no review policy."), field="exam_id")
