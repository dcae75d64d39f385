"""The hooks of backends, in the order in which they fire."""

from collections.abc import Iterable

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
from proctoring_host.hookspecs.markers import hookspec

REQUIRED_HOOKS = frozenset({"register_attempt", "authenticate_callback", "parse_callback"})


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
