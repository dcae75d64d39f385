"""Whether the browser of a request may show an exam that runs."""

from django.http import HttpRequest

from proctoring_host.attempts import queries
from proctoring_host.data import Entry
from proctoring_host.errors import ProctoringError
from proctoring_host.models import Attempt
from proctoring_host.registry import calls

COOKIE_SALT = "proctoring.launch"


def may_enter(request: HttpRequest, attempt: Attempt) -> bool:
    """Content is shown to a browser that the backend lets in; a backend that fails lets nobody in."""
    if not attempt.backend:
        return True
    entry = Entry(attempt=queries.attempt_data(attempt), cookies=_signed_cookies(request))
    try:
        return calls.allows_entry(attempt.backend, entry)
    except ProctoringError:
        return False


def _signed_cookies(request: HttpRequest) -> dict[str, str]:
    found = {name: request.get_signed_cookie(name, default=None, salt=COOKIE_SALT) for name in request.COOKIES}
    return {name: value for name, value in found.items() if value is not None}
