"""Removes an attempt at its vendor that is of no use here any more. Payload: `external_id`, the vendor's id of it.

Nobody waits for it: it is tried like any other effect, and what the vendor keeps in the end is shown to operators.
"""

from dataclasses import replace

from proctoring_host.attempts.queries import BY_ID, attempt_data
from proctoring_host.effects.outcomes import Call, Done, Later, Outcome
from proctoring_host.registry import calls
from proctoring_host.registry.addressed import implements


def handle(call: Call) -> Outcome:
    """By the id of the payload: the attempt itself may have lost its own, or never had it."""
    attempt = BY_ID[True].get(pk=call.effect.attempt_id)
    backend = call.effect.backend or attempt.backend
    if not implements(backend, "remove_attempt"):
        return Done(result={"skipped": "the vendor holds nothing to remove"})
    known_as = replace(attempt_data(attempt), external_id=call.effect.payload["external_id"])
    if calls.remove_attempt(backend, known_as):
        return Done()
    return Later(reason=f"The backend {backend} still keeps the attempt {attempt.code}.")
