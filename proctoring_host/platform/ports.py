"""The ports: one Protocol for each thing only the platform knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from proctoring_host.data import ExamData
from proctoring_host.platform.outcomes import (
    Certificates,
    Coursework,
    CreditRecord,
    Grades,
    NoCertificates,
    NoCoursework,
    NoCreditRecord,
    NoGrades,
    NoSupport,
    Support,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

AnyUser: TypeAlias = "AbstractUser | AnonymousUser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user as mails and vendors may name them; an empty `language` means the site's."""

    username: str = field(repr=False)
    full_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    language: str = ""
    is_active: bool = True


class People(Protocol):
    def person(self, user_id: int) -> Person:
        """Raises `UserNotFound`."""


class Access(Protocol):
    """Who may do what. `user` is the signed-in user of the request, perhaps an anonymous one."""

    def is_course_staff(self, user: AnyUser, course_id: str) -> bool:
        """Also true for the staff of the whole site."""

    def can_take_proctored(self, user_id: int, exam: ExamData | None) -> bool:
        """False hides every screen of proctoring from the learner; `exam` None asks in general."""

    def can_retire(self, user: AnyUser) -> bool:
        """May this user have another person's data erased."""

    def can_review(self, user: AnyUser, *, backend: str = "") -> bool:
        """May this user give a verdict: on any attempt, or, with `backend`, on attempts of that backend."""


class Courses(Protocol):
    """Addresses are absolute. An unknown course has its id as its name, and no end."""

    def name(self, course_id: str) -> str: ...

    def course_url(self, course_id: str) -> str: ...

    def exam_url(self, course_id: str, content_id: str) -> str: ...

    def exam_path(self, course_id: str, content_id: str) -> str:
        """Where the exam is on the platform itself, also where learners use another front end: a path, no host."""

    def escalation_email(self, course_id: str) -> str:
        """Where learners of this course write to about proctoring; empty when there is no such address."""

    def ends_at(self, course_id: str) -> datetime | None: ...


class Dates(Protocol):
    def due(self, exam: ExamData, user_id: int) -> datetime | None:
        """When this learner has to be done with this exam."""

    def opens(self, exam: ExamData, user_id: int) -> datetime | None:
        """From when this learner may take this exam; None where the platform sets no such date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """Somebody who takes a course with proctored exams, and the mode of the enrolment."""

    user_id: int
    username: str = field(repr=False)
    mode: str | None = None


class Enrollments(Protocol):
    """Who takes a course."""

    def of_course(self, course_id: str, text_search: str = "") -> Sequence[Enrollment]:
        """Everybody who may take its proctored exams, in one query; `text_search` is part of a username or address."""


class NoEnrollments:
    """A platform that does not tell who takes a course: its listings are empty."""

    def of_course(self, course_id: str, text_search: str = "") -> Sequence[Enrollment]:
        return ()


class Credit(Protocol):
    """What a course asks for before its credit."""

    def requirements(self, user_id: int, course_id: str) -> Sequence[Mapping[str, object]]:
        """Each with `namespace`, `name`, `display_name`, `order` and `status`, or nothing where there is no credit."""


class NoCredit:
    """A platform without credit: nothing has to be done before an exam."""

    def requirements(self, user_id: int, course_id: str) -> Sequence[Mapping[str, object]]:
        return ()


class Names(Protocol):
    """Names that somebody has checked."""

    def verified_name(self, user_id: int) -> str:
        """The name under which the learner takes proctored exams; empty where nobody has verified one."""


class NoNames:
    """A platform that verifies no names: learners' own are taken."""

    def verified_name(self, user_id: int) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceDates:
    """When a part of a course is open to one learner."""

    opens: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A course as one learner sees it; content is named by the ids that exams have as `content_id`.

    What is not `accessible` is closed by a date of `dates`, or for another reason, such as another group of learners.
    """

    accessible: frozenset[str]
    dates: Mapping[str, SequenceDates]


class Outlines(Protocol):
    def of_learner(self, course_id: str, user_id: int, at: datetime) -> Outline | None:
        """None where the platform has no outline of this course: then everything is accessible."""


class NoOutlines:
    """A platform without outlines."""

    def of_learner(self, course_id: str, user_id: int, at: datetime) -> Outline | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """All ports together. Those with a default are optional."""

    people: People
    access: Access
    courses: Courses
    dates: Dates
    credit: Credit = field(default_factory=NoCredit)
    enrollments: Enrollments = field(default_factory=NoEnrollments)
    names: Names = field(default_factory=NoNames)
    outlines: Outlines = field(default_factory=NoOutlines)
    credit_record: CreditRecord = field(default_factory=NoCreditRecord)
    grades: Grades = field(default_factory=NoGrades)
    certificates: Certificates = field(default_factory=NoCertificates)
    coursework: Coursework = field(default_factory=NoCoursework)
    support: Support = field(default_factory=NoSupport)
