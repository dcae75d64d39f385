"""Tells what an installation has written down: transitions and effects of each attempt, as JSON.

Run as a module, in a process of the installation.
"""

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proctoring_host.models import Attempt


def main() -> None:
    import django  # noqa: PLC0415  settings are read from here on
    from django.core.serializers.json import DjangoJSONEncoder  # noqa: PLC0415

    given = json.load(sys.stdin)
    django.setup()
    json.dump(attempts_of(given["exam_id"]), sys.stdout, cls=DjangoJSONEncoder)


def attempts_of(exam_id: int) -> list[dict[str, Any]]:
    from proctoring_host.models import Attempt  # noqa: PLC0415

    found = Attempt.everything.filter(exam_id=exam_id).order_by("id")
    return [_of_attempt(attempt) for attempt in found]


def _of_attempt(attempt: "Attempt") -> dict[str, Any]:
    transitions = attempt.transitions.values("at", "from_status", "to_status", "actor", "reason")
    effects = attempt.effects.values("id", "kind", "state", "tries", "created", "done_at", "last_error", "payload")
    return {
        "id": attempt.pk,
        "code": attempt.code,
        "status": attempt.status,
        "external_id": attempt.external_id,
        "transitions": list(transitions),
        "effects": list(effects),
    }


if __name__ == "__main__":
    main()
