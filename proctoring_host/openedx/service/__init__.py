"""The Python functions that XBlocks and the LMS call, with the reference's names, arguments and answers."""

import warnings
from collections.abc import Callable
from typing import Any

from proctoring_host.openedx.service import (
    allowances,
    attempts_change,
    attempts_read,
    backends,
    exams,
    onboarding,
    policies,
    rendering,
    rules,
)

OLDER_NAMES = {"get_exam_attempt": "get_current_exam_attempt"}
"""Of earlier releases of the reference; they still work, with a warning."""


class ProctoringService:
    """The runtime service `proctoring`. It has no state: each function stands for itself, as in `openedx.api`.

    Course and content ids may be text or opaque keys, exams are dictionaries. Errors are those of
    `proctoring_host.errors`; `openedx.exceptions` has them under the reference's names.
    """

    # exams
    create_exam = staticmethod(exams.create_exam)
    update_exam = staticmethod(exams.update_exam)
    get_exam_by_id = staticmethod(exams.get_exam_by_id)
    get_exam_by_content_id = staticmethod(exams.get_exam_by_content_id)
    get_all_exams_for_course = staticmethod(exams.get_all_exams_for_course)
    is_exam_passed_due = staticmethod(exams.is_exam_passed_due)
    get_exam_configuration_dashboard_url = staticmethod(exams.get_exam_configuration_dashboard_url)
    get_proctoring_settings_by_exam_id = staticmethod(exams.get_proctoring_settings_by_exam_id)

    # review policies
    create_exam_review_policy = staticmethod(policies.create_exam_review_policy)
    update_review_policy = staticmethod(policies.update_review_policy)
    remove_review_policy = staticmethod(policies.remove_review_policy)
    get_review_policy_by_exam_id = staticmethod(policies.get_review_policy_by_exam_id)

    # allowances
    add_allowance_for_user = staticmethod(allowances.add_allowance_for_user)
    add_bulk_allowances = staticmethod(allowances.add_bulk_allowances)
    remove_allowance_for_user = staticmethod(allowances.remove_allowance_for_user)
    get_allowances_for_course = staticmethod(allowances.get_allowances_for_course)
    get_total_allowed_time_for_exam = staticmethod(allowances.get_total_allowed_time_for_exam)

    # attempts, read
    get_current_exam_attempt = staticmethod(attempts_read.get_current_exam_attempt)
    get_exam_attempt_by_id = staticmethod(attempts_read.get_exam_attempt_by_id)
    get_exam_attempt_by_external_id = staticmethod(attempts_read.get_exam_attempt_by_external_id)
    get_exam_attempt_by_code = staticmethod(attempts_read.get_exam_attempt_by_code)
    get_exam_attempt_data = staticmethod(attempts_read.get_exam_attempt_data)
    get_all_exam_attempts = staticmethod(attempts_read.get_all_exam_attempts)
    get_filtered_exam_attempts = staticmethod(attempts_read.get_filtered_exam_attempts)
    get_user_attempts_by_exam_id = staticmethod(attempts_read.get_user_attempts_by_exam_id)
    get_active_exams_for_user = staticmethod(attempts_read.get_active_exams_for_user)
    get_attempt_status_summary = staticmethod(attempts_read.get_attempt_status_summary)
    get_last_exam_completion_date = staticmethod(attempts_read.get_last_exam_completion_date)
    get_exam_violation_report = staticmethod(attempts_read.get_exam_violation_report)

    # attempts, changed
    create_exam_attempt = staticmethod(attempts_change.create_exam_attempt)
    start_exam_attempt = staticmethod(attempts_change.start_exam_attempt)
    start_exam_attempt_by_code = staticmethod(attempts_change.start_exam_attempt_by_code)
    stop_exam_attempt = staticmethod(attempts_change.stop_exam_attempt)
    mark_exam_attempt_timeout = staticmethod(attempts_change.mark_exam_attempt_timeout)
    mark_exam_attempt_as_ready = staticmethod(attempts_change.mark_exam_attempt_as_ready)
    mark_exam_attempt_as_ready_to_resume = staticmethod(attempts_change.mark_exam_attempt_as_ready_to_resume)
    mark_exam_attempt_as_resumed = staticmethod(attempts_change.mark_exam_attempt_as_resumed)
    update_attempt_status = staticmethod(attempts_change.update_attempt_status)
    update_exam_attempt = staticmethod(attempts_change.update_exam_attempt)
    reset_practice_exam = staticmethod(attempts_change.reset_practice_exam)
    remove_exam_attempt = staticmethod(attempts_change.remove_exam_attempt)

    # rules
    is_state_transition_legal = staticmethod(rules.is_state_transition_legal)
    is_attempt_ready_to_resume = staticmethod(rules.is_attempt_ready_to_resume)
    is_attempt_in_resume_process = staticmethod(rules.is_attempt_in_resume_process)
    can_update_credit_grades_and_email = staticmethod(rules.can_update_credit_grades_and_email)
    check_prerequisites = staticmethod(rules.check_prerequisites)

    # onboarding
    get_onboarding_exam_link = staticmethod(onboarding.get_onboarding_exam_link)
    get_onboarding_attempt_data_for_learner = staticmethod(onboarding.get_onboarding_attempt_data_for_learner)
    get_last_verified_onboarding_attempts_per_user = staticmethod(
        onboarding.get_last_verified_onboarding_attempts_per_user
    )
    does_backend_support_onboarding = staticmethod(onboarding.does_backend_support_onboarding)

    # backends and platform
    is_backend_dashboard_available = staticmethod(backends.is_backend_dashboard_available)
    get_integration_specific_email = staticmethod(backends.get_integration_specific_email)
    get_enrollments_can_take_proctored_exams = staticmethod(backends.get_enrollments_can_take_proctored_exams)

    # rendering, mail
    get_student_view = staticmethod(rendering.get_student_view)
    create_proctoring_attempt_status_email = staticmethod(rendering.create_proctoring_attempt_status_email)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Only for names that are not there: those of earlier releases."""
        if name not in OLDER_NAMES:
            raise AttributeError(f"The proctoring service has no function {name}.")
        newer = OLDER_NAMES[name]
        warnings.warn(f"{name} of the proctoring service is called {newer}.", DeprecationWarning, stacklevel=2)
        function: Callable[..., Any] = getattr(self, newer)
        return function
