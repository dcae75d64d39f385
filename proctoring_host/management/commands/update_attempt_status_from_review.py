"""`manage.py update_attempt_status_from_review`, the older name of `proctoring update-attempt-status-from-review`."""

from proctoring_host.management.older_names import command

Command = command("update_attempt_status_from_review")
