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
    VideoLink,
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

        It must be quick. Only with `live` true may it call the vendor; it then says whether address, credentials and
        clock work, and leaves nothing behind there.

        When: at start, in Django's checks, in `proctoring plugins`, `doctor` and `backend-check`. By: the command or
        the process that starts. Often: each time; with `live` only when a person asked for it. Fails: the check is
        reported as broken off; the backend stays at work.
        """

    @hookspec(firstresult=True)
    def register_exam(self, exam: ExamData) -> str:  # type: ignore[empty-body]
        """Make or change the exam at the vendor and return the vendor's id of it. Needs `Capability.EXAMS`.

        `is_active` is false when the exam ends. `exam.external_id` is what an earlier call returned.

        When: after the commit that made or changed the exam, also when it ends. By: the outbox. Often: once for each
        change, again after a failure. Fails: it is tried again, and attempts of the exam wait for it.
        """

    @hookspec(firstresult=True)
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:  # type: ignore[empty-body]
        """Tell the vendor of a new attempt and return the vendor's id of it. Required.

        Raises `OnboardingRequired` where the vendor wants onboarding first, `RegistrationRefused` where it said no,
        `BackendUnreachable` or `BackendAnswerInvalid` where there was no usable answer.

        When: after the commit that made the attempt, never within a transaction. By: the outbox, on behalf of the
        learner's request, or later the worker. Often: once; again, with the same attempt code, after a failure or when
        the answer was lost. Fails: the learner is told to try again, and the worker tries for about half a day; then an
        operator decides.
        """

    @hookspec(firstresult=True)
    def launch_info(self, attempt: AttemptData, language: str) -> LaunchInfo:  # type: ignore[empty-body]
        """Tell what the learner has to do in order to set up. Optional.

        A call to the vendor needs a short time-out. `language` is a code such as `pt-br`.

        When: the set-up page or its data are shown. By: the learner's request, which waits for it. Often: each time.
        Fails: the page is shown without vendor steps.
        """

    @hookspec(firstresult=True)
    def allows_entry(self, entry: Entry) -> bool:  # type: ignore[empty-body]
        """Tell whether this browser may see the content of a running attempt. Optional; default is yes.

        When: a page of a running exam is asked for. By: the learner's request. Often: on every page: no I/O. Fails:
        entry is refused.
        """

    @hookspec(firstresult=True)
    def notify_attempt(self, change: AttemptChange) -> Notified:  # type: ignore[empty-body]
        """Tell the vendor that an attempt was started, submitted or ended in error. Optional.

        Raise a `BackendError` to be called again.

        When: after the commit of the change, once the attempt is registered. By: the outbox. Often: once for each
        change, in their order, and again until it returns: be idempotent. Fails: it is tried again; later changes of
        the attempt wait.
        """

    @hookspec(firstresult=True)
    def follow_up(self, due: FollowUpDue) -> FollowUpAnswer:
        """Answer for a follow-up this backend asked for in `RegisteredAttempt` or `Notified`. Optional.

        For vendors that have to be asked for their verdict. A review or a ready answer is treated like an authenticated
        callback, a `FollowUp` asks to be called again, None ends it.

        When: at the earliest after the time that was wished for. By: the worker. Often: once for each wish, again after
        a failure. Fails: it is tried again, then given up.
        """

    @hookspec(firstresult=True)
    def remove_attempt(self, attempt: AttemptData) -> bool:  # type: ignore[empty-body]
        """Remove the attempt at the vendor. Optional.

        Of no use are attempts that were declined before they were handed in, and practices that were reset. True
        when it is gone, which includes that it was gone before. False, or a `BackendError`, keeps it where staff asked,
        and has the outbox ask again.

        When: before staff remove an attempt, and after one has become useless. By: the request of staff, or the outbox.
        Often: once, again after a failure. Fails: where staff asked the attempt stays; the outbox asks again.
        """

    @hookspec(firstresult=True)
    def authenticate_callback(self, callback: Callback) -> bool:  # type: ignore[empty-body]
        """Prove that a call comes from the vendor: return True or raise `CallbackRejected`. Required.

        There is no default, on purpose. Compare secrets in constant time. A callback of kind `LAUNCH` comes from the
        learner's own browser.

        When: a call comes in, before anything of its body is looked at. By: the vendor's request, or the learner's
        browser for `LAUNCH`. Often: once for each call; at the shared address every backend is asked. Fails: the call
        is refused with 403, or 503 for a broken plugin.
        """

    @hookspec(firstresult=True)
    def parse_callback(self, callback: Callback) -> ParsedCallback:  # type: ignore[empty-body]
        """Translate an authenticated call into our words. Required.

        Pure: no database, no vendor, no state. Raises `CallbackMalformed` for a wrong form and for a review word it
        does not know; an unknown word is never a pass.

        When: after `authenticate_callback` has returned True. By: the same request. Often: once for each call, repeats
        of a call included. Fails: the call is refused with 400, and the vendor has to send it again.
        """

    @hookspec(firstresult=True)
    def fetch_reviews(self, since: BackfillQuery) -> Iterable[Review]:  # type: ignore[empty-body]
        """Fetch reviews that the vendor finished since then. Needs `Capability.BACKFILL`.

        What it returns is treated like a callback, so repeats do no harm.

        When: reviews are missing. By: an operator or the worker. Often: as often as asked. Fails: nothing is taken
        over.
        """

    @hookspec(firstresult=True)
    def video_url(self, query: VideoQuery) -> str:  # type: ignore[empty-body]
        """Open an encrypted video link for a member of staff. Needs `Capability.VIDEO`.

        Raises `BackendError` when the key it was encrypted with is no longer configured.

        When: staff open a recording. By: the request of staff, which waits for it. Often: each time. Fails: staff are
        told.
        """

    @hookspec(firstresult=True)
    def renew_video_link(self, link: VideoLink) -> str:  # type: ignore[empty-body]
        """Encrypt a stored link anew, in the form and with the key that this backend uses today. Optional.

        For links that an older installation encrypted. Without this hook they stay as they are. Never calls the vendor.
        Raises `BackendError` when the link cannot be opened.

        When: an older installation is taken over. By: an operator's command. Often: once for each link, again after an
        interruption. Fails: the link stays as it is, and the operator is told.
        """

    @hookspec(firstresult=True)
    def dashboard_url(self, query: DashboardQuery) -> str:  # type: ignore[empty-body]
        """The address of the vendor's dashboard for this member of staff. Needs `Capability.DASHBOARD`.

        When: staff want the vendor's pages. By: the request of staff, which waits for it. Often: each time. Fails:
        staff are told.
        """

    @hookspec(firstresult=True)
    def onboarding_profiles(self, query: OnboardingQuery) -> list[OnboardingProfile]:  # type: ignore[empty-body]
        """The onboarding state of learners. Needs `Capability.ONBOARDING_PROFILES`.

        When: onboarding is looked up, and the site asks vendors for it. By: the request of learner or staff, which
        waits for it. Often: each time; page by page for a course. Fails: the request is answered with 503.
        """

    @hookspec(firstresult=True)
    def retire_learner(self, ref: LearnerRef) -> bool:  # type: ignore[empty-body]
        """Make the vendor forget a learner; True when done. Needs `Capability.RETIREMENT`.

        When: a learner is to be forgotten. By: the request of an operator, and the outbox until you answer True. Often:
        once for each backend of the learner, again when asked again. Fails: the operator is told which backends failed,
        and it is retried.
        """


class PlatformHooks:
    """Collected or broadcast: every plugin is asked, one by one, guarded."""

    @hookspec(historic=True)
    def plugin_failed(self, failure: Failure) -> None:
        """A plugin failed at some stage.

        When: a plugin failed at some stage. By: whatever found out. Often: once for each distinct failure; a later
        plugin hears of earlier ones. Fails: it is logged.
        """

    @hookspec
    def email_template_names(self, email: EmailQuery) -> list[str]:  # type: ignore[empty-body]
        """Further template names to try for an email, most specific first.

        A platform plugin's come before the standard ones, a backend's behind those of its own folder.

        When: a mail is composed. By: the outbox, or a preview. Often: once for each mail. Fails: the names of the
        others are tried.
        """

    @hookspec
    def email_template_dirs(self) -> list[Path]:  # type: ignore[empty-body]
        """Folders in which email templates are looked for, before the base templates.

        When: templates are looked for. By: the outbox, or a preview. Often: often; it may be kept. Fails: the folders
        of the others are used.
        """

    @hookspec
    def email_context(self, email: EmailQuery) -> Mapping[str, Any]:  # type: ignore[empty-body]
        """Further names for an email's template; names the host gives cannot be replaced.

        When: a mail is composed. By: the outbox, or a preview. Often: once for each mail. Fails: the mail goes without
        these names.
        """

    @hookspec
    def review_decision(self, review: Review, attempt: AttemptData) -> ReviewDecision | None:
        """Decide what a review does to its attempt; the first answer that is not None counts.

        Asked for a vendor's review and for a person's own verdict, within the transaction that saves it: no I/O. The
        answer is None, no status (leave the attempt as it is), or one of verified, rejected, second_review_required and
        error. Nobody is asked about an attempt that was removed, declined, reset or never registered, and a pass
        without a submission is an error whatever is answered. When an implementation raises, the decision is a second
        review; where a reviewer is recorded, and without an answer, the host's review policy decides.

        When: a review is saved, within its transaction: no I/O. By: the request that brought it, or the worker. Often:
        once for each review that differs from the last. Fails: the decision is a second review; where a reviewer is
        recorded, the host's policy.
        """

    @hookspec
    def attempt_changed(self, change: AttemptChange) -> None:
        """An attempt was made or changed.

        When: after the commit. By: the outbox. Often: at least once for each change. Fails: it is logged, and tried
        again for this plugin.
        """

    @hookspec
    def review_saved(self, saved: ReviewSaved) -> None:
        """A review was saved and acted upon.

        When: after the commit. By: the outbox. Often: at least once for each review. Fails: it is logged, and tried
        again for this plugin.
        """

    @hookspec
    def delivery_failed(self, failed: DeliveryFailed) -> None:
        """An effect failed; `failed.final` when it went to the dead letters.

        When: an effect failed. By: the outbox. Often: once for each failure. Fails: it is logged.
        """


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
