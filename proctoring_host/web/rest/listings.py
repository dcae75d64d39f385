"""The attempts of a course, for its staff, page by page."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.attempts.listing import AttemptGroup, AttemptsPage, newest_attempts_page
from proctoring_host.errors import InvalidValue
from proctoring_host.web import policy
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.links import page_links
from proctoring_host.web.rest.representations import attempt_json

PAGE_SIZE = 25
LONGEST_SEARCH = 255


class GroupedAttemptsView(ApiView):
    """The newest attempt of each learner at each exam, with all earlier ones; a page out of range is the last one."""

    def get(self, request: Request, course_id: str, search_by: str = "") -> Response:
        policy.require_course_staff(request.user, course_id)
        found = newest_attempts_page(
            course_id, page=page_of(request), page_size=PAGE_SIZE, search=search_text(search_by, "search_by")
        )
        return Response(_page_json(found, request.path), headers=page_links(request, found.page, found.total_pages))


def page_of(request: Request) -> int:
    """The page that is asked for, and the first for anything else."""
    text = request.query_params.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1


def search_text(text: str, field: str) -> str:
    """Databases take no NUL, and no username or address is longer."""
    if "\x00" in text or len(text) > LONGEST_SEARCH:
        raise InvalidValue(_("%(field)s must be a text of up to 255 characters.") % {"field": field}, field=field)
    return text


def _page_json(page: AttemptsPage, path: str) -> dict[str, Any]:
    return {
        "proctored_exam_attempts": [_group_json(group) for group in page.items],
        "pagination_info": {
            "has_previous": page.has_previous,
            "has_next": page.has_next,
            "current_page": page.page,
            "total_pages": page.total_pages,
        },
        "attempt_url": path,
    }


def _group_json(group: AttemptGroup) -> dict[str, Any]:
    return attempt_json(group.newest) | {"all_attempts": [attempt_json(each) for each in group.all_attempts]}
