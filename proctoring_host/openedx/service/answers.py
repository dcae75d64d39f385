"""The dictionaries that callers of the reference's Python functions read.

They are those of the REST API, but for times: `created` and `modified` are texts, all others stay times.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from proctoring_host.exams.queries import get_exam
from proctoring_host.models import Allowance, Attempt, Exam, ReviewPolicy
from proctoring_host.openedx.service.checked import number_of
from proctoring_host.web.rest.representations import allowance_json, attempt_json, exam_json

Answer = dict[str, Any]
KEPT_TIMES = ("created", "modified")


def exam_answer(exam: Exam) -> Answer:
    return exam_json(exam)


def attempt_answer(attempt: Attempt) -> Answer:
    return _with_texts(attempt_json(attempt))


def allowance_answer(allowance: Allowance, attempt: Attempt | None = None) -> Answer:
    """`attempt` where the caller has the learner's attempt at the same exam, which spares queries."""
    if attempt is None:
        return _with_texts(allowance_json(allowance))
    return _with_texts(allowance_json(allowance, user=attempt.user, exam=attempt.exam))


def policy_answer(policy: ReviewPolicy) -> Answer:
    author = policy.set_by
    data: Answer = {
        "id": policy.pk,
        "created": policy.created,
        "modified": policy.modified,
        "set_by_user": author and {"id": author.pk, "username": author.get_username(), "email": author.email},
        "proctored_exam": exam_json(policy.exam),
        "review_policy": policy.text,
    }
    return _with_texts(data)


def exam_of(answer: Any) -> Exam:
    """The row that an exam's dictionary is about; raises `ExamNotFound`."""
    return get_exam(number_of("id", answer["id"]) or 0)


def _with_texts(data: Answer) -> Answer:
    return data | {name: _text(data[name]) for name in KEPT_TIMES}


def _text(moment: datetime) -> str:
    """In the time zone of the site."""
    return localtime(moment).isoformat()


def each(answer: Callable[[Any], Answer], rows: Any) -> list[Answer]:
    return [answer(row) for row in rows]
