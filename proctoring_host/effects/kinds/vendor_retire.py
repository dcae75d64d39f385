"""Has a vendor forget a learner. Payload: `user_id`. The result is the proof, and names nobody.

`answer` is `forgotten`, what the vendor said; `never told`, where it never had a name for the learner; or
`not configured`, where nobody can be asked any more.
"""

import logging

from proctoring_host.data import LearnerRef
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.people.pseudonyms import known_pseudonym
from proctoring_host.registry import calls, get_registry

logger = logging.getLogger(__name__)


def handle(call: Call) -> Outcome:
    """Asked again until the vendor says that it has forgotten."""
    backend = call.effect.backend
    if not any(known.name == backend for known in get_registry().backends()):
        logger.warning("learner not to be forgotten: backend no longer configured backend=%s", backend)
        return _proof(call, "not configured")
    pseudonym = known_pseudonym(call.effect.payload["user_id"], backend)
    if not pseudonym:
        return _proof(call, "never told")
    if calls.retire_learner(backend, LearnerRef(pseudonym=pseudonym)):
        return _proof(call, "forgotten")
    answer = {"answer": "refused", "answered_at": call.now.isoformat()}
    return Later(reason=f"The vendor of {backend} says that it has not forgotten the learner.", result=answer)


def _proof(call: Call, answer: str) -> Done:
    skipped = {} if answer == "forgotten" else {"skipped": "the vendor was not asked"}
    return Done(result={"answer": answer, "answered_at": call.now.isoformat(), **skipped})
