"""Every hook as a function with types: what the use cases, the effects and the pages call.

`name` is the configured name of a backend. Each of the addressed calls raises `BackendUnavailable` for a stand-in,
the errors of `proctoring_host.errors` that the hook's documentation names, and `BackendError` for anything else.
"""

import logging

from proctoring_host.backend import Capability
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    BackfillQuery,
    Callback,
    CheckMessage,
    DashboardQuery,
    Entry,
    ExamData,
    FollowUpAnswer,
    FollowUpDue,
    LaunchInfo,
    LearnerRef,
    Notified,
    OnboardingProfile,
    OnboardingQuery,
    ParsedCallback,
    RegisteredAttempt,
    Registration,
    Review,
    VideoLink,
    VideoQuery,
)
from proctoring_host.errors import CallbackRejected, ProctoringError
from proctoring_host.registry import results
from proctoring_host.registry.addressed import ask, implements
from proctoring_host.registry.broadcasts import (
    Audience,
    anybody_hears,
    broadcast_attempt_changed,
    broadcast_delivery_failed,
    broadcast_review_saved,
    email_context,
    email_template_dirs,
    email_template_names,
    email_template_places,
    email_templates_named,
    review_decision,
)

logger = logging.getLogger(__name__)

__all__ = [
    "Audience",
    "allows_entry",
    "anybody_hears",
    "authenticate_callback",
    "broadcast_attempt_changed",
    "broadcast_delivery_failed",
    "broadcast_review_saved",
    "check",
    "dashboard_url",
    "email_context",
    "email_template_dirs",
    "email_template_names",
    "email_template_places",
    "email_templates_named",
    "fetch_reviews",
    "follow_up",
    "launch_info",
    "notify_attempt",
    "onboarding_profiles",
    "parse_callback",
    "register_attempt",
    "register_exam",
    "remove_attempt",
    "renew_video_link",
    "retire_learner",
    "review_decision",
    "video_url",
]


def check(name: str, *, live: bool = False) -> tuple[CheckMessage, ...]:
    """What the backend has to say about its configuration; with `live` it may call the vendor."""
    if not implements(name, "check"):
        return ()
    return ask(name, "check", results.check_messages, live=live)


def register_exam(name: str, exam: ExamData) -> str:
    """The vendor's id of the exam. Needs `Capability.EXAMS`, else `CapabilityMissing`."""
    return ask(name, "register_exam", results.external_id, capability=Capability.EXAMS, exam=exam)


def register_attempt(name: str, registration: Registration) -> RegisteredAttempt:
    """Never within a transaction."""
    return ask(name, "register_attempt", results.registered_attempt, registration=registration)


def launch_info(name: str, attempt: AttemptData, language: str) -> LaunchInfo:
    """The vendor's steps, or none where the backend has none or cannot say; never raises for the latter."""
    if not implements(name, "launch_info"):
        return LaunchInfo()
    try:
        return ask(name, "launch_info", results.launch_info, attempt=attempt, language=language)
    except ProctoringError as error:
        logger.warning("backend=%s attempt=%s hook=launch_info error=%s", name, attempt.code, error.code)
        return LaunchInfo()


def allows_entry(name: str, entry: Entry) -> bool:
    """Whether this browser may see the exam. Yes where the backend does not care, no where it cannot say."""
    if not implements(name, "allows_entry"):
        return True
    try:
        return ask(name, "allows_entry", results.instance_of(bool), entry=entry)
    except ProctoringError as error:
        logger.warning("backend=%s attempt=%s hook=allows_entry error=%s", name, entry.attempt.code, error.code)
        return False


def notify_attempt(name: str, change: AttemptChange) -> Notified:
    """Nothing happens where the backend does not want to know."""
    if not implements(name, "notify_attempt"):
        return Notified()
    return ask(name, "notify_attempt", results.notified, change=change)


def follow_up(name: str, due: FollowUpDue) -> FollowUpAnswer:
    """None ends it, also where a newer version of the backend knows no follow-ups any more."""
    if not implements(name, "follow_up"):
        return None
    return ask(name, "follow_up", results.follow_up_answer, due=due)


def remove_attempt(name: str, attempt: AttemptData) -> bool:
    """True when the vendor holds nothing of it any more, also where it never holds anything to remove."""
    if not implements(name, "remove_attempt"):
        return True
    return ask(name, "remove_attempt", results.instance_of(bool), attempt=attempt)


def authenticate_callback(name: str, callback: Callback) -> None:
    """Returns when the call is the vendor's; any answer but True is `CallbackRejected`."""
    if ask(name, "authenticate_callback", results.anything, callback=callback) is not True:
        raise CallbackRejected(f"The call does not prove that it comes from the vendor of {name}.")


def parse_callback(name: str, callback: Callback) -> ParsedCallback:
    """Only after `authenticate_callback`. The host still has to see that the attempt is one of this backend."""
    return ask(name, "parse_callback", results.parsed_callback, callback=callback)


def fetch_reviews(name: str, since: BackfillQuery) -> tuple[Review, ...]:
    """Needs `Capability.BACKFILL`, else `CapabilityMissing`."""
    return ask(name, "fetch_reviews", results.reviews, capability=Capability.BACKFILL, since=since)


def video_url(name: str, query: VideoQuery) -> str:
    """Needs `Capability.VIDEO`, else `CapabilityMissing`. The address is http(s), and is a secret."""
    return ask(name, "video_url", results.address, capability=Capability.VIDEO, query=query)


def renew_video_link(name: str, link: VideoLink) -> str:
    """The link in the form of today; as it is where the backend has no other form. Never calls the vendor."""
    if not implements(name, "renew_video_link"):
        return link.encrypted_video_url
    return ask(name, "renew_video_link", results.sealed_text, link=link)


def dashboard_url(name: str, query: DashboardQuery) -> str:
    """Needs `Capability.DASHBOARD`, else `CapabilityMissing`. The address is http(s), and may hold a token."""
    return ask(name, "dashboard_url", results.address, capability=Capability.DASHBOARD, query=query)


def onboarding_profiles(name: str, query: OnboardingQuery) -> tuple[OnboardingProfile, ...]:
    """Needs `Capability.ONBOARDING_PROFILES`, else `CapabilityMissing`."""
    capability = Capability.ONBOARDING_PROFILES
    return ask(name, "onboarding_profiles", results.onboarding_profiles, capability=capability, query=query)


def retire_learner(name: str, ref: LearnerRef) -> bool:
    """Needs `Capability.RETIREMENT`, else `CapabilityMissing`. May be called again."""
    return ask(name, "retire_learner", results.instance_of(bool), capability=Capability.RETIREMENT, ref=ref)
