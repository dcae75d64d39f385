"""The ports into which the outcome of an exam goes. A platform may lack each of them.

They are called only by effects, after the commit, perhaps more than once for the same change: a repeat must do no
harm. `offered` is asked before anything is written into the outbox; where it is false nothing is.
"""

from dataclasses import dataclass, field
from typing import Protocol


class Offered(Protocol):
    def offered(self) -> bool:
        """Whether the platform has this at all; asked often, so quick, and without a query."""


class CreditRecord(Offered, Protocol):
    """A learner's credit for a course, in which an exam is one requirement."""

    def set_status(self, user_id: int, course_id: str, content_id: str, status: str) -> None:
        """`satisfied`, `submitted`, `failed` or `declined`; nothing happens in a course without credit."""

    def remove_status(self, user_id: int, course_id: str, content_id: str) -> None: ...


class Grades(Offered, Protocol):
    """A learner's grade for an exam."""

    def overrides_rejected(self, course_id: str) -> bool:
        """Whether an attempt that is rejected costs the grade in this course."""

    def set_to_zero(self, user_id: int, course_id: str, content_id: str, *, set_by: int | None, comment: str) -> None:
        """`set_by` is the user who rejected the attempt, if it was one; staff read the comment beside the grade."""

    def restore(self, user_id: int, course_id: str, content_id: str) -> None:
        """Take back `set_to_zero`; nothing happens where the grade was not set."""


class Certificates(Offered, Protocol):
    def invalidate(self, user_id: int, course_id: str) -> None:
        """Take back the learner's certificate of the course, if there is one."""


class Coursework(Offered, Protocol):
    """What a learner did in the course."""

    def complete(self, user_id: int, content_id: str) -> None:
        """Everything in this exam counts as done."""

    def erase(self, user_id: int, course_id: str, content_id: str, *, requested_by: int | None) -> None:
        """Forget the learner's answers; `requested_by` is the user who removed the attempt, if it was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspiciousReview:
    """A review that nobody has looked at yet; `review_url` is where staff see it at the vendor."""

    course_id: str
    exam_name: str
    username: str = field(repr=False)
    review_url: str


class Support(Offered, Protocol):
    def report_suspicious(self, review: SuspiciousReview) -> None:
        """Have the platform's support look at it."""


class Nothing:
    """What a platform without such a port offers."""

    def offered(self) -> bool:
        return False


class NoCreditRecord(Nothing):
    def set_status(self, user_id: int, course_id: str, content_id: str, status: str) -> None: ...

    def remove_status(self, user_id: int, course_id: str, content_id: str) -> None: ...


class NoGrades(Nothing):
    def overrides_rejected(self, course_id: str) -> bool:
        return False

    def set_to_zero(
        self, user_id: int, course_id: str, content_id: str, *, set_by: int | None, comment: str
    ) -> None: ...

    def restore(self, user_id: int, course_id: str, content_id: str) -> None: ...


class NoCertificates(Nothing):
    def invalidate(self, user_id: int, course_id: str) -> None: ...


class NoCoursework(Nothing):
    def complete(self, user_id: int, content_id: str) -> None: ...

    def erase(self, user_id: int, course_id: str, content_id: str, *, requested_by: int | None) -> None: ...


class NoSupport(Nothing):
    def report_suspicious(self, review: SuspiciousReview) -> None: ...
