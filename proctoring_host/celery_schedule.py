"""What Celery's clock has to call, for `CELERY_BEAT_SCHEDULE`. It imports nothing, so settings may import it."""

SWEEP_SECONDS = 10.0
RECONCILE_SECONDS = 3600.0
PRUNE_SECONDS = 3600.0
BEAT_SCHEDULE = {
    "proctoring-prune": {"task": "proctoring.prune", "schedule": PRUNE_SECONDS},
    "proctoring-reconcile": {"task": "proctoring.reconcile", "schedule": RECONCILE_SECONDS},
    # One that was not begun in time is of no use: the next one does the same.
    "proctoring-sweep": {"task": "proctoring.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
}
