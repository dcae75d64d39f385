"""The tables of edx-proctoring 6.1.4, in the order in which they are taken over."""

from proctoring_host.importing.columns import Table, flag, moment, sealed, text, whole

TIMES = {"created": moment, "modified": moment}
TRAIL = {"history_id": whole, "history_date": moment, "history_change_reason": text, "history_type": text}

_EXAM = {
    "id": whole,
    **TIMES,
    "course_id": text,
    "content_id": text,
    "external_id": text,
    "exam_name": text,
    "time_limit_mins": whole,
    "due_date": moment,
    "is_proctored": flag,
    "is_practice_exam": flag,
    "is_active": flag,
    "hide_after_due": flag,
    "backend": text,
}
_POLICY = {"id": whole, **TIMES, "proctored_exam_id": whole, "set_by_user_id": whole, "review_policy": text}
_ALLOWANCE = {"id": whole, **TIMES, "user_id": whole, "proctored_exam_id": whole, "key": text, "value": text}
_ATTEMPT = {
    "id": whole,
    **TIMES,
    "user_id": whole,
    "proctored_exam_id": whole,
    "started_at": moment,
    "completed_at": moment,
    "attempt_code": text,
    "external_id": text,
    "allowed_time_limit_mins": whole,
    "status": text,
    "taking_as_proctored": flag,
    "is_sample_attempt": flag,
    "review_policy_id": whole,
    "is_status_acknowledged": flag,
    "time_remaining_seconds": whole,
    "is_resumable": flag,
    "ready_to_resume": flag,
    "resumed": flag,
}
_REVIEW = {
    "id": whole,
    **TIMES,
    "attempt_code": text,
    "is_attempt_active": flag,
    "review_status": text,
    "raw_data": text,
    "encrypted_video_url": sealed,
    "reviewed_by_id": whole,
    "student_id": whole,
    "exam_id": whole,
}
_COMMENT = {
    "id": whole,
    **TIMES,
    "review_id": whole,
    "start_time": whole,
    "stop_time": whole,
    "duration": whole,
    "comment": text,
    "status": text,
}

EXAMS = Table("exams", "proctoring_proctoredexam", _EXAM)
POLICIES = Table("review policies", "proctoring_proctoredexamreviewpolicy", _POLICY)
ALLOWANCES = Table("allowances", "proctoring_proctoredexamstudentallowance", _ALLOWANCE)
ATTEMPTS = Table("attempts", "proctoring_proctoredexamstudentattempt", _ATTEMPT)
REVIEWS = Table("reviews", "proctoring_proctoredexamsoftwaresecurereview", _REVIEW)
COMMENTS = Table("review comments", "proctoring_proctoredexamstudentattemptcomment", _COMMENT)

EXAM_HISTORY = Table(
    "exam history",
    "proctoring_proctoredexamhistory",
    {**_EXAM, **TRAIL, "history_user_id": whole},
    key="history_id",
)
POLICY_HISTORY = Table(
    "review policy history", "proctoring_proctoredexamreviewpolicyhistory", {**_POLICY, "original_id": whole}
)
ALLOWANCE_HISTORY = Table(
    "allowance history", "proctoring_proctoredexamstudentallowancehistory", {**_ALLOWANCE, "allowance_id": whole}
)
ATTEMPT_HISTORY = Table(
    "attempt history",
    "proctoring_proctoredexamstudentattempt_history",
    {**_ATTEMPT, **TRAIL, "history_user_id": whole},
    key="history_id",
)
REVIEW_HISTORY = Table("review history", "proctoring_proctoredexamsoftwaresecurereviewhistory", _REVIEW)

ALL = (
    EXAMS,
    POLICIES,
    ALLOWANCES,
    ATTEMPTS,
    REVIEWS,
    COMMENTS,
    EXAM_HISTORY,
    POLICY_HISTORY,
    ALLOWANCE_HISTORY,
    ATTEMPT_HISTORY,
    REVIEW_HISTORY,
)
