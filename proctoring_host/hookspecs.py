"""The hooks of the proctoring kit, in the order in which they fire.

Backend hooks (first half) are *addressed*: the host calls each on exactly the backend of the exam or attempt,
in the order of the table below, and another vendor's code never runs. They are methods of a `Backend` subclass,
marked `@hookimpl`. A platform plugin may only wrap them (`@hookimpl(wrapper=True)`).

Platform hooks (second half) are *collected* or *broadcast*: every plugin that implements one is asked, one by
one, and one that raises stops neither the others nor the host. They are functions of a module named by an entry
point in the group `proctoring.plugins`, or methods of a backend, which is then asked only about its own attempts.

Hooks receive frozen dataclasses of `proctoring_host.data`. An implementation may leave out an argument.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pluggy

from proctoring_host.backend import BackendOptions
from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    BackfillQuery,
    Callback,
    CheckMessage,
    DashboardQuery,
    DeliveryFailed,
    EmailQuery,
    Entry,
    ExamData,
    Failure,
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
    ReviewDecision,
    ReviewSaved,
    VideoQuery,
)

PROJECT = "proctoring"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class BackendHooks:
    """Addressed: called on the one backend of the exam."""

    @hookspec(firstresult=True)
    def check(self, live: bool) -> list[CheckMessage]:  # type: ignore[empty-body]
        """Tell what is wrong with the configuration. Optional.

        Called at start, by `proctoring doctor` and by Django's checks, so it must be quick. Only with `live`
        true may it call the vendor; it then says whether address, credentials and clock work, and leaves
        nothing behind there.
        """

    @hookspec(firstresult=True)
    def register_exam(self, exam: ExamData) -> str:  # type: ignore[empty-body]
        """Make or change the exam at the vendor and return the vendor's id of it. Needs `Capability.EXAMS`.

        Called after the commit that made or changed the exam, again after a failure, and with `is_active`
        false when the exam ends. `exam.external_id` is what an earlier call returned.
        """

    @hookspec(firstresult=True)
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:  # type: ignore[empty-body]
        """Tell the vendor of a new attempt and return the vendor's id of it. Required.

        Called after the commit that made the attempt, never within a transaction; again, with the same
        attempt code, after a failure or when the answer was lost. Raises `OnboardingRequired` where the
        vendor wants onboarding first, `RegistrationRefused` where it said no, `BackendUnreachable` or
        `BackendAnswerInvalid` where there was no usable answer.
        """

    @hookspec(firstresult=True)
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:  # type: ignore[empty-body]
        """Tell what the learner has to do in order to set up. Optional.

        Called each time the set-up page is shown, so it should not call the vendor without a short time-out;
        when it raises, the page is shown without vendor steps. `language` is a code such as `pt-br`.
        """

    @hookspec(firstresult=True)
    def allows_entry(self, entry: Entry) -> bool:  # type: ignore[empty-body]
        """Tell whether this browser may see the content of a running attempt. Optional; default is yes.

        Called on every page of the exam: no I/O. When it raises, entry is refused.
        """

    @hookspec(firstresult=True)
    def notify_attempt(self, change: AttemptChange) -> Notified:  # type: ignore[empty-body]
        """Tell the vendor that an attempt was started, submitted or ended in error. Optional.

        Called after the commit, in the order of the changes, and again until it returns, so the vendor may hear
        the same change twice: be idempotent. Raise a `BackendError` to be called again.
        """

    @hookspec(firstresult=True)
    def follow_up(self, due: FollowUpDue) -> FollowUpAnswer:
        """Answer for a follow-up this backend asked for in `RegisteredAttempt` or `Notified`. Optional.

        Called by the worker, at the earliest after the wished time, again after a failure: for vendors that
        have to be asked for their verdict. A review or a ready answer is treated like an authenticated
        callback, a `FollowUp` asks to be called again, None ends it.
        """

    @hookspec(firstresult=True)
    def remove_attempt(self, attempt: AttemptData) -> bool:  # type: ignore[empty-body]
        """Remove the attempt at the vendor. Optional.

        Called before staff remove it here, and by the outbox for one that is of no use here any more: declined before
        it was handed in, or a practice that was reset. True when it is gone, which includes that it was gone
        before. False, or a `BackendError`, keeps it where staff asked, and has the outbox ask again.
        """

    @hookspec(firstresult=True)
    def authenticate_callback(self, callback: Callback) -> bool:  # type: ignore[empty-body]
        """Prove that a call comes from the vendor: return True or raise `CallbackRejected`. Required.

        Called before anything of the body is looked at. There is no default, on purpose. Compare secrets in
        constant time. A callback of kind `LAUNCH` comes from the learner's own browser.
        """

    @hookspec(firstresult=True)
    def parse_callback(self, callback: Callback) -> ParsedCallback:  # type: ignore[empty-body]
        """Translate an authenticated call into our words. Required.

        Pure: no database, no vendor, no state. Raises `CallbackMalformed` for a wrong form and for a review
        word it does not know; an unknown word is never a pass.
        """

    @hookspec(firstresult=True)
    def fetch_reviews(self, since: BackfillQuery) -> Iterable[Review]:  # type: ignore[empty-body]
        """Fetch reviews that the vendor finished since then. Needs `Capability.BACKFILL`.

        Called by an operator or the worker; what it returns is treated like a callback, so repeats do no harm.
        """

    @hookspec(firstresult=True)
    def video_url(self, query: VideoQuery) -> str:  # type: ignore[empty-body]
        """Open an encrypted video link for a member of staff. Needs `Capability.VIDEO`.

        Raises `BackendError` when the key it was encrypted with is no longer configured.
        """

    @hookspec(firstresult=True)
    def dashboard_url(self, query: DashboardQuery) -> str:  # type: ignore[empty-body]
        """The address of the vendor's dashboard for this member of staff. Needs `Capability.DASHBOARD`."""

    @hookspec(firstresult=True)
    def onboarding_profiles(self, query: OnboardingQuery) -> list[OnboardingProfile]:  # type: ignore[empty-body]
        """The onboarding state of learners. Needs `Capability.ONBOARDING_PROFILES`."""

    @hookspec(firstresult=True)
    def retire_learner(self, ref: LearnerRef) -> bool:  # type: ignore[empty-body]
        """Make the vendor forget a learner; True when done. Needs `Capability.RETIREMENT`. May be called again."""


