"""What every endpoint does alike: the feature switch, typed errors, no transaction around the view."""

import logging
import math
from typing import Any

from django.db import transaction
from django.http import JsonResponse
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ErrorDetail
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from proctoring_host.errors import BackendError, InvalidValue, ProctoringError
from proctoring_host.feature import require_feature
from proctoring_host.web.rest.authentication import with_platform_jwt
from proctoring_host.web.rest.fields import FieldErrors
from proctoring_host.web.rest.parsers import LimitedDepth
from proctoring_host.web.schema.late import LateSchema

JSON = "application/json"
# What scripts, programs and the libraries of front ends say that they accept. Where JSON comes first, each gets it.
TAKE_JSON = frozenset(
    {"*/*", JSON, f"{JSON}, text/plain, */*", f"{JSON}, */*", f"{JSON}, text/javascript, */*; q=0.01"}
)
log = logging.getLogger(__name__)


def problem(error: ProctoringError) -> Response:
    """`detail` as in the reference; `code` and, where one is to blame, `field` beside it."""
    by_field = error.by_field if isinstance(error, FieldErrors) else {}
    body: dict[str, Any] = {**by_field, "detail": error.detail, "code": error.code}
    if error.field:
        body["field"] = error.field
    wish = error.retry_after if isinstance(error, BackendError) else None
    headers = {"Retry-After": str(math.ceil(wish))} if wish else None
    return Response(body, status=error.http_status, headers=headers)


def null() -> JsonResponse:
    """An answer that says nothing, for clients that read every body as JSON."""
    return JsonResponse(None, safe=False)


class ApiView(APIView):
    """Authentication follows the site's own REST settings; anonymous requests are refused.

    Effects run after the commit of a use case, and the answer tells their outcome: a transaction around the
    whole request (ATOMIC_REQUESTS) would keep them waiting, so these views opt out of it.
    """

    schema = LateSchema()
    permission_classes = (IsAuthenticated,)
    # Erasing a person's data is possible also where special exams are switched off.
    needs_feature = True

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def get_authenticators(self) -> list[BaseAuthentication]:
        return with_platform_jwt(super().get_authenticators()) if self.authentication_classes else []

    def get_parsers(self) -> list[BaseParser]:
        return [LimitedDepth(parser) for parser in super().get_parsers()]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Sees at once what comes of almost every request, which the framework works out anew for each."""
        first, environ = self.get_renderers()[0], request._request.META
        # What a query says may be the name of a format.
        is_plain = environ.get("HTTP_ACCEPT", "*/*") in TAKE_JSON and not environ.get("QUERY_STRING")
        by_default = self.content_negotiation_class is DefaultContentNegotiation
        if is_plain and by_default and first.media_type == JSON:
            return first, JSON
        return super().perform_content_negotiation(request, force)

    def get_authenticate_header(self, request: Request) -> str:
        """Nothing, whatever the site's first way to sign in is: clients know 403 for anonymous requests, not 401."""
        return ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.needs_feature:
            require_feature()
        super().initial(request, *args, **kwargs)
        for name, value in kwargs.items():
            if "\x00" in str(value):
                text = _("%(field)s holds a character that no text may have.")
                raise InvalidValue(text % {"field": name}, field=name)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, ProctoringError):
            log.info("request refused", extra={"code": exc.code, "http_status": exc.http_status})
            return problem(exc)
        response = super().handle_exception(exc)
        if isinstance(response.data, dict) and isinstance(detail := response.data.get("detail"), ErrorDetail):
            response.data.setdefault("code", detail.code)
        return response
