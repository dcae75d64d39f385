"""A site that has used edx-proctoring for a while: made by edx-proctoring 6.1.4 itself, through its API and its models.

Imported only where that is installed. The import trial of the benchmarks makes its site here, too.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

COURSE = "course-v1:Old+O1+2025"
LINK = "https://vendor.example/DirectLink-Generic/{number}"
BEGAN = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
AT_ONCE = 500


class Credit:
    """Every learner is enrolled, and nothing is required of them."""

    def get_credit_state(self, *_who: object, **_how: object) -> dict[str, Any]:
        return {
            "enrollment_mode": "verified",
            "profile_fullname": "Ada Old",
            "student_email": "ada@example.com",
            "course_name": "Old",
            "is_credit_course": False,
            "credit_requirement_status": [],
            "course_end_date": None,
        }

    def set_credit_requirement_status(self, *_what: object, **_how: object) -> None:
        return None

    remove_credit_requirement_status = set_credit_requirement_status


class Instructor:
    """Everything is done at once."""

    def is_course_staff(self, _user: object, _course_id: object) -> bool:
        return True

    def delete_student_attempt(self, *_what: object, **_how: object) -> None:
        return None

    complete_student_attempt = send_support_notification = delete_student_attempt

    def get_proctoring_escalation_email(self, _course_id: object) -> None:
        return None


class Grades:
    """Nothing is overridden."""

    def should_override_grade_on_rejected_exam(self, _course: object) -> bool:
        return False

    def override_subsection_grade(self, *_what: object, **_how: object) -> None:
        return None

    undo_override_subsection_grade = override_subsection_grade


SERVICES = {"credit": Credit, "instructor": Instructor, "grades": Grades}


class OldSite:
    """`backend` has to be one that edx-proctoring is configured with, `video_key` its key in hexadecimal digits."""

    def __init__(self, backend: str, video_key: str = "") -> None:
        self.backend, self.video_key = backend, video_key

    def fill(self, attempts: int, lived: int) -> None:
        """So many attempts, of which `lived` went through the API step by step."""
        self._services()
        self.staff = self._user("old-staff")
        self.exams = self._exams()
        self._policies()
        for number in range(lived):
            self._live(number)
        for start in range(lived, attempts, AT_ONCE):
            self._in_bulk(range(start, min(attempts, start + AT_ONCE)))

    def _services(self) -> None:
        import rules
        from edx_proctoring.runtime import set_runtime_service

        rules.set_perm("edx_proctoring.can_take_proctored_exam", rules.always_true)
        for name, service in SERVICES.items():
            set_runtime_service(name, service())

    def leave(self) -> None:
        """Services and rules are the whole process's: to whom `Instructor` answers, everybody is staff."""
        import rules
        from edx_proctoring.runtime import set_runtime_service

        rules.remove_perm("edx_proctoring.can_take_proctored_exam")
        for name in SERVICES:
            set_runtime_service(name, None)

    def _exams(self) -> dict[str, int]:
        from edx_proctoring import api

        kinds = {
            "timed": {"is_proctored": False},
            "proctored": {"due_date": BEGAN + timedelta(days=3650)},
            "practice": {"is_practice_exam": True},
            "of the site's backend": {"backend": None},
            "in bulk": {},
            "inactive": {"is_active": False},
        }
        return {
            name: api.create_exam(COURSE, f"old-{number}", f"Exam {name}", 90, **{"backend": self.backend, **more})
            for number, (name, more) in enumerate(kinds.items())
        }

    def _policies(self) -> None:
        from edx_proctoring import api

        for name in ("proctored", "practice", "in bulk"):
            api.create_exam_review_policy(self.exams[name], self.staff.pk, "Closed book")
        api.update_review_policy(self.exams["proctored"], self.staff.pk, "Open book")
        api.update_review_policy(self.exams["practice"], self.staff.pk, "")
        api.update_exam(self.exams["timed"], time_limit_mins=45)

    def _user(self, name: str) -> Any:
        from django.contrib.auth.models import User

        return User.objects.create(username=name, email=f"{name}@example.com")

    def _live(self, number: int) -> None:
        """One of the ways through an exam; each learner goes one."""
        ways = [self._submitted, self._verified, self._rejected, self._declined, self._resumed, self._removed]
        ways += [self._timed, self._practised_twice, self._running, self._created, self._allowed]
        ways[number % len(ways)](self._user(f"old-learner-{number}"), number)

    def _created(self, user: Any, _number: int, exam: str = "proctored") -> int:
        from edx_proctoring import api

        return api.create_exam_attempt(self.exams[exam], user.pk, taking_as_proctored=exam != "timed")

    def _running(self, user: Any, number: int, exam: str = "proctored") -> int:
        from edx_proctoring import api

        attempt = self._created(user, number, exam)
        api.start_exam_attempt(self.exams[exam], user.pk)
        return attempt

    def _submitted(self, user: Any, number: int, exam: str = "proctored") -> int:
        attempt = self._running(user, number, exam)
        self._to(attempt, "submitted")
        return attempt

    def _verified(self, user: Any, number: int) -> int:
        attempt = self._submitted(user, number, "of the site's backend")
        self._review(attempt, number, "Clean")
        return attempt

    def _rejected(self, user: Any, number: int) -> None:
        """Suspicious to the vendor, and to a reviewer as well."""
        attempt = self._submitted(user, number)
        review = self._review(attempt, number, "Suspicious")
        review.reviewed_by = self.staff
        review.save()

    def _declined(self, user: Any, number: int) -> None:
        self._to(self._created(user, number), "declined")

    def _resumed(self, user: Any, number: int) -> None:
        from edx_proctoring import api

        attempt = self._running(user, number)
        api.update_exam_attempt(attempt, time_remaining_seconds=1800)
        self._to(attempt, "error")
        api.mark_exam_attempt_as_ready_to_resume(attempt)
        if number % 2:
            self._running(user, number)

    def _removed(self, user: Any, number: int) -> None:
        from edx_proctoring import api

        api.remove_exam_attempt(self._verified(user, number), self.staff)

    def _timed(self, user: Any, number: int) -> None:
        self._submitted(user, number, "timed")

    def _practised_twice(self, user: Any, number: int) -> None:
        from edx_proctoring import api

        self._to(self._running(user, number, "practice"), "error")
        api.reset_practice_exam(self.exams["practice"], user.pk, user)

    def _allowed(self, user: Any, number: int) -> None:
        from edx_proctoring import api

        exam = self.exams["proctored"]
        api.add_allowance_for_user(exam, user.username, "additional_time_granted", "10")
        api.add_allowance_for_user(exam, user.username, "additional_time_granted", "20")
        api.add_allowance_for_user(exam, user.username, "review_policy_exception", "notes on paper")
        if number % 2:
            api.remove_allowance_for_user(exam, user.pk, "review_policy_exception")
        self._running(user, number)

    def _to(self, attempt: int, status: str) -> None:
        from edx_proctoring import api

        api.update_attempt_status(attempt, status)

    def _review(self, attempt: int, number: int, word: str) -> Any:
        from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt

        row = ProctoredExamStudentAttempt.objects.get(pk=attempt)
        review = ProctoredExamSoftwareSecureReview(**self._review_values(row, number, word))
        review.save()
        self._comments([review])
        return review

    def _review_values(self, attempt: Any, number: int, word: str) -> dict[str, Any]:
        from edx_proctoring.utils import encrypt_and_encode

        link = LINK.format(number=number).encode()
        return {
            "attempt_code": attempt.attempt_code,
            "review_status": word,
            "raw_data": json.dumps({"reviewStatus": word, "examMetaData": {"examCode": attempt.attempt_code}}),
            "encrypted_video_url": encrypt_and_encode(link, bytes.fromhex(self.video_key)) if self.video_key else None,
            "student_id": attempt.user_id,
            "exam_id": attempt.proctored_exam_id,
        }

    def _comments(self, reviews: Sequence[Any]) -> None:
        from edx_proctoring.models import ProctoredExamSoftwareSecureComment as Comment

        rows = [
            Comment(review=review, start_time=n, stop_time=n + 1, duration=1, comment=f"Remark {n}", status="Clean")
            for review in reviews
            for n in range(3)
        ]
        Comment.objects.bulk_create(rows)

    def _in_bulk(self, numbers: range) -> None:
        """Created, started, handed in, every other one reviewed: each step in the history, as saving leaves it."""
        from django.contrib.auth.models import User
        from edx_proctoring.models import ProctoredExamSoftwareSecureReview as Review
        from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt
        from simple_history.utils import bulk_create_with_history, bulk_update_with_history

        User.objects.bulk_create([User(username=f"bulk-{n}", email=f"bulk-{n}@example.com") for n in numbers])
        users = {user.username: user for user in User.objects.filter(username__startswith="bulk-")}
        new = [self._new(users[f"bulk-{n}"], n) for n in numbers]
        bulk_create_with_history(new, Attempt, batch_size=AT_ONCE)
        rows = list(Attempt.objects.filter(attempt_code__in=[row.attempt_code for row in new]).order_by("id"))
        for step in self._steps():
            for row in rows:
                for name, value in step.items():
                    setattr(row, name, value)
            bulk_update_with_history(rows, Attempt, list(step), batch_size=AT_ONCE)
        reviewed = [Review(**self._review_values(row, row.pk, "Clean")) for row in rows[::2]]
        Review.objects.bulk_create(reviewed)
        self._comments(list(Review.objects.filter(attempt_code__in=[row.attempt_code for row in reviewed])))

    def _new(self, user: Any, number: int) -> Any:
        from edx_proctoring.models import ProctoredExamStudentAttempt

        return ProctoredExamStudentAttempt(
            user=user,
            proctored_exam_id=self.exams["in bulk"],
            attempt_code=f"BULK-{number:08d}",
            external_id=f"locator-{number:08d}",
            status="created",
            taking_as_proctored=True,
        )

    def _steps(self) -> Iterator[dict[str, Any]]:
        yield {"status": "started", "started_at": BEGAN, "allowed_time_limit_mins": 90}
        yield {"status": "submitted", "completed_at": BEGAN + timedelta(hours=1)}
        yield {"status": "verified"}


