"""Reviews: at the shared address, at a backend's own address, and in the REST form of service users."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.attempts import queries
from proctoring_host.backend import Capability
from proctoring_host.data import Callback, CallbackKind, Review
from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import (
    AttemptNotFound,
    CallbackRejected,
    PermissionRefused,
    ProctoringError,
    ReviewRefused,
)
from proctoring_host.feature import require_feature
from proctoring_host.models import Attempt
from proctoring_host.observing import observers
from proctoring_host.registry import get_registry
from proctoring_host.web import policy
from proctoring_host.web.callbacks.quiet import path_unlogged, post_only
from proctoring_host.web.callbacks.receive import act_on, callback_of, understand
from proctoring_host.web.causes import cause_of
from proctoring_host.web.rest.base import ApiView, problem
from proctoring_host.web.throttles import throttled

View = Callable[..., HttpResponse]


def anonymous_callback(scope: str) -> Callable[[View], View]:
    """No session, no token of ours: the backend itself proves who calls. `scope` is the name of its throttle."""

    def decorate(view: View) -> View:
        @path_unlogged
        @csrf_exempt
        @throttled(scope)
        @post_only
        @transaction.non_atomic_requests
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: str) -> HttpResponse:
            try:
                require_feature()
                response = view(request, **kwargs)
            except ProctoringError as error:
                response = JsonResponse({"detail": error.detail, "code": error.code}, status=error.http_status)
            counted(kwargs.get("backend", ""), response.status_code)
            return response

        return wrapped

    return decorate


def counted(backend: str, status: int) -> None:
    """Under the names that are configured only: anybody may call any address."""
    known = backend if any(handle.name == backend for handle in get_registry().backends()) else ""
    observers.callback(known or ("unknown" if backend else "shared"), accepted=status < 400)


@anonymous_callback("review_callback")
def shared_review_view(request: HttpRequest, token: str = "") -> HttpResponse:
    """The one address without a backend's name: the backends that share it are asked one after the other."""
    cause = cause_of(request, Actor.VENDOR, "review callback")
    callback = callback_of(request, CallbackKind.REVIEW, cause, token)
    review, backend = _first_that_understands(callback)
    act_on(review, backend, cause)
    return JsonResponse("OK", safe=False)


def _first_that_understands(callback: Callback) -> tuple[Review, str]:
    """The backend whose attempt it is and that accepts the call; otherwise the first reason why not.

    A backend that could read the call, and does not know its attempt, says nothing about the others.
    """
    refused: ProctoringError | None = None
    stray = False
    for handle in get_registry().backends():
        if not (handle.available and Capability.SHARED_CALLBACK in handle.capabilities):
            continue
        try:
            parsed = understand(callback, handle.name)
        except ProctoringError as error:
            refused = refused or error
            continue
        if not isinstance(parsed, Review):
            continue
        if _belongs_to(parsed, handle.name):
            return parsed, handle.name
        stray = True
    if refused is None and stray:
        refused = ReviewRefused(_("The review names no attempt of this backend."))
    raise refused or CallbackRejected(_("No backend of this site takes reviews at this address."))


def _belongs_to(review: Review, backend: str) -> bool:
    try:
        return queries.attempt_by_code(review.attempt_code, removed_too=True).backend == backend
    except AttemptNotFound:
        return False


@anonymous_callback("backend_callback")
def backend_callback_view(request: HttpRequest, backend: str, token: str = "") -> HttpResponse:
    """`backends/<name>/callback/`, for backends that authenticate their calls themselves."""
    cause = cause_of(request, Actor.VENDOR, "backend callback")
    if not any(handle.name == backend for handle in get_registry().backends()):
        return JsonResponse({"detail": _("There is no such backend."), "code": "unknown_backend"}, status=404)
    callback = callback_of(request, CallbackKind.GENERIC, cause, token)
    act_on(understand(callback, backend), backend, cause)
    return JsonResponse("OK", safe=False)


class ServiceUserView(ApiView):
    """A vendor's service user speaks about an attempt of its own backend."""

    kind: CallbackKind

    def post(self, request: Request, external_id: str) -> Response:
        cause = cause_of(request._request, Actor.VENDOR, f"vendor sent {self.kind}")
        # The body is read before the framework would parse it: the backend gets the bytes that were sent.
        callback = callback_of(request._request, self.kind, cause)
        try:
            attempt = self._attempt(request, external_id)
        except (AttemptNotFound, PermissionRefused) as error:
            return self.refusal(error)
        callback = replace(callback, service_user=True, attempt=queries.attempt_data(attempt))
        act_on(understand(callback, attempt.backend), attempt.backend, cause)
        return Response("OK")

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        observers.callback("service_user", accepted=response.status_code < 400)
        return response

    def refusal(self, error: ProctoringError) -> Response:
        """For an attempt that nobody knows, or that the caller does not speak for."""
        return problem(error)

    def _attempt(self, request: Request, external_id: str) -> Attempt:
        """Among those with this id the one of a backend that the caller speaks for: ids are the vendors' own."""
        found = queries.attempts_with_external_id(external_id)
        if not found:
            raise AttemptNotFound(_("No attempt has this external id."), field="external_id")
        for attempt in found:
            if policy.is_service_user(request.user, attempt.backend):
                return attempt
        raise PermissionRefused(_("Only the service user of this attempt's backend may do this."))


class ReadyView(ServiceUserView):
    """Clients know 404 with bare text for an attempt that nobody has."""

    kind = CallbackKind.READY

    def refusal(self, error: ProctoringError) -> Response:
        if isinstance(error, AttemptNotFound):
            return Response(error.detail, status=404)
        return super().refusal(error)


class ReviewedView(ServiceUserView):
    """Clients know 403 without a body for a caller that may not review."""

    kind = CallbackKind.REVIEWED

    def refusal(self, error: ProctoringError) -> Response:
        if isinstance(error, PermissionRefused):
            return Response(status=403)
        return super().refusal(error)
