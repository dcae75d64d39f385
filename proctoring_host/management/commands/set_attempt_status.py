"""`manage.py set_attempt_status`, the older name of `proctoring set-attempt-status`."""

from proctoring_host.management.older_names import command

Command = command("set_attempt_status")
