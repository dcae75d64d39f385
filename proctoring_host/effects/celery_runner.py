"""Hands effects over to Celery, and waits for the one a request needs the outcome of."""

import logging
import time
from importlib.util import find_spec

from django.utils.module_loading import import_string

from proctoring_host import conf
from proctoring_host.models import Effect, EffectState

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.1


def is_in_use() -> bool:
    """Where a broker is configured; one without Celery is told of by the system checks."""
    return conf.get().celery and find_spec("celery") is not None


def hand_over(effect_id: int) -> bool:
    """Whether the broker took it. No retries: the sweep finds whatever did not arrive, and the request goes on."""
    # As a name, because only who uses Celery has it installed.
    task = import_string("proctoring_host.tasks.run_effect")
    try:
        task.apply_async((effect_id,), retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001  each broker's library has errors of its own
        logger.error("broker did not take effect=%s error=%s", effect_id, type(error).__name__)
        return False
    return True


def wait_for(effect_id: int, seconds: float) -> None:
    """Until a worker has tried it; the row tells."""
    until = time.monotonic() + seconds
    while _is_untried(effect_id) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)


def _is_untried(effect_id: int) -> bool:
    row = Effect.objects.filter(pk=effect_id).values_list("state", "last_error").first()
    return row is not None and (row[0] == EffectState.RUNNING or row == (EffectState.PENDING, ""))
