"""`manage.py reset_attempts`, the older name of `proctoring reset-attempts`."""

from proctoring_host.management.older_names import command

Command = command("reset_attempts")
