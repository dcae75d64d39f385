"""Tells what the database holds at the end; run in a process of the installation. JSON in, JSON out."""

import json
import sys
from collections import defaultdict
from typing import Any


def main() -> None:
    import django
    from django.core.serializers.json import DjangoJSONEncoder

    json.load(sys.stdin)
    django.setup()
    json.dump({"attempts": _attempts(), "effects": _effects()}, sys.stdout, cls=DjangoJSONEncoder)


def _attempts() -> list[dict[str, Any]]:
    from proctoring_host.models import Attempt

    logs, reviews = _logs(), _reviews()
    names = ("id", "user_id", "exam_id", "code", "external_id", "status", "backend", "allowed_seconds")
    times = ("started_at", "deadline_at", "completed_at")
    rows = Attempt.everything.order_by("id").values(*names, *times)
    return [{**row, "log": logs[row["id"]], "reviews": reviews[row["id"]]} for row in rows]


def _logs() -> dict[int, list[dict[str, Any]]]:
    from proctoring_host.models import Transition

    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    names = ("id", "from_status", "to_status", "actor")
    for row in Transition.objects.order_by("id").values("attempt_id", *names):
        found[row["attempt_id"]].append({name: row[name] for name in names})
    return found


def _reviews() -> dict[int, list[dict[str, Any]]]:
    from django.db.models import Count

    from proctoring_host.models import Review

    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    counted = Review.objects.annotate(number=Count("comments"))
    for attempt, status, number in counted.values_list("attempt_id", "status", "number"):
        found[attempt].append({"status": status, "comments": number})
    return found


def _effects() -> list[dict[str, Any]]:
    from proctoring_host.models import Effect

    names = ("id", "kind", "state", "tries", "attempt_id", "payload", "result", "last_error")
    return [dict(row) for row in Effect.objects.order_by("id").values(*names)]


if __name__ == "__main__":
    main()
