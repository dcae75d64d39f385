"""What an exam is to its learners."""

from proctoring_host.domain.statuses import ExamKind


def exam_kind(is_proctored: bool, is_practice_exam: bool, backend_onboards: bool) -> ExamKind | None:
    """None for a practice exam without proctoring: there is nothing to practise, so it is plain content."""
    if not is_proctored:
        return None if is_practice_exam else ExamKind.TIMED
    if not is_practice_exam:
        return ExamKind.PROCTORED
    return ExamKind.ONBOARDING if backend_onboards else ExamKind.PRACTICE
