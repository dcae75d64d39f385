"""What a platform embeds: a learner's screen of an exam, and a line for the course outline."""

from proctoring_host.web.learner.summaries import get_attempt_status_summary
from proctoring_host.web.learner.view import get_exam_bar, get_student_view

__all__ = ["get_attempt_status_summary", "get_exam_bar", "get_student_view"]
