"""Whether an effect comes too late, after a failure or by hand: what is told last has to be the last word."""

from collections.abc import Collection

from proctoring_host.models import Attempt, Effect, EffectState, Transition

TOLD_SINCE = "something later was told already"
BEGUN_ANEW = "the learner has begun anew, and keeps the answers given since"


def was_told_since(effect: Effect, kinds: Collection[str]) -> bool:
    """Something later of these kinds in the same lane; only what was given up before can come to that."""
    if not effect.last_error:
        return False
    later = Effect.objects.filter(lane=effect.lane, kind__in=kinds, pk__gt=effect.pk, state=EffectState.DONE)
    return later.exists()


def has_begun_anew(removal: Transition, removed: Attempt) -> bool:
    """Whether forgetting the answers of this attempt now would take those of a later one."""
    others = Attempt.objects.filter(user_id=removed.user_id, exam_id=removed.exam_id).exclude(pk=removed.pk)
    return bool(others.filter(started_at__gt=removal.at).exists())
