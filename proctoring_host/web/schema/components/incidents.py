"""What went wrong for learners."""

from typing import Any

from proctoring_host.models import IncidentKind
from proctoring_host.web.schema.shapes import Schema, array, integer, moment, nullable, one_of, record, ref, string

INCIDENT: dict[str, Any] = {
    "reference": "7KQ4-M2XW",
    "kind": "client",
    "at": "2026-01-12T09:42:10Z",
    "exam_id": 3,
    "exam_name": "Midterm",
    "attempt_id": 12,
    "username": "learner",
    "backend": "rest",
    "detail": "The vendor's script: ping timed out",
    "facts": {"user_agent": "Mozilla/5.0", "missed_beats": 3},
    "correlation_id": "5f2d1c9a7b3e4d60a1c2e3f405162738",
}

COMPONENTS: dict[str, Schema] = {
    "Incident": record(
        "Something that went wrong for a learner, under a number that the learner was shown.",
        {
            "reference": string("The number."),
            "kind": one_of(IncidentKind.values),
            "at": moment(),
            "exam_id": integer(),
            "exam_name": string(),
            "attempt_id": nullable(integer("Null before there was an attempt.")),
            "username": string("The learner."),
            "backend": string("The configured name of the vendor; empty for a timed exam."),
            "detail": string("What was told, without secrets and personal data."),
            "facts": {"type": "object", "description": "What is known of the browser.", "additionalProperties": True},
            "correlation_id": string("Under which the log has the request."),
        },
    ),
    "Incidents": record(
        "A page of incidents.", {"results": array(ref("Incident")), "pagination_info": ref("PaginationInfo")}
    ),
}
