"""The ports: one Protocol for each thing only the platform knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from proctoring_host.data import ExamData

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """All ports together."""

    people: People
    access: Access
    courses: Courses
    dates: Dates
    credit: Credit = field(default_factory=NoCredit)
    enrollments: Enrollments = field(default_factory=NoEnrollments)
