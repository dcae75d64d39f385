"""One call of each hook with plain arguments, for checks that go through all of them."""

from collections.abc import Callable, Mapping
from typing import Any

from proctoring_host.data import (
    BackfillQuery,
    DashboardQuery,
    Entry,
    FollowUpDue,
    LearnerRef,
    OnboardingQuery,
    Status,
    VideoLink,
    VideoQuery,
)
from proctoring_host.testing.bench import Loaded
from proctoring_host.testing.samples import (
    LEARNER,
    NOW,
    PSEUDONYM,
    make_attempt,
    make_change,
    make_exam,
    make_registration,
)

COURSE = "course-v1:Org+Course+Run"
ARGUMENTS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "check": lambda name: {"live": False},
    "register_exam": lambda name: {"exam": make_exam(name)},
    "register_attempt": lambda name: {"registration": make_registration(name)},
    "launch_info": lambda name: {"attempt": make_attempt(name), "language": "en"},
    "allows_entry": lambda name: {"entry": Entry(attempt=make_attempt(name, Status.STARTED))},
    "notify_attempt": lambda name: {"change": make_change(make_attempt(name, Status.STARTED), Status.SUBMITTED)},
    "follow_up": lambda name: {"due": FollowUpDue(attempt=make_attempt(name, Status.SUBMITTED), name="verdict")},
    "remove_attempt": lambda name: {"attempt": make_attempt(name)},
    "fetch_reviews": lambda name: {"since": BackfillQuery(since=NOW)},
    "video_url": lambda name: {"query": VideoQuery(attempt=make_attempt(name), encrypted_video_url="none")},
    "renew_video_link": lambda name: {"link": VideoLink(encrypted_video_url="none")},
    "dashboard_url": lambda name: {"query": DashboardQuery(course_id=COURSE, staff=LEARNER)},
    "onboarding_profiles": lambda name: {"query": OnboardingQuery(course_id=COURSE)},
    "retire_learner": lambda name: {"ref": LearnerRef(pseudonym=PSEUDONYM)},
}


def ask_for(loaded: Loaded, hook: str) -> Any:
    """What the hook answers or raises; a generator is read to its end, as by the host."""
    arguments = ARGUMENTS[hook](loaded.name)
    if hook == "fetch_reviews":
        return loaded.outcome_of(lambda: list(loaded.caller(hook)(**arguments)))
    return loaded.outcome(hook, **arguments)
