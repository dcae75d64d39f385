"""What vendors send. The words of a vendor's own protocol are described by its plugin, not here."""

from typing import Any

from proctoring_host.domain.statuses import ReviewStatus
from proctoring_host.web.schema.shapes import Schema, array, nullable, number, one_of, record, ref, string

REVIEW: dict[str, Any] = {
    "status": "suspicious",
    "comments": [
        {"comment": "Looked away from the screen", "status": "suspicious", "start": 120, "stop": 135, "duration": 15}
    ],
    "reviewed_by": "reviewer@example.com",
}
SECONDS = nullable(number("Seconds from the beginning of the recording."))

COMPONENTS: dict[str, Schema] = {
    "ReviewComment": record(
        "Something that was seen in the recording.",
        {
            "comment": string(),
            "status": string("The vendor's own word for it."),
            "start": SECONDS,
            "stop": SECONDS,
            "duration": nullable(number("Seconds.")),
        },
        optional=("start", "stop", "duration"),
        additionalProperties=True,
    ),
    "VendorReview": record(
        "A vendor's verdict on an attempt. Further fields are kept with the review.",
        {
            "status": one_of(ReviewStatus),
            "comments": array(ref("ReviewComment")),
            "reviewed_by": nullable(string("The e-mail address of the reviewer, where a person looked.")),
        },
        optional=("comments", "reviewed_by"),
        additionalProperties=True,
    ),
    "VendorReady": record(
        "The learner has set the vendor's software up.",
        {"status": string()},
        optional=("status",),
        additionalProperties=True,
    ),
    "VendorMessage": {
        "type": "object",
        "description": "A message in the vendor's own form, which its plugin authenticates and reads.",
        "additionalProperties": True,
    },
    "Accepted": {"type": "string", "description": "The message was understood.", "enum": ["OK"]},
}
