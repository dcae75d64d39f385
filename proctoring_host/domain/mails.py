"""The mails there are, and the names of their template files."""

from enum import StrEnum

from proctoring_host.domain.statuses import Status


class MailKind(StrEnum):
    """One mail for each thing a learner hears of. The first three are the reference's."""

    SUBMITTED = "submitted"
    SATISFACTORY = "satisfactory"
    UNSATISFACTORY = "unsatisfactory"
    RESUME_GRANTED = "resume_granted"
    ONBOARDING_APPROVED = "onboarding_approved"
    ONBOARDING_REJECTED = "onboarding_rejected"
    ONBOARDING_EXPIRING = "onboarding_expiring"
    REVIEW_DELAYED = "review_delayed"
    ALLOWANCE_GRANTED = "allowance_granted"

    @property
    def html_name(self) -> str:
        return f"proctoring_attempt_{self}_email.html"

    @property
    def text_name(self) -> str:
        return f"proctoring_attempt_{self}_email.txt"

    @property
    def subject_name(self) -> str:
        return f"proctoring_attempt_{self}_email_subject.txt"

    @property
    def status(self) -> Status:
        """The status that an attempt this mail tells of stands in; for an allowance there may be no attempt yet."""
        return _STATUS_OF[self]

    @property
    def cause(self) -> str:
        """When it is sent, for the documentation."""
        return _CAUSE_OF[self]


ALWAYS_KNOWN = frozenset({MailKind.SUBMITTED, MailKind.SATISFACTORY, MailKind.UNSATISFACTORY})
"""Those that are sent unless they are switched off; the others are sent once they are switched on."""

MAIL_OF = {
    Status.SUBMITTED: MailKind.SUBMITTED,
    Status.VERIFIED: MailKind.SATISFACTORY,
    Status.REJECTED: MailKind.UNSATISFACTORY,
}
ONBOARDING_MAIL_OF = {
    Status.VERIFIED: MailKind.ONBOARDING_APPROVED,
    Status.REJECTED: MailKind.ONBOARDING_REJECTED,
}

AWAITS_REVIEW = frozenset({Status.SUBMITTED, Status.SECOND_REVIEW_REQUIRED})
"""While a learner waits for a result, a review may be late."""

_STATUS_OF = {
    MailKind.SUBMITTED: Status.SUBMITTED,
    MailKind.SATISFACTORY: Status.VERIFIED,
    MailKind.UNSATISFACTORY: Status.REJECTED,
    MailKind.RESUME_GRANTED: Status.ERROR,
    MailKind.ONBOARDING_APPROVED: Status.VERIFIED,
    MailKind.ONBOARDING_REJECTED: Status.REJECTED,
    MailKind.ONBOARDING_EXPIRING: Status.VERIFIED,
    MailKind.REVIEW_DELAYED: Status.SUBMITTED,
    MailKind.ALLOWANCE_GRANTED: Status.CREATED,
}
_CAUSE_OF = {
    MailKind.SUBMITTED: "the attempt is submitted",
    MailKind.SATISFACTORY: "the attempt is verified",
    MailKind.UNSATISFACTORY: "the attempt is rejected",
    MailKind.RESUME_GRANTED: "staff let the learner go on after an error",
    MailKind.ONBOARDING_APPROVED: "an onboarding exam is verified",
    MailKind.ONBOARDING_REJECTED: "an onboarding exam is rejected",
    MailKind.ONBOARDING_EXPIRING: "an approved onboarding ends within `ONBOARDING_EXPIRES_DAYS`",
    MailKind.REVIEW_DELAYED: "a submitted attempt has had no result for `REVIEW_DELAYED_DAYS`",
    MailKind.ALLOWANCE_GRANTED: "an allowance is given or changed",
}
