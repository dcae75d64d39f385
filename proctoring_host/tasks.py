"""Celery tasks: one for each effect, and a sweep for what was left. Found by `autodiscover_tasks` of any Celery app.

The outbox stays the only place where an effect is kept: a task holds nothing but its number, so a broker that loses
messages, or delivers them twice, does no harm.
"""

from celery import shared_task
from django.utils import timezone

from proctoring_host.effects.prune import prune_by_setting
from proctoring_host.effects.reconcile import reconcile
from proctoring_host.effects.runner import run_inline
from proctoring_host.effects.sweep import sweep

LIMIT = 500


@shared_task(name="proctoring.run_effect", ignore_result=True)
def run_effect(effect_id: int) -> None:
    """Retries are the outbox's: whatever happens here, the sweep comes back to it."""
    run_inline(effect_id)


@shared_task(name="proctoring.reconcile", ignore_result=True)
def reconcile_with_vendors() -> None:
    """To be called every hour or so."""
    reconcile(timezone.now())


@shared_task(name="proctoring.prune", ignore_result=True)
def prune_effects() -> None:
    """To be called every hour or so; does nothing unless `EFFECTS_KEPT_DAYS` is set."""
    prune_by_setting(timezone.now())


@shared_task(name="proctoring.sweep", ignore_result=True)
def sweep_up() -> None:
    """To be called every few seconds; see `proctoring_host.celery_schedule`."""
    sweep(limit=LIMIT)
