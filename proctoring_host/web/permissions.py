"""Who may do what over HTTP, as data: one row for each operation, one column for each role.

The policy itself is `web/policy.py`, which the views ask with the object at hand. This table says what it has to come
to; a test calls every cell of it, and docs/rest-permissions.md is written from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

V1 = "/api/edx_proctoring/v1/"
CALLBACKS = "/api/edx_proctoring/"


class Role(StrEnum):
    """Who asks, seen from the learner's attempt that the request is about."""

    ANONYMOUS = "anonymous"
    LEARNER = "learner"
    OTHER_LEARNER = "other learner"
    COURSE_STAFF = "course staff"
    OTHER_COURSE_STAFF = "staff of another course"
    GLOBAL_STAFF = "global staff"
    VENDOR = "vendor"
    OTHER_VENDOR = "another vendor"
    RETIREMENT = "retirement service"


class Answer(StrEnum):
    """What a role gets."""

    ALLOWED = "allowed"
    REFUSED = "403"


@dataclass(frozen=True, slots=True)
class Rule:
    """Everybody who is not in `roles` is refused."""

    text: str
    roles: frozenset[Role]

    def answer(self, role: Role) -> Answer:
        return Answer.ALLOWED if role in self.roles else Answer.REFUSED


@dataclass(frozen=True, slots=True)
class Operation:
    """`case` tells apart what one address does for different people, by what the request holds."""

    method: str
    path: str
    url_name: str
    rule: Rule
    case: str = ""

    @property
    def key(self) -> str:
        return " ".join(part for part in (self.method, self.url_name, self.case) if part)


def _rule(text: str, *roles: Role) -> Rule:
    return Rule(text, frozenset(roles))


ANYONE = _rule("everybody", *Role)
SIGNED_IN = _rule("everybody who is signed in", *(role for role in Role if role is not Role.ANONYMOUS))
OWNER = _rule("the learner of the attempt", Role.LEARNER)
COURSE_STAFF = _rule("staff of the course", Role.COURSE_STAFF, Role.GLOBAL_STAFF)
SELF_OR_STAFF = _rule(
    "the learner, and staff of the course or the site", Role.LEARNER, Role.COURSE_STAFF, Role.GLOBAL_STAFF
)
SELF_OR_GLOBAL_STAFF = _rule("the learner, and staff of the site", Role.LEARNER, Role.GLOBAL_STAFF)
GLOBAL_STAFF = _rule("staff of the site", Role.GLOBAL_STAFF)
SERVICE_USER = _rule("the service user of the attempt's backend, and staff of the site", Role.VENDOR, Role.GLOBAL_STAFF)
RETIREMENT = _rule("whoever may have a person's data erased", Role.RETIREMENT)
NOBODY = _rule("nobody: no sign-in stands for the backend's own proof")

EXAM = "proctored_exam/exam"
ATTEMPT = "proctored_exam/attempt"


def _op(method: str, path: str, url_name: str, rule: Rule, case: str = "") -> Operation:
    return Operation(method, V1 + path, url_name, rule, case)


