"""The mails there are, and the names of their template files."""

from enum import StrEnum

from proctoring_host.domain.statuses import Status


class MailKind(StrEnum):
    """One mail for each result a learner hears of."""

    SUBMITTED = "submitted"
    SATISFACTORY = "satisfactory"
    UNSATISFACTORY = "unsatisfactory"

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
        """The attempt's status that this mail tells of."""
        return _STATUS_OF[self]


_STATUS_OF = {
    MailKind.SUBMITTED: Status.SUBMITTED,
    MailKind.SATISFACTORY: Status.VERIFIED,
    MailKind.UNSATISFACTORY: Status.REJECTED,
}
