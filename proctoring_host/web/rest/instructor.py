"""The way of course staff to the vendor's dashboard. The platform shows it in a frame."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.errors import CapabilityMissing
from proctoring_host.exams.dashboard import NoDashboard, course_dashboard, exam_dashboard
from proctoring_host.web import policy
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.fields import query_of


class DashboardView(ApiView):
    """302 to the vendor; where there is nothing to go to, 404 with bare text that the frame may show."""

    def get(self, request: Request, course_id: str, exam_id: str = "") -> HttpResponse:
        policy.require_course_staff(request.user, course_id)
        return _to_vendor(self._address(request, course_id, exam_id))

    def _address(self, request: Request, course_id: str, exam_id: str) -> str:
        staff_id = request.user.pk or 0
        if not exam_id:
            return course_dashboard(course_id, staff_id)
        query = query_of(request)
        return exam_dashboard(
            course_id,
            int(exam_id),
            staff_id,
            attempt_external_id=query.text("attempt", ""),
            configuration=query.boolean("config", False),
        )

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, NoDashboard | CapabilityMissing):
            return Response(exc.detail, status=404, headers={"X-Frame-Options": "sameorigin"})
        return super().handle_exception(exc)


def _to_vendor(address: str) -> HttpResponseRedirect:
    """The address may hold a token, so nobody keeps it and the vendor does not learn where it came from."""
    headers: dict[str, Any] = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HttpResponseRedirect(address, headers=headers)
