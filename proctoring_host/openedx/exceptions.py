"""The reference's names of errors, for code that catches them. Each is one of `proctoring_host.errors`.

Where the reference tells more cases apart than we do, several names stand for one error; where it tells fewer, the
more general one.
"""

from proctoring_host.errors import (
    AllowanceInvalid,
    AttemptExists,
    AttemptNotFound,
    AttemptPastDue,
    AttemptStarted,
    BackendAnswerInvalid,
    BackendError,
    BackendUnavailable,
    ExamExists,
    ExamInactive,
    ExamNotFound,
    NotResumable,
    OnboardingRequired,
    PermissionRefused,
    ProctoringError,
    RemovalFailed,
    ReviewPolicyExists,
    ReviewPolicyNotFound,
    ReviewRefused,
    TransitionRefused,
    UserNotFound,
)

ProctoredBaseException = ProctoringError

AllowanceValueNotAllowedException = AllowanceInvalid
BackendProviderCannotRegisterAttempt = BackendError
BackendProviderCannotRemoveAttempt = RemovalFailed
BackendProviderCannotRetireUser = BackendError
BackendProviderNotConfigured = BackendUnavailable
BackendProviderOnboardingException = OnboardingRequired
BackendProviderOnboardingProfilesException = BackendError
BackendProviderRemovalNotConfirmed = RemovalFailed
BackendProviderSentNoAttemptID = BackendAnswerInvalid
ProctoredExamAlreadyExists = ExamExists
ProctoredExamBadReviewStatus = ReviewRefused
ProctoredExamIllegalResumeUpdate = NotResumable
ProctoredExamIllegalStatusTransition = TransitionRefused
ProctoredExamNotActiveException = ExamInactive
ProctoredExamNotFoundException = ExamNotFound
ProctoredExamPermissionDenied = PermissionRefused
ProctoredExamReviewAlreadyExists = ReviewRefused
ProctoredExamReviewPolicyAlreadyExists = ReviewPolicyExists
ProctoredExamReviewPolicyNotFoundException = ReviewPolicyNotFound
ProctoredExamSuspiciousLookup = ReviewRefused
StudentExamAttemptAlreadyExistsException = AttemptExists
StudentExamAttemptDoesNotExistsException = AttemptNotFound
StudentExamAttemptOnPastDueProctoredExam = AttemptPastDue
StudentExamAttemptedAlreadyStarted = AttemptStarted
UserNotFoundException = UserNotFound
