"""What every endpoint does alike: the feature switch, typed errors, no transaction around the view."""

import logging
from typing import Any

from django.db import transaction
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from proctoring_host.errors import ProctoringError
from proctoring_host.feature import require_feature

log = logging.getLogger(__name__)


def problem(error: ProctoringError) -> Response:
    """`detail` as in the reference; `code` and, where one is to blame, `field` beside it."""
    body: dict[str, Any] = {"detail": error.detail, "code": error.code}
    if error.field:
        body["field"] = error.field
    return Response(body, status=error.http_status)


class ApiView(APIView):
    """Authentication follows the site's own REST settings; anonymous requests are refused.

    Effects run after the commit of a use case, and the answer tells their outcome: a transaction around the
    whole request (ATOMIC_REQUESTS) would keep them waiting, so these views opt out of it.
    """

    permission_classes = (IsAuthenticated,)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        require_feature()
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, ProctoringError):
            log.info("request refused", extra={"code": exc.code, "http_status": exc.http_status})
            return problem(exc)
        return super().handle_exception(exc)
