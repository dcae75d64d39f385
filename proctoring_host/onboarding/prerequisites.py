"""What a learner has to have done before a proctored exam."""

from proctoring_host import platform
from proctoring_host.domain.prerequisites import Prerequisites, prerequisites
from proctoring_host.models import Exam


def prerequisites_of(exam: Exam, user_id: int) -> Prerequisites:
    """The requirements of credit that stand before this exam; none where the platform has no credit."""
    return prerequisites(platform.get().credit.requirements(user_id, exam.course_id), exam.content_id)
