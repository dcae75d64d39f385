"""One story, told to either service: every function of the API with what it answers, in a form that can be compared."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models import Model
from django.test import RequestFactory

COURSE = "course-v1:Both+S+1"
ELSEWHERE = "course-v1:Both+S+2"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
UNKNOWN = 987654
CODE = re.compile(r"(vendor-)?[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")
# Beside one another each has a prefix of its own.
PREFIX = re.compile(r"/api/(edx_proctoring|proctoring_host)/")
IDS = frozenset({"id", "attempt_id", "exam_id", "review_policy_id"})


def content(name: str) -> str:
    return f"block-v1:Both+S+1+type@sequential+block@{name}"


@dataclass(frozen=True)
class Outcome:
    """What came of a call: an answer, or the name of an error."""

    step: str
    answer: Any = None
    error: type[Exception] | None = None


@dataclass
class Story:
    """`marks` are ids and answers that later calls need; `outcomes` come in the order of the calls.

    `row` finds the row of an attempt, which a few functions want.
    """

    service: Any
    row: Callable[[int], Any]
    learner: User
    other: User
    staff: User
    outcomes: list[Outcome] = field(default_factory=list)
    called: set[str] = field(default_factory=set)
    marks: dict[str, Any] = field(default_factory=dict)

    def call(self, function: str, *args: Any, step: str = "", mark: str = "", **kwargs: Any) -> Any:
        """One call; `step` tells calls of one function apart."""
        name = f"{function}: {step}" if step else function
        self.called.add(function)
        try:
            answer = getattr(self.service, function)(*args, **kwargs)
        except Exception as error:
            self.outcomes.append(Outcome(name, error=type(error)))
            return None
        self.outcomes.append(Outcome(name, plain(answer)))
        if mark:
            self.marks[mark] = answer
        return answer

    def status(self, attempt: str) -> None:
        """Where an attempt stands, as one more outcome."""
        self.call("get_exam_attempt_by_id", self.marks[attempt], step=f"{attempt} after {self.outcomes[-1].step}")

    def tell(self) -> "Story":
        for chapter in CHAPTERS:
            chapter(self)
        return self


def plain(value: Any, key: str = "") -> Any:
    """Without what differs between two runs: ids, codes, times, and seconds that pass."""
    if isinstance(value, dict):
        return {"<id>" if isinstance(name, int) else name: plain(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return sorted(map(plain, value), key=_pair) if _pairs(value) else [plain(inner) for inner in value]
    if isinstance(value, EmailMessage):
        return {"to": value.to, "from": value.from_email}
    return value if isinstance(value, bool) or value is None else _single(value, key)


def _single(value: Any, key: str) -> Any:
    if isinstance(value, Model | datetime):
        return "<time>" if isinstance(value, datetime) else "<row>"
    if isinstance(value, int | float):
        return f"<{key or 'id'}>" if key in IDS or not key else _number(value, key)
    return _text(value)


def _pairs(value: Any) -> bool:
    """Whether it is a list of pairs of exam and learner, which have no order."""
    return all(isinstance(each, dict) and set(each) == {"exam_id", "user_id"} for each in value)


def _pair(value: Any) -> str:
    return str(value["user_id"])


def _number(value: float, key: str) -> Any:
    return "<seconds>" if key == "time_remaining_seconds" and isinstance(value, float) else value


def _text(text: str) -> str:
    if text.lstrip().startswith("<"):
        return "<html>"
    try:
        return "<text of a time>" if datetime.fromisoformat(text) else text
    except ValueError:
        return re.sub(r"/\d+(?=$|\?)", "/<id>", PREFIX.sub("/api/<prefix>/", CODE.sub("<code>", text)))


def _exams(story: Story) -> None:
    create = {"backend": "fake", "external_id": "given"}
    story.call("create_exam", COURSE, content("timed"), "Timed", 90, is_proctored=False, mark="timed", **create)
    story.call("create_exam", COURSE, content("timed"), "Timed", 90, step="again", **create)
    story.call("create_exam", COURSE, content("watched"), "Watched", 90, step="proctored", mark="watched", **create)
    story.call("create_exam", COURSE, content("second"), "Second", 60, step="second", mark="second", **create)
    practice = {"is_practice_exam": True, "mark": "practice", **create}
    story.call("create_exam", COURSE, content("practice"), "Practice", 30, step="practice", **practice)
    late = {"due_date": LONG_AGO, "mark": "late", **create}
    story.call("create_exam", COURSE, content("late"), "Late", 30, step="past due", **late)
    story.call("update_exam", story.marks["timed"], exam_name="Renamed", due_date=FAR_AHEAD)
    story.call("get_exam_by_id", story.marks["timed"], step="updated", mark="timed_exam")
    story.call("update_exam", story.marks["timed"], due_date=None, step="without due date")
    story.call("update_exam", UNKNOWN, exam_name="Nobody's", step="unknown")
    story.call("get_exam_by_id", story.marks["timed"], mark="timed_exam")
    story.call("get_exam_by_id", UNKNOWN, step="unknown")
    story.call("get_exam_by_content_id", COURSE, content("watched"), mark="watched_exam")
    story.call("get_exam_by_content_id", COURSE, "nothing", step="unknown")
    story.call("get_exam_by_id", story.marks["late"], step="late", mark="late_exam")
    story.call("get_all_exams_for_course", COURSE)
    story.call("get_all_exams_for_course", ELSEWHERE, active_only=True, step="none")
    for who in (None, story.learner, story.learner.pk):
        story.call("is_exam_passed_due", story.marks["late_exam"], user=who, step=f"late for {type(who).__name__}")
    story.call("is_exam_passed_due", story.marks["timed_exam"], step="no due date")
    story.call("get_exam_configuration_dashboard_url", COURSE, content("watched"))
    story.call("get_exam_configuration_dashboard_url", COURSE, content("timed"), step="timed")
    story.call("get_exam_configuration_dashboard_url", COURSE, "nothing", step="unknown")
    story.call("get_proctoring_settings_by_exam_id", story.marks["timed"], step="timed")
    story.call("get_proctoring_settings_by_exam_id", story.marks["watched"], step="proctored")
    story.call("get_proctoring_settings_by_exam_id", UNKNOWN, step="unknown")


def _policies(story: Story) -> None:
    exam, author = story.marks["watched"], story.staff.pk
    story.call("get_review_policy_by_exam_id", exam, step="none")
    story.call("update_review_policy", exam, author, "Open book", step="none")
    story.call("create_exam_review_policy", exam, author, "Open book")
    story.call("create_exam_review_policy", exam, author, "Closed book", step="again")
    story.call("get_review_policy_by_exam_id", exam)
    story.call("update_review_policy", exam, author, "Closed book")
    story.call("get_review_policy_by_exam_id", exam, step="updated")
    story.call("update_review_policy", exam, author, "", step="empty")
    story.call("remove_review_policy", exam, step="none")
    story.call("remove_review_policy", UNKNOWN, step="unknown exam")
    story.call("create_exam_review_policy", exam, author, "Open book", step="anew")
    story.call("remove_review_policy", exam)


def _allowances(story: Story) -> None:
    exam, minutes = story.marks["watched"], "additional_time_granted"
    name, address = story.learner.username, story.learner.email
    story.call("add_allowance_for_user", exam, name, minutes, "10", step="by name")
    story.call("add_allowance_for_user", exam, address, "review_policy_exception", "pens", step="by address")
    story.call("add_allowance_for_user", exam, story.learner.pk, minutes, "12", step="by id")
    story.call("add_allowance_for_user", exam, "nobody", minutes, "10", step="unknown learner")
    story.call("add_allowance_for_user", exam, name, minutes, "some", step="no number")
    story.call("get_allowances_for_course", COURSE)
    story.call("get_total_allowed_time_for_exam", story.marks["watched_exam"], story.learner.pk)
    story.call("remove_allowance_for_user", exam, story.learner.pk, minutes)
    story.call("remove_allowance_for_user", exam, story.learner.pk, minutes, step="again")
    story.call("remove_allowance_for_user", exam, story.learner.pk, "review_policy_exception", step="other")
    both, one = [exam, story.marks["timed"]], [story.other.pk]
    story.call("add_bulk_allowances", [exam], one, minutes, "5", step="all")
    story.call("add_bulk_allowances", both, [story.other.username, "nobody"], minutes, "5", step="some")
    story.call("add_bulk_allowances", both, one, minutes, "some", step="no number")
    story.call("add_bulk_allowances", both, one, "time_multiplier", "0.5", step="multiplier below 1")
    story.call("get_allowances_for_course", ELSEWHERE, step="none")


def _timed(story: Story) -> None:
    exam, learner = story.marks["timed"], story.learner.pk
    story.call("get_current_exam_attempt", exam, learner, step="none")
    story.call("get_attempt_status_summary", learner, COURSE, content("timed"), step="timed")
    story.call("start_exam_attempt", exam, learner, step="no attempt")
    story.call("create_exam_attempt", exam, learner, mark="t")
    story.call("create_exam_attempt", exam, learner, step="again")
    story.call("create_exam_attempt", UNKNOWN, learner, step="unknown exam")
    story.call("get_current_exam_attempt", exam, learner, step="created")
    story.call("get_exam_attempt_data", exam, story.marks["t"], step="created")
    story.call("start_exam_attempt", exam, learner)
    story.call("start_exam_attempt", exam, learner, step="again")
    story.call("get_current_exam_attempt", exam, learner, step="started")
    story.call("get_exam_attempt_data", exam, story.marks["t"], step="started")
    story.call("get_exam_attempt_data", exam, story.marks["t"], is_learning_mfe=True, step="for the front end")
    story.call("get_active_exams_for_user", learner)
    story.call("get_active_exams_for_user", learner, COURSE, step="in the course")
    story.call("get_active_exams_for_user", story.other.pk, step="none")
    story.call("stop_exam_attempt", story.marks["t"])
    story.status("t")
    story.call("stop_exam_attempt", UNKNOWN, step="unknown")
    story.call("mark_exam_attempt_timeout", story.marks["t"])
    story.status("t")
    story.call("mark_exam_attempt_timeout", UNKNOWN, step="unknown")


def _watched(story: Story) -> None:
    exam, learner = story.marks["watched"], story.learner.pk
    story.call("check_prerequisites", story.marks["watched_exam"], learner)
    for name in ("watched", "practice", "nothing"):
        story.call("get_attempt_status_summary", learner, COURSE, content(name), step=f"{name}, no attempt")
    story.call("create_exam_attempt", exam, learner, taking_as_proctored=True, step="proctored", mark="w")
    story.call("create_exam_attempt", story.marks["late"], learner, True, step="past due")
    attempt = story.call("get_exam_attempt_by_id", story.marks["w"])
    story.call("get_exam_attempt_by_id", UNKNOWN, step="unknown")
    story.call("get_exam_attempt_by_code", attempt["attempt_code"])
    story.call("get_exam_attempt_by_code", "nobody's", step="unknown")
    story.call("get_exam_attempt_by_external_id", attempt["external_id"])
    story.call("get_exam_attempt_by_external_id", "nobody's", step="unknown")
    story.call("start_exam_attempt_by_code", "nobody's", step="unknown")
    story.call("mark_exam_attempt_as_ready", story.marks["w"])
    story.status("w")
    story.call("get_exam_attempt_data", exam, story.marks["w"], step="ready to start")
    story.call("start_exam_attempt_by_code", attempt["attempt_code"])
    story.status("w")
    story.call("update_exam_attempt", story.marks["w"], status="verified", step="of another field")
    story.call("update_exam_attempt", UNKNOWN, time_remaining_seconds=600, step="unknown")
    _broken(story)
    _ended(story)


def _broken(story: Story) -> None:
    first, exam, learner = story.marks["w"], story.marks["watched"], story.learner.pk
    story.call("mark_exam_attempt_as_ready_to_resume", first, step="while it runs")
    story.call("update_attempt_status", first, "error", step="to error")
    story.status("w")
    story.call("update_exam_attempt", first, time_remaining_seconds=600, is_status_acknowledged=True)
    story.status("w")
    story.call("is_attempt_ready_to_resume", story.service.get_exam_attempt_by_id(first), step="after an error")
    story.call("mark_exam_attempt_as_resumed", first, step="too early")
    story.call("mark_exam_attempt_as_ready_to_resume", first)
    story.call("is_attempt_ready_to_resume", story.service.get_exam_attempt_by_id(first))
    story.call("is_attempt_in_resume_process", story.row(first))
    story.call("mark_exam_attempt_as_resumed", first)
    story.status("w")
    story.call("create_exam_attempt", exam, learner, True, step="to resume", mark="w2")
    story.status("w2")
    story.call("get_user_attempts_by_exam_id", learner, exam)


def _ended(story: Story) -> None:
    second = story.marks["w2"]
    story.call("mark_exam_attempt_as_ready", second, step="resumed")
    story.call("update_attempt_status", second, "started", step="to started")
    story.call("mark_exam_attempt_as_ready", second, step="while it runs")
    story.status("w2")
    story.call("update_attempt_status", second, "started", step="back")
    story.call("update_attempt_status", UNKNOWN, "started", step="unknown")
    story.call("update_attempt_status", UNKNOWN, "started", raise_if_not_found=False, step="unknown is fine")
    story.call("update_attempt_status", second, "second_review_required", step="to second review")
    story.call("update_attempt_status", second, "verified", update_attributable_to=story.staff, step="to verified")
    story.call("update_attempt_status", second, "verified", step="to verified again")
    story.call("create_proctoring_attempt_status_email", story.row(second), "Both", COURSE)
    story.call("create_proctoring_attempt_status_email", story.row(story.marks["w"]), "Both", COURSE, step="error")
    story.call("get_attempt_status_summary", story.learner.pk, COURSE, content("watched"), step="watched, verified")
    story.call("get_last_exam_completion_date", COURSE, story.learner.username, step="one is left")
    story.call("get_last_exam_completion_date", COURSE, "nobody", step="unknown")
    story.call("get_all_exam_attempts", COURSE)
    story.call("get_all_exam_attempts", ELSEWHERE, step="none")
    story.call("get_filtered_exam_attempts", COURSE, story.learner.username[:3])
    story.call("get_filtered_exam_attempts", COURSE, "nobody", step="none")
    story.call("get_exam_violation_report", COURSE, include_practice_exams=True)


def _declined(story: Story) -> None:
    other = story.other.pk
    story.call("create_exam_attempt", story.marks["watched"], other, True, step="to decline", mark="d")
    story.call("create_exam_attempt", story.marks["second"], other, True, step="to decline too", mark="d2")
    story.call("update_attempt_status", story.marks["d"], "declined", cascade_effects=False, step="to declined, alone")
    story.status("d")
    story.status("d2")
    story.call("remove_exam_attempt", story.marks["d"], story.staff)
    story.call("remove_exam_attempt", story.marks["d"], story.staff, step="again")
    story.call("remove_exam_attempt", story.marks["d2"], story.staff, require_backend_removal=False, step="anyway")
    story.call("get_all_exam_attempts", COURSE, step="after removals")


def _practice(story: Story) -> None:
    exam, learner = story.marks["practice"], story.learner
    story.call("reset_practice_exam", exam, learner.pk, learner, step="no attempt")
    story.call("reset_practice_exam", story.marks["watched"], learner.pk, learner, step="no practice")
    story.call("create_exam_attempt", exam, learner.pk, True, step="practice", mark="p")
    story.call("update_attempt_status", story.marks["p"], "started", step="practice to started")
    story.call("reset_practice_exam", exam, learner.pk, learner, step="running")
    story.call("update_attempt_status", story.marks["p"], "error", step="practice to error")
    story.call("reset_practice_exam", exam, learner.pk, learner, mark="p2")
    story.call("get_user_attempts_by_exam_id", learner.pk, exam, step="practice")
    story.call("get_onboarding_attempt_data_for_learner", COURSE, learner, "fake")
    story.call("get_last_verified_onboarding_attempts_per_user", [learner, story.other], "fake", step="none")
    for status in ("submitted", "verified"):
        story.call("update_attempt_status", story.marks["p2"], status, step=f"practice to {status}")
        story.call("get_onboarding_attempt_data_for_learner", COURSE, learner, "fake", step=status)
    story.call("get_last_verified_onboarding_attempts_per_user", [learner, story.other], "fake")
    story.call("get_onboarding_attempt_data_for_learner", ELSEWHERE, learner, "fake", step="elsewhere")
    story.call("reset_practice_exam", exam, learner.pk, learner, step="verified")


def _backends(story: Story) -> None:
    story.call("does_backend_support_onboarding", "fake")
    story.call("does_backend_support_onboarding", "nobody's", step="unknown")
    story.call("is_backend_dashboard_available", COURSE)
    story.call("is_backend_dashboard_available", ELSEWHERE, step="none")
    story.call("get_integration_specific_email", SimpleNamespace(integration_specific_email="vendor@example.org"))
    story.call("get_enrollments_can_take_proctored_exams", COURSE)
    story.call("get_enrollments_can_take_proctored_exams", COURSE, text_search="a", step="searched")
    story.call("get_onboarding_exam_link", ELSEWHERE, story.learner, False, step="none")
    story.call("get_onboarding_exam_link", COURSE, story.learner, False)
    story.call("get_onboarding_exam_link", COURSE, story.learner, is_learning_mfe=True, step="for the front end")


def _rules(story: Story) -> None:
    for first, then in (("verified", "started"), ("started", "verified"), ("declined", "onboarding_reset")):
        story.call("is_state_transition_legal", first, then, step=f"{first} to {then}")
    exam, statuses = story.marks["watched_exam"], ("submitted", "verified", "rejected", "declined")
    for one in statuses:
        for two in statuses:
            attempts = [{"id": 1, "status": one}, {"id": 2, "status": two}]
            for to in statuses:
                step = f"{one} and {two}, to {to}"
                story.call("can_update_credit_grades_and_email", attempts, to, exam, step=step)


def _shown(story: Story) -> None:
    request = RequestFactory().get("/")
    request.user, request.META["CSRF_COOKIE"] = story.other, "x" * 32
    context = {"request": request, "display_name": "New", "default_time_limit_mins": 45, "is_proctored": False}
    more = {"is_practice_exam": False, "due_date": None, "credit_state": {}, "backend": "fake"}
    view = (story.other.pk, COURSE)
    for name in ("timed", "watched", "practice", "new"):
        story.call("get_student_view", *view, content(name), {**context, **more}, step=name)
    story.call("get_exam_by_content_id", COURSE, content("new"), step="made by its view")
    story.call("get_student_view", *view, content("timed"), {**context, **more}, user_role="staff", step="staff")
    story.call("update_exam", story.marks["timed"], is_active=False, step="switched off")
    story.call("get_student_view", *view, content("timed"), {**context, **more}, step="switched off")
    story.call("add_allowance_for_user", story.marks["timed"], "ada", "additional_time_granted", "1", step="inactive")


CHAPTERS: tuple[Callable[[Story], None], ...] = (
    _exams,
    _policies,
    _allowances,
    _timed,
    _watched,
    _declined,
    _practice,
    _backends,
    _rules,
    _shown,
)


def differences(theirs: Any, ours: Any, path: str = "") -> Iterator[str]:
    """The paths at which two answers are not the same."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            inner = f"{path}.{key}" if path else str(key)
            if key not in theirs or key not in ours:
                yield f"{inner} ({'missing' if key in theirs else 'more'})"
            else:
                yield from differences(theirs[key], ours[key], inner)
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for one, other in zip(theirs, ours, strict=True):
            yield from differences(one, other, f"{path}[]")
    elif theirs != ours:
        yield f"{path or 'answer'}: {theirs!r} / {ours!r}"
