"""Has the vendors forget a learner."""

import logging
from collections.abc import Mapping

from proctoring_host.backend import Capability
from proctoring_host.data import LearnerRef
from proctoring_host.errors import ProctoringError
from proctoring_host.models import Attempt
from proctoring_host.people.pseudonyms import known_pseudonym
from proctoring_host.people.users import find_user
from proctoring_host.registry import calls, get_registry

logger = logging.getLogger(__name__)


def forget_at_vendors(user_id: int) -> Mapping[str, bool]:
    """By backend, whether it has forgotten the learner; never within a transaction. May be called again.

    Only backends where the learner had a proctored attempt, removed ones counted. A backend that cannot forget anybody
    is left out; one that cannot be used at the moment counts as failed. One that is no longer configured counts as
    done, with a note in the log: nobody can be asked there any more. Raises `UserNotFound`.
    """
    learner_id = find_user(user_id).pk
    attempts = Attempt.everything.filter(user_id=learner_id).exclude(backend="")
    backends = attempts.order_by("backend").values_list("backend", flat=True).distinct()
    return {name: _forget_at(name, learner_id) for name in list(backends) if _may_forget(name)}


def _may_forget(backend: str) -> bool:
    handle = get_registry().backend(backend)
    return not handle.available or Capability.RETIREMENT in handle.capabilities


def _forget_at(backend: str, user_id: int) -> bool:
    """A learner without a name there was never told of to this vendor."""
    if not any(known.name == backend for known in get_registry().backends()):
        logger.warning("learner not to be forgotten: backend no longer configured backend=%s", backend)
        return True
    pseudonym = known_pseudonym(user_id, backend)
    try:
        return not pseudonym or calls.retire_learner(backend, LearnerRef(pseudonym=pseudonym))
    except ProctoringError as error:
        logger.warning("learner not forgotten backend=%s error=%s", backend, error.code)
        return False
