"""`manage.py set_is_attempt_active`, the older name of `proctoring set-is-attempt-active`."""

from proctoring_host.management.older_names import command

Command = command("set_is_attempt_active")
