"""Every error a use case or a backend may raise, each with the HTTP status and code a client gets.

Messages name the exam, attempt and backend and say what to do. They never hold a secret, a request or
response body, or a learner's name: they are shown to learners, logged and stored.
"""

from collections.abc import Sequence

from proctoring_host.domain.statuses import ONBOARDING_ERRORS, Status


class ProctoringError(Exception):
    """Root of the family. `http_status` and `code` are what the REST API answers with."""

    http_status = 400
    code = "invalid"

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class FeatureDisabled(ProctoringError):
    """ENABLE_SPECIAL_EXAMS is off: nothing is created, taken or shown, nothing is lost."""

    http_status = 404
    code = "feature_disabled"


class BelongsToLms(ProctoringError):
    """A change of an attempt in a process of Studio, which cannot tell grades, certificates and credit of it."""

    http_status = 409
    code = "belongs_to_lms"


class InvalidValue(ProctoringError):
    """An argument has the wrong form; `field` names it."""


class ExamNotFound(ProctoringError):
    """The reference answers unknown exams with 400, and its clients rely on it."""

    code = "exam_not_found"


class ExamExists(ProctoringError):
    """A second exam for the same course and content."""

    code = "exam_exists"


class AttemptNotFound(ProctoringError):
    """Unknown attempts are 400 as in the reference; the views that promise 404 say so themselves."""

    code = "attempt_not_found"


class AttemptExists(ProctoringError):
    """The learner has an attempt for this exam, and it is neither a practice nor ready to be resumed."""

    code = "attempt_exists"


class AttemptPastDue(ProctoringError):
    """The due date of the exam has passed for this learner."""

    http_status = 403
    code = "past_due"


class TransitionRefused(ProctoringError):
    """The attempt table has no such move for this actor."""

    code = "illegal_transition"


class AttemptStarted(TransitionRefused):
    """A second start of an attempt that runs."""

    code = "already_started"


class NotResumable(TransitionRefused):
    """The attempt did not end in an error, or nobody has allowed its learner to go on."""

    code = "not_resumable"


class ReviewPolicyNotFound(ProctoringError):
    code = "review_policy_not_found"


class ReviewPolicyExists(ProctoringError):
    """A second review policy for the same exam, where a first one was to be made."""

    code = "review_policy_exists"


class AllowanceInvalid(ProctoringError):
    code = "allowance_invalid"


class ExamInactive(AllowanceInvalid):
    """Nothing can be allowed for an exam that is switched off."""


class UserNotFound(ProctoringError):
    code = "user_not_found"


class UserAmbiguous(ProctoringError):
    """Digits that are the username of one person and the id of another."""

    code = "user_ambiguous"


class ReviewRefused(ProctoringError):
    """A review that does not fit its attempt, or a second one where updates are switched off."""

    code = "review_refused"


class ExamNotProctored(ProctoringError):
    """A review for an exam that is no longer proctored."""

    http_status = 412
    code = "exam_not_proctored"


class PermissionRefused(ProctoringError):
    http_status = 403
    code = "permission_denied"


class CallbackRejected(ProctoringError):
    """Raised by `authenticate_callback`: the call does not prove that it comes from the vendor."""

    http_status = 403
    code = "callback_rejected"


class CallbackMalformed(ProctoringError):
    """Raised by `parse_callback`: the body is not what the vendor's protocol describes."""

    code = "callback_malformed"


class BackendError(ProctoringError):
    """Anything that went wrong at, or on the way to, a vendor.

    `retry_after` (seconds) is the vendor's own wish; `final` says that trying again cannot help.
    """

    http_status = 503
    code = "backend_error"

    def __init__(
        self,
        detail: str,
        *,
        backend: str,
        vendor_status: int | None = None,
        retry_after: float | None = None,
        final: bool = False,
    ) -> None:
        super().__init__(detail)
        self.backend = backend
        self.vendor_status = vendor_status
        self.retry_after = retry_after
        self.final = final


class BackendUnavailable(BackendError):
    """The backend is not configured, or one of its stages failed at start; the exam waits for it."""

    http_status = 500
    code = "backend_unavailable"


class CapabilityMissing(BackendError):
    """The backend never promised what was asked of it: trying again cannot help."""

    http_status = 404
    code = "capability_missing"

    def __init__(self, detail: str, *, backend: str) -> None:
        super().__init__(detail, backend=backend, final=True)


class BackendUnreachable(BackendError):
    """No answer: refused, timed out, dropped."""

    code = "backend_unreachable"


class ExamUnknown(BackendUnreachable):
    """The vendor has to know the exam before it can be told of an attempt; `elsewhere` is just telling it."""

    def __init__(self, detail: str, *, backend: str, elsewhere: bool = False) -> None:
        super().__init__(detail, backend=backend)
        self.elsewhere = elsewhere


class BackendPaused(BackendError):
    """The vendor failed again and again and is left alone for a while; what is to be done waits, and is not lost."""

    code = "backend_paused"


class BackendAnswerInvalid(BackendError):
    """An answer that the vendor's protocol does not allow (HTML, wrong types, nothing)."""

    http_status = 502
    code = "backend_answer_invalid"


class RegistrationRefused(BackendError):
    """The vendor answered and said no; clients get the vendor's own status when it is an error status."""

    code = "registration_refused"

    def __init__(
        self,
        detail: str,
        *,
        backend: str,
        vendor_status: int | None = None,
        retry_after: float | None = None,
        final: bool = False,
    ) -> None:
        super().__init__(detail, backend=backend, vendor_status=vendor_status, retry_after=retry_after, final=final)
        if vendor_status is not None and 400 <= vendor_status <= 599:
            self.http_status = vendor_status


class RemovalFailed(BackendError):
    """The vendor could not remove the attempt, so it stays here too."""

    http_status = 502
    code = "removal_failed"


class MailFailed(ProctoringError):
    """A mail could not be written or handed over; `final` says that trying again cannot help."""

    http_status = 503
    code = "mail_failed"

    def __init__(self, detail: str, *, final: bool = False) -> None:
        super().__init__(detail)
        self.final = final


class OnboardingRequired(ProctoringError):
    """Raised by `register_attempt`: the vendor wants onboarding first; `status` is an onboarding error."""

    code = "onboarding_required"

    def __init__(self, status: Status) -> None:
        if status not in ONBOARDING_ERRORS:
            raise ValueError(f"{status} is not an onboarding status; use one of {sorted(ONBOARDING_ERRORS)}")
        super().__init__(f"The vendor asks for onboarding before this exam: {status}.")
        self.status = status


class OptionsInvalid(ProctoringError):
    """All problems of one backend's options at once; each names the key's full path and never its value."""

    code = "options_invalid"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)
