"""What vendors, and the browsers they start, call."""

from collections.abc import Iterator, Mapping
from typing import Any

from proctoring_host.web.schema.components.vendors import REVIEW
from proctoring_host.web.schema.operation import JSON, TEXT, Answer, Body, Operation, answers, component
from proctoring_host.web.schema.shapes import Schema, string

TAG = "For vendors"
SERVICE_USER = "the vendor's service user (a member of the group `<backend>_review`), global staff"
ACCEPTED = answers("It was understood.", component("Accepted"), "OK")
ANY_OBJECT: dict[str, Any] = {"attempt": "a81c6d20", "verdict": "in the vendor's own words"}
CALLBACK_PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: ("The message cannot be understood, or does not fit its attempt.", "callback_malformed"),
    412: ("The exam is no longer proctored.", "exam_not_proctored"),
    413: ("The message is larger than 1.5 mebibytes.", "callback_too_large"),
}
ANONYMOUS_PROBLEMS: Mapping[int, tuple[str, str]] = {
    **CALLBACK_PROBLEMS,
    403: ("The message does not prove that it comes from the vendor.", "callback_rejected"),
    404: ("Special exams are switched off on this site, or there is no such vendor.", "unknown_backend"),
    429: ("Too many requests; `Retry-After` says how many seconds to wait.", "throttled"),
    500: ("The vendor's plugin could not be loaded.", "backend_unavailable"),
    502: ("The vendor's plugin gave no answer that can be used.", "backend_answer_invalid"),
    503: ("The vendor's plugin failed; the same message may be sent again.", "backend_error"),
}
EXAM_PAGE = Answer(
    text="To the exam, with what the vendor's browser needs as signed cookies.",
    headers={"Location": "The address of the exam."},
)


def _launch(method: str) -> Operation:
    return Operation(
        name="launch",
        method=method,
        tag=TAG,
        who="anybody who has the code",
        summary="Come back from the vendor's software" if method == "GET" else "Come back from it by a form",
        text="An attempt that is being set up becomes ready to start; one that runs is submitted. Previews and "
        "prefetches of the link change nothing.",
        answers={
            302: EXAM_PAGE,
            404: Answer(text="No attempt has this code.", contents={TEXT: string()}),
        },
        problems={429: ANONYMOUS_PROBLEMS[429]},
        anonymous=True,
    )


def _callbacks() -> Iterator[Operation]:
    described = {
        "review-callback": "Deliver a review to the address that vendors share",
        "review-callback-token": "Deliver a review there, with a secret in the address",
        "backend-callback": "Deliver a message of one vendor",
        "backend-callback-token": "Deliver one with a secret in the address",
    }
    for name, summary in described.items():
        yield Operation(
            name=name,
            method="POST",
            tag=TAG,
            who="the vendor, as its plugin makes sure",
            summary=summary,
            text="The content type does not matter: the vendor's plugin reads the bytes. A message that arrives twice "
            "is answered alike and changes nothing.",
            body=Body(schema=component("VendorMessage"), example=ANY_OBJECT, forms=False),
            answers=ACCEPTED,
            problems=ANONYMOUS_PROBLEMS,
            anonymous=True,
        )


def _service(name: str, summary: str, body: Body, more: Mapping[int, Answer]) -> Operation:
    return Operation(
        name=name,
        method="POST",
        tag=TAG,
        who=SERVICE_USER,
        summary=summary,
        body=body,
        answers={**ACCEPTED, **more},
        problems={
            **CALLBACK_PROBLEMS,
            500: ANONYMOUS_PROBLEMS[500],
            502: ANONYMOUS_PROBLEMS[502],
            503: ANONYMOUS_PROBLEMS[503],
        },
    )


PROBLEM_OR_TEXT: Schema = {"anyOf": [string(), component("Problem")]}
OPERATIONS = (
    _service(
        "ready",
        "Say that the learner has set the vendor's software up",
        Body(schema=component("VendorReady"), example={"status": "ready"}, forms=False, required=False),
        {
            404: Answer(
                text="No attempt has this id; a text. As a problem: special exams are switched off. "
                "As HTML: no address has this form.",
                contents={JSON: PROBLEM_OR_TEXT, "text/html": string()},
                example="No attempt has this external id.",
            )
        },
    ),
    _service(
        "reviewed",
        "Deliver a review",
        Body(schema=component("VendorReview"), example=REVIEW, forms=False),
        {403: Answer(text="Not this vendor's service user; without a body. Where nobody is signed in, a problem.")},
    ),
    *_callbacks(),
    _launch("GET"),
    _launch("POST"),
)
