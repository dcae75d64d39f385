"""What the conformance suite has to know about the scripted vendor: `pytest --proctoring-backend mock`."""

import json
from typing import Any

from proctoring_host.data import Callback, CallbackKind, Ready, ReviewComment, ReviewStatus
from proctoring_host.testing import ATTEMPT_CODE, Sample, Subject, make_callback
from proctoring_mock_backend.backend import SECRET_HEADER, MockBackend, external_id
from proctoring_mock_backend.null import NullBackend

SECRET = "the-secret-of-the-suite"  # noqa: S105  nobody's
COMMENTS = [
    {"comment": "Looks away", "status": "Suspicious", "start": 12.5, "stop": 20, "duration": 7.5},
    {"comment": "A voice", "status": "Rules Violation", "start": 3, "stop": 4.25, "duration": 1.25},
]


def said(status: str, **body: Any) -> Callback:
    """A call with the secret in its header."""
    content = {"attempt_code": ATTEMPT_CODE, "status": status, **body}
    return make_callback("mock", CallbackKind.GENERIC, json.dumps(content).encode(), {SECRET_HEADER: SECRET})


SUBJECT = Subject(
    backend=MockBackend,
    name="mock",
    options={"callback_secret": SECRET, "supports_onboarding": True, "comments": ["Nothing to see"]},
    external_id=external_id("mock", ATTEMPT_CODE),
    callbacks=(
        Sample(callback=said("ready"), means=Ready, word="ready"),
        Sample(callback=make_callback("mock", CallbackKind.READY), means=Ready),
        Sample(
            callback=said("passed", comments=COMMENTS, reviewed_by="reviewer@vendor.example", photo="a-face"),
            means=ReviewStatus.PASSED,
            word="passed",
            comments=tuple(ReviewComment(**comment) for comment in COMMENTS),  # type: ignore[arg-type]  # as named
            private=("reviewer@vendor.example", "a-face"),
        ),
        *(
            Sample(callback=said(status), means=status, word=status.value)
            for status in ReviewStatus
            if status is not ReviewStatus.PASSED
        ),
    ),
    covers_body=False,
)
NULL = Subject(backend=NullBackend, name="null")