_EXAMS = (
    _op("GET", EXAM, "exam", SIGNED_IN),
    _op("POST", EXAM, "exam", GLOBAL_STAFF),
    _op("PUT", EXAM, "exam", GLOBAL_STAFF),
    _op("GET", f"{EXAM}/exam_id/{{exam_id}}", "exam-by-id", SIGNED_IN),
    _op("GET", f"{EXAM}/course_id/{{course_id}}/content_id/{{content_id}}", "exam-by-content", SIGNED_IN),
    _op("GET", f"{EXAM}/course_id/{{course_id}}", "course-exams", SIGNED_IN),
    _op("PATCH", "proctored_exam/exam_registration/course_id/{course_id}", "register-course", GLOBAL_STAFF),
    _op("GET", "proctored_exam/settings/exam_id/{exam_id}/", "exam-settings", SIGNED_IN),
    _op("GET", "proctored_exam/review_policy/exam_id/{exam_id}/", "review-policy", SIGNED_IN),
    _op("PUT", "proctored_exam/review_policy/exam_id/{exam_id}/", "review-policy", COURSE_STAFF),
    _op("DELETE", "proctored_exam/review_policy/exam_id/{exam_id}/", "review-policy", COURSE_STAFF),
)
_ATTEMPTS = (
    _op("GET", ATTEMPT, "attempts", SIGNED_IN),
    _op("POST", ATTEMPT, "attempts", SIGNED_IN),
    _op("GET", f"{ATTEMPT}/course_id/{{course_id}}", "learner-exam", SIGNED_IN),
    _op("GET", f"{ATTEMPT}/course_id/{{course_id}}", "learner-exam", GLOBAL_STAFF, "with user_id"),
    _op("GET", "proctored_exam/active_attempt", "active-attempt", SIGNED_IN),
    _op("GET", "proctored_exam/active_attempt", "active-attempt", GLOBAL_STAFF, "with user_id"),
    _op("GET", "proctored_exam/active_exams_for_user", "active-exams", SIGNED_IN),
    _op(
        "GET",
        "proctored_exam/active_exams_for_user",
        "active-exams",
        SELF_OR_GLOBAL_STAFF,
        "with user_id",
    ),
    _op(
        "GET",
        "proctored_exam/active_exams_for_user",
        "active-exams",
        SELF_OR_STAFF,
        "with user_id and course_id",
    ),
    _op("GET", f"{ATTEMPT}/{{attempt_id}}", "attempt", OWNER),
    _op("PUT", f"{ATTEMPT}/{{attempt_id}}", "attempt", OWNER),
    _op("PUT", f"{ATTEMPT}/{{attempt_id}}", "attempt", OWNER, "with action error"),
    _op("PUT", f"{ATTEMPT}/{{attempt_id}}", "attempt", COURSE_STAFF, "with action mark_ready_to_resume"),
    _op("DELETE", f"{ATTEMPT}/{{attempt_id}}", "attempt", COURSE_STAFF),
    _op("PUT", f"{ATTEMPT}/{{attempt_id}}/review_status", "acknowledge", OWNER),
    _op(
        "DELETE",
        "proctored_exam/exam_id/{exam_id}/user_id/{user_id}/reset_attempts",
        "reset-attempts",
        COURSE_STAFF,
    ),
    _op("GET", f"{ATTEMPT}/grouped/course_id/{{course_id}}", "grouped-attempts", COURSE_STAFF),
    _op(
        "GET",
        f"{ATTEMPT}/grouped/course_id/{{course_id}}/search/{{search_by}}",
        "grouped-attempts-search",
        COURSE_STAFF,
    ),
    _op("GET", "proctored_exam/incidents/course_id/{course_id}", "incidents", COURSE_STAFF),
)
_ACCESS = (
    _op("GET", "proctored_exam/access/exam_id/{exam_id}", "access-by-exam", SELF_OR_STAFF, "while the attempt runs"),
    _op(
        "GET",
        "proctored_exam/access/course_id/{course_id}/content_id/{content_id}",
        "access-by-content",
        SELF_OR_STAFF,
        "while the attempt runs",
    ),
    _op("GET", "access/keys", "access-keys", ANYONE),
)
_ALLOWANCES = (
    _op("PUT", "proctored_exam/allowance", "allowance", COURSE_STAFF),
    _op("DELETE", "proctored_exam/allowance", "allowance", COURSE_STAFF),
    _op("PUT", "proctored_exam/bulk_allowance", "bulk-allowance", COURSE_STAFF),
    _op("PUT", "proctored_exam/bulk_allowance", "bulk-allowance", GLOBAL_STAFF, "with exams of two courses"),
    _op("PUT", "proctored_exam/{course_id}/bulk_allowance", "course-bulk-allowance", COURSE_STAFF),
    _op("GET", "proctored_exam/{course_id}/allowance", "course-allowances", COURSE_STAFF),
    _op("GET", "proctored_exam/{course_id}/grouped/allowance", "grouped-allowances", COURSE_STAFF),
)
_COURSE = (
    _op("GET", "user_onboarding/status", "onboarding-status", SIGNED_IN),
    _op("GET", "user_onboarding/status", "onboarding-status", SELF_OR_STAFF, "with username"),
    _op("GET", "user_onboarding/status/course_id/{course_id}", "course-onboarding", COURSE_STAFF),
    _op("GET", "instructor/{course_id}", "course-dashboard", COURSE_STAFF),
    _op("GET", "instructor/{course_id}/{exam_id}", "exam-dashboard", COURSE_STAFF),
)
_PEOPLE = (
    _op("POST", "retire_user/{user_id}/", "retire-user", RETIREMENT),
    _op("POST", "retire_backend_user/{user_id}/", "retire-backend-user", RETIREMENT),
)
_VENDORS = (
    _op("POST", f"{ATTEMPT}/{{external_id}}/ready", "ready", SERVICE_USER),
    _op("POST", f"{ATTEMPT}/{{external_id}}/reviewed", "reviewed", SERVICE_USER),
    _op("POST", "backends/{backend}/callback/", "backend-callback", NOBODY),
    _op("POST", "backends/{backend}/callback/{token}/", "backend-callback-token", ANYONE, "with the backend's secret"),
    _op("POST", "backends/{backend}/callback/{token}/", "backend-callback-token", NOBODY, "with another secret"),
    Operation("POST", f"{CALLBACKS}proctoring_review_callback/", "review-callback", NOBODY),
    Operation(
        "POST",
        f"{CALLBACKS}proctoring_review_callback/{{token}}/",
        "review-callback-token",
        ANYONE,
        "with the backend's secret",
    ),
    Operation(
        "POST",
        f"{CALLBACKS}proctoring_review_callback/{{token}}/",
        "review-callback-token",
        NOBODY,
        "with another secret",
    ),
    Operation("GET", f"{CALLBACKS}proctoring_launch_callback/start_exam/{{attempt_code}}", "launch", ANYONE),
)
_ABOUT = (
    _op("GET", "schema/", "schema", ANYONE),
    _op("GET", "schema/docs/", "schema-docs", ANYONE),
)

GROUPS: Mapping[str, tuple[Operation, ...]] = {
    "Exams": _EXAMS,
    "Attempts": _ATTEMPTS,
    "Access to content": _ACCESS,
    "Allowances": _ALLOWANCES,
    "Onboarding and dashboards": _COURSE,
    "Erasing a person's data": _PEOPLE,
    "Vendors": _VENDORS,
    "About the API": _ABOUT,
}
TABLE: tuple[Operation, ...] = tuple(operation for group in GROUPS.values() for operation in group)