class PlatformHooks:
    """Collected or broadcast: every plugin is asked, one by one, guarded."""

    @hookspec(historic=True)
    def plugin_failed(self, failure: Failure) -> None:
        """A plugin failed at some stage. A plugin that is loaded later hears of the earlier failures too."""

    @hookspec
    def email_template_names(self, email: EmailQuery) -> list[str]:  # type: ignore[empty-body]
        """Further template names to try for an email, most specific first; they come before the standard ones."""

    @hookspec
    def email_template_dirs(self) -> list[Path]:  # type: ignore[empty-body]
        """Folders in which email templates are looked for, before the base templates."""

    @hookspec
    def email_context(self, email: EmailQuery) -> Mapping[str, Any]:  # type: ignore[empty-body]
        """Further names for an email's template; names the host gives cannot be replaced."""

    @hookspec
    def review_decision(self, review: Review, attempt: AttemptData) -> ReviewDecision | None:
        """Decide what a review does to its attempt; the first answer that is not None counts.

        Asked for a vendor's review and for a person's own verdict, within the transaction that saves it: no I/O.
        The answer is None, no status (leave the attempt as it is), or one of verified, rejected, second_review_required
        and error. Nobody is asked about an attempt that was removed, declined, reset or never registered, and a
        pass without a submission is an error whatever is answered. When an implementation raises, the decision is
        a second review; where a reviewer is recorded, and without an answer, the host's review policy decides.
        """

    @hookspec
    def attempt_changed(self, change: AttemptChange) -> None:
        """An attempt was made or changed; after the commit, at least once for each change.

        Again for a plugin that raised, and for every plugin where the process ended before that was written down.
        """

    @hookspec
    def review_saved(self, saved: ReviewSaved) -> None:
        """A review was saved and acted upon; after the commit."""

    @hookspec
    def delivery_failed(self, failed: DeliveryFailed) -> None:
        """An effect failed; `failed.final` when it went to the dead letters."""


REQUIRED_HOOKS = frozenset({"register_attempt", "authenticate_callback", "parse_callback"})

__all__ = [
    "PROJECT",
    "REQUIRED_HOOKS",
    "BackendHooks",
    "BackendOptions",
    "PlatformHooks",
    "hookimpl",
    "hookspec",
]