def what_it_says(video_key: str = "") -> dict[str, list[Any]]:
    """What edx-proctoring itself knows of its attempts and reviews, in words that can be compared with ours."""
    from edx_proctoring.models import ProctoredExamSoftwareSecureReview as Review
    from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt

    attempts = Attempt.objects.select_related("user", "proctored_exam")
    return {
        "attempts": sorted([_attempt(row) for row in attempts], key=json.dumps),
        "reviews": sorted(
            [row.attempt_code, row.review_status, row.is_attempt_active, _link(row, video_key)]
            for row in Review.objects.all()
        ),
    }


def _attempt(row: Any) -> list[Any]:
    return [
        row.attempt_code,
        row.user.username,
        row.proctored_exam.content_id,
        row.status,
        row.external_id,
        _text(row.started_at),
        _text(row.completed_at),
        row.allowed_time_limit_mins,
        row.time_remaining_seconds,
    ]


def _link(review: Any, video_key: str) -> str:
    """To the player that the vendor has today."""
    from edx_proctoring.utils import decode_and_decrypt

    if not review.encrypted_video_url:
        return ""
    opened = decode_and_decrypt(bytes(review.encrypted_video_url), bytes.fromhex(video_key)).decode()
    return str(opened.replace("DirectLink-Generic", "DirectLink-HTML5"))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
