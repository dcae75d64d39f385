"""What went wrong for the learners of a course, for its staff, page by page."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.attempts.incidents import IncidentPage, incidents_page
from proctoring_host.models import Incident
from proctoring_host.web import policy
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.links import page_links
from proctoring_host.web.rest.listings import PAGE_SIZE, page_of, search_text


class IncidentsView(ApiView):
    """The newest first; `reference` is a reference number, or how it begins. A page out of range is the last one."""

    def get(self, request: Request, course_id: str) -> Response:
        policy.require_course_staff(request.user, course_id)
        wanted = search_text(request.query_params.get("reference", ""), "reference")
        found = incidents_page(course_id, page=page_of(request), page_size=PAGE_SIZE, search=wanted)
        return Response(_page_json(found), headers=page_links(request, found.page, found.total_pages))


def _page_json(page: IncidentPage) -> dict[str, Any]:
    return {
        "results": [_incident_json(each) for each in page.items],
        "pagination_info": {
            "has_previous": page.has_previous,
            "has_next": page.has_next,
            "current_page": page.page,
            "total_pages": page.total_pages,
        },
    }


def _incident_json(incident: Incident) -> dict[str, Any]:
    return {
        "reference": incident.reference,
        "kind": incident.kind,
        "at": incident.at,
        "exam_id": incident.exam_id,
        "exam_name": incident.exam.exam_name,
        "attempt_id": incident.attempt_id,
        "username": incident.user.get_username(),
        "backend": incident.backend,
        "detail": incident.detail,
        "facts": incident.facts,
        "correlation_id": incident.correlation_id,
    }
