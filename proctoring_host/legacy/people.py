"""Staff, and learners' onboarding, as the older interface knows them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from proctoring_host.data import Learner, OnboardingProfile, OnboardingQuery
from proctoring_host.errors import BackendAnswerInvalid

WORDS = frozenset(
    {"no-profile", "approved-in-course", "approved-in-different-course", "rejected", "expired", "pending"}
)


def staff_dict(staff: Learner) -> dict[str, Any]:
    return {"id": staff.pseudonym, "full_name": staff.full_name, "email": staff.email}


def asked_for(query: OnboardingQuery) -> dict[str, Any]:
    """One learner by pseudonym, or a page of the course."""
    if query.pseudonym:
        return {"user_id": query.pseudonym}
    status = {"status": query.status} if query.status else {}
    return {**status, "page": query.page, "page_size": query.page_size}


def profiles(found: object, backend: str) -> list[OnboardingProfile]:
    """One profile, a page of them, or none; a word that nobody knows is an error."""
    try:
        return list(_profiles(found))
    except (KeyError, TypeError, ValueError):
        raise BackendAnswerInvalid("The vendor's onboarding profiles have a wrong form.", backend=backend) from None


def _profiles(found: Any) -> Iterator[OnboardingProfile]:
    if not found:
        return
    items = found["results"] if isinstance(found, Mapping) and "results" in found else [found]
    for item in items:
        if item["status"] not in WORDS or not item["user_id"]:
            raise ValueError
        yield OnboardingProfile(
            pseudonym=str(item["user_id"]), status=item["status"], expires_at=_moment(item.get("expiration_date"))
        )


def _moment(value: Any) -> datetime | None:
    if not value:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
