"""Onboarding: a learner's own, and that of a whole course for its staff."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host.domain.statuses import Actor
from proctoring_host.onboarding.roster import RosterPage, onboarding_roster
from proctoring_host.onboarding.status import OnboardingStatus, onboarding_status
from proctoring_host.people.users import find_by_username, find_user
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.rest.attempt_data import exam_address
from proctoring_host.web.rest.base import ApiView
from proctoring_host.web.rest.fields import Fields, query_of
from proctoring_host.web.rest.links import page_links
from proctoring_host.web.rest.listings import PAGE_SIZE, page_of, search_text


class OnboardingStatusView(ApiView):
    """One's own for `course_id`; that of another `username` for the staff of the course."""

    def get(self, request: Request) -> Response:
        cause = cause_of(request, Actor.CLOCK)
        query = query_of(request)
        course_id = query.text("course_id")
        learner = self._learner(request, course_id, query.text("username", ""))
        found = onboarding_status(learner.pk, course_id, cause.at)
        return Response(_status_json(found, learning_mfe=query.boolean("is_learning_mfe", False)))

    def _learner(self, request: Request, course_id: str, username: str) -> AbstractBaseUser:
        """Only staff are told whether somebody of that name exists."""
        if not username or username == request.user.get_username():
            return find_user(request.user.pk or 0)
        policy.require_course_staff(request.user, course_id)
        return find_by_username(username)


def _status_json(status: OnboardingStatus, *, learning_mfe: bool) -> dict[str, Any]:
    return {
        "onboarding_status": status.standing.status,
        "onboarding_link": exam_address(status.found.exam, learning_mfe=learning_mfe),
        "expiration_date": status.standing.expires_at,
        "onboarding_past_due": status.found.past_due,
        "onboarding_release_date": status.found.opens.isoformat(),
        "review_requirements_url": status.requirements_url,
    }


class CourseOnboardingView(ApiView):
    """Everybody of the course, page by page; `text_search` and `statuses` (words between commas) narrow it down."""

    def get(self, request: Request, course_id: str) -> Response:
        cause = cause_of(request, Actor.CLOCK)
        policy.require_course_staff(request.user, course_id)
        query = query_of(request)
        search = search_text(query.text("text_search", ""), "text_search")
        statuses = query.words("statuses") if "statuses" in query else []
        found = onboarding_roster(
            course_id, cause.at, page=page_of(request), page_size=PAGE_SIZE, search=search, statuses=statuses
        )
        links = page_links(request, found.page, found.total_pages)
        return Response(_page_json(found, request.path, query), headers=links)


def _page_json(page: RosterPage, path: str, query: Fields) -> dict[str, Any]:
    return {
        "count": page.total,
        "previous": _link(path, page.page - 1, query) if page.page > 1 else None,
        "next": _link(path, page.page + 1, query) if page.page < page.total_pages else None,
        "num_pages": page.total_pages,
        "results": [
            {
                "username": entry.username,
                "enrollment_mode": entry.mode,
                "status": entry.standing.status,
                "modified": entry.standing.modified,
            }
            for entry in page.entries
        ],
        "use_onboarding_profile_api": page.from_vendor,
    }


def _link(path: str, page: int, query: Fields) -> str:
    """A path: clients put their own host before it."""
    kept = {name: query.values[name] for name in ("text_search", "statuses") if query.values.get(name)}
    return f"{path}?{urlencode({'page': page, **kept})}"
