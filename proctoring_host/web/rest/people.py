"""Erasing a person's data, for the platform's retirement service."""

from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import PermissionRefused, UserNotFound
from proctoring_host.people.forget import forget_learner
from proctoring_host.people.forget_at_vendors import forget_at_vendors
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.rest.base import ApiView


class RetirementView(ApiView):
    """Whoever may not do this gets 403 without a body, as the service expects."""

    needs_feature = False

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, PermissionRefused):
            return Response(status=403)
        if isinstance(exc, UserNotFound):
            exc.http_status = 404
        return super().handle_exception(exc)


class RetireUserView(RetirementView):
    """What is kept here."""

    def post(self, request: Request, user_id: int) -> Response:
        policy.require_retirement(request.user)
        forget_learner(user_id)
        return Response(status=204)


class RetireBackendUserView(RetirementView):
    """What the vendors keep: 500 with the same map when one of them has not forgotten, so that it is tried again."""

    def post(self, request: Request, user_id: int) -> Response:
        policy.require_retirement(request.user)
        forgotten = forget_at_vendors(user_id, cause_of(request, Actor.STAFF))
        return Response(forgotten, status=200 if all(forgotten.values()) else 500)
