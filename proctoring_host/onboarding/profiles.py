"""Onboarding as the vendor itself knows it, where the site wants that and the backend can tell."""

from collections.abc import Iterator

from proctoring_host import conf
from proctoring_host.backend import Capability
from proctoring_host.data import OnboardingProfile, OnboardingQuery
from proctoring_host.effects.asking import STAFF_SECONDS, asking
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.registry import calls, get_registry
from proctoring_host.switches import ROSTER_FROM_VENDOR, is_on

PAGE_SIZE = 100
# A vendor that repeats its last page for ever must not keep a request for ever.
MOST_PAGES = 1000


def asks_vendor(backend: str) -> bool:
    return conf.get().use_onboarding_profile_api and _can_tell(backend)


def asks_vendor_for_roster(backend: str) -> bool:
    """Staff's list may be looked up at the vendor while learners see what is known here."""
    return _can_tell(backend) and (conf.get().use_onboarding_profile_api or is_on(ROSTER_FROM_VENDOR))


def _can_tell(backend: str) -> bool:
    return Capability.ONBOARDING_PROFILES in get_registry().backend(backend).capabilities


def profile_of(user_id: int, course_id: str, backend: str) -> OnboardingProfile | None:
    """None where the vendor does not know the learner. Raises `BackendError`."""
    pseudonym = pseudonym_of(user_id, backend)
    with asking(backend, surely=True):
        found = calls.onboarding_profiles(backend, OnboardingQuery(course_id=course_id, pseudonym=pseudonym))
    return next((profile for profile in found if profile.pseudonym == pseudonym), None)


def profiles_of_course(course_id: str, backend: str) -> Iterator[OnboardingProfile]:
    """Page by page until the vendor has no more. Raises `BackendError`."""
    for page in range(1, MOST_PAGES + 1):
        query = OnboardingQuery(course_id=course_id, page=page, page_size=PAGE_SIZE)
        with asking(backend, STAFF_SECONDS, surely=True):
            found = calls.onboarding_profiles(backend, query)
        yield from found
        if len(found) < PAGE_SIZE:
            return
