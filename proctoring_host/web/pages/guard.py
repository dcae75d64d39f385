"""What every page does alike: sign-in, the feature switch, errors as a page with a sentence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from proctoring_host.errors import AttemptNotFound, ExamNotFound, ProctoringError
from proctoring_host.feature import require_feature
from proctoring_host.web.pages.environment import page

View = Callable[..., HttpResponse]
NOT_FOUND = (AttemptNotFound, ExamNotFound)


def signed_in_page(view: View) -> View:
    """Pages answer 404 for what does not exist, where the REST API keeps the reference's 400."""

    @transaction.non_atomic_requests
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            require_feature()
            return view(request, **kwargs)
        except ProctoringError as error:
            return error_page(request, error)

    return wrapped


def error_page(request: HttpRequest, error: ProctoringError) -> HttpResponse:
    status = 404 if isinstance(error, NOT_FOUND) else error.http_status
    return page(request, "proctoring/problem.html", status=status, detail=error.detail, title=_("This did not work"))
