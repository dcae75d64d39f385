"""When a learner was done with the proctored exams of a course."""

from datetime import datetime

from proctoring_host.attempts.queries import newest_attempts_of
from proctoring_host.exams.queries import exams_of_course


def course_completed_at(user_id: int, course_id: str) -> datetime | None:
    """The last of their ends; None while one is not done, or where the course has none. Practice does not count."""
    exams = exams_of_course(course_id, active_only=True)
    wanted = [exam.pk for exam in exams if exam.is_proctored and not exam.is_practice_exam]
    attempts = newest_attempts_of(user_id, wanted)
    ends = [attempt.completed_at for attempt in attempts.values() if attempt.completed_at is not None]
    return max(ends) if wanted and len(ends) == len(wanted) else None
