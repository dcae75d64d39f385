"""Exams and their policies, which are about no learner."""

from proctoring_host.models.exams import Exam, ReviewPolicy
from proctoring_host.models.personal.reasons import OTHERS
from proctoring_host.models.personal.terms import Holds, Table, kept, nothing

EXAM = Table(
    model=Exam,
    columns=nothing(
        "id",
        "course_id",
        "content_id",
        "external_id",
        "exam_name",
        "time_limit_mins",
        "due_date",
        "is_proctored",
        "is_practice_exam",
        "is_active",
        "hide_after_due",
        "backend",
        "created",
        "modified",
    ),
)

POLICY = Table(
    model=ReviewPolicy,
    columns={
        **nothing("id", "exam", "text", "created", "modified"),
        "set_by": kept(Holds.ACCOUNT, OTHERS),
    },
)

EXAMS = (EXAM, POLICY)
