"""What our side says after an import, in the same words as `tests.openedx.old_site.what_it_says`."""

import hashlib
import json
import sys
from datetime import UTC, datetime
from typing import Any

WORDS = {"passed": "Clean", "violation": "Rules Violation", "suspicious": "Suspicious", "not_reviewed": "Not Reviewed"}


def print_all() -> None:
    json.dump(everything(), sys.stdout)


def everything() -> dict[str, Any]:
    from proctoring_host.models import Attempt, Effect, Review

    attempts = Attempt.objects.select_related("user", "exam")
    return {
        "attempts": sorted([_attempt(row) for row in attempts], key=json.dumps),
        "reviews": sorted(
            [row.attempt_code, WORDS[row.status], row.is_active, _link(row)]
            for row in Review.objects.select_related("attempt__exam", "attempt__user")
        ),
        "effects": Effect.objects.count(),
        "digest": _digest(),
    }


def _attempt(row: Any) -> list[Any]:
    return [
        row.code,
        row.user.username,
        row.exam.content_id,
        row.status,
        row.external_id,
        _text(row.started_at),
        _text(row.completed_at),
        None if row.allowed_seconds is None else row.allowed_seconds // 60,
        row.saved_seconds,
    ]


def _link(review: Any) -> str:
    """What staff would be led to."""
    from proctoring_host.attempts.queries import attempt_data
    from proctoring_host.data import VideoQuery
    from proctoring_host.registry import calls

    query = VideoQuery(attempt=attempt_data(review.attempt), encrypted_video_url=review.encrypted_video_url)
    return calls.video_url(review.backend, query)


def _digest() -> str:
    """Of every row of ours."""
    from django.apps import apps

    found = hashlib.sha256()
    for model in sorted(apps.get_app_config("proctoring").get_models(), key=lambda model: model.__name__):
        for row in model._base_manager.order_by("pk").values_list():
            found.update(repr(row).encode())
    return found.hexdigest()


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
