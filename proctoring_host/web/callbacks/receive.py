"""From a request to a `Callback`, and from its answer to a use case."""

from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from proctoring_host.attempts import queries, ready
from proctoring_host.cause import Cause
from proctoring_host.data import Callback, CallbackKind, ParsedCallback, Ready, Review
from proctoring_host.errors import CallbackMalformed, ProctoringError
from proctoring_host.models import Attempt
from proctoring_host.registry import calls
from proctoring_host.reviews.receive import receive_review
from proctoring_host.web.callers import address_of

# A review may carry a photograph of the learner, as text, which is read and thrown away.
LARGEST_BODY = 3 * 512 * 1024


class CallbackTooLarge(ProctoringError):
    """No vendor's review comes near this size."""

    http_status = 413
    code = "callback_too_large"


def callback_of(request: HttpRequest, kind: CallbackKind, cause: Cause, token: str = "") -> Callback:
    """Everything but the backend's name; refuses a body of more than `LARGEST_BODY` bytes before it is read."""
    return Callback(
        kind=kind,
        backend="",
        method=request.method or "",
        path=request.path,
        body=_limited_body(request),
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
        remote_address=address_of(request),
        token=token,
        received_at=cause.at,
    )


def _limited_body(request: HttpRequest) -> bytes:
    try:
        declared = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        declared = 0
    if declared > LARGEST_BODY:
        raise CallbackTooLarge(_("The body is larger than 1.5 mebibytes."))
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise CallbackTooLarge(_("The body is larger than 1.5 mebibytes."))
    return body


def understand(callback: Callback, backend: str) -> ParsedCallback:
    """Authenticate, then parse, on exactly this backend."""
    addressed = replace(callback, backend=backend)
    calls.authenticate_callback(backend, addressed)
    return calls.parse_callback(backend, addressed)


def act_on(parsed: ParsedCallback, backend: str, cause: Cause) -> None:
    """Only attempts of this backend are touched, whatever the call names."""
    if isinstance(parsed, Review):
        receive_review(parsed, backend=backend, cause=cause)
    elif isinstance(parsed, Ready):
        ready.mark_ready(_named_by(parsed, backend).pk, cause=cause)
    else:
        raise CallbackMalformed(_("This address takes reviews and ready messages."))


def _named_by(parsed: Ready, backend: str) -> Attempt:
    if parsed.external_id:
        return queries.attempt_by_external_id(backend, parsed.external_id)
    attempt = queries.attempt_by_code(parsed.attempt_code)
    if attempt.backend != backend:
        raise CallbackMalformed(_("This attempt belongs to another backend."))
    return attempt
