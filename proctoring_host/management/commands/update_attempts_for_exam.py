"""`manage.py update_attempts_for_exam`, the older name of `proctoring update-attempts-for-exam`."""

from proctoring_host.management.older_names import command

Command = command("update_attempts_for_exam")
