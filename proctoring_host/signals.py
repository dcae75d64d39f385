"""Signals for code of the platform, sent after the commit of what they tell of."""

from django.dispatch import Signal

exam_attempt_status_signal = Signal()
"""An attempt was made or has another status.

Arguments: `attempt_id`, `user_id`, `status`, `full_name` (as told to the vendor), `profile_name`, `is_practice_exam`,
`is_proctored`, `backend_supports_onboarding`. Sent at least once for each change, in their order for each attempt. A
receiver that raises is logged, and hinders nobody.

The two names are personal data. They are in it because who keeps verified names makes one of them, at any status; both
are empty for a learner who was forgotten. Write neither into a log.
"""
