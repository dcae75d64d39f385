"""What happens between the recorded exchanges: each preparation runs just before the sample that it is named after."""

from collections.abc import Callable
from typing import Any

from tests.contract.live_host import LiveHost

Variables = dict[str, Any]
EXAMS = "/proctored_exam/exam"
ATTEMPT = "/proctored_exam/attempt"


def _row(variables: Variables, course: str, content: str, **fields: object) -> dict[str, object]:
    return {
        "course_id": variables[course],
        "content_id": variables[content],
        "external_id": f"ext-{content}",
        "exam_name": content,
        "time_limit_mins": 90,
        "is_proctored": True,
        "is_practice_exam": False,
        "is_active": True,
        "hide_after_due": False,
        **fields,
    }


def _register(host: LiveHost, variables: Variables, course: str, **exams: dict[str, object]) -> None:
    """Each keyword is the variable that gets the exam's id."""
    path = f"/proctored_exam/exam_registration/course_id/{variables[course]}"
    made = host.api("global_staff", "PATCH", path, list(exams.values()))
    variables.update(zip(exams, (row["exam_id"] for row in made), strict=True))


def _attempt(host: LiveHost, variables: Variables, exam: str, *, proctored: bool = True) -> int:
    body = {"exam_id": variables[exam], "attempt_proctored": str(proctored).lower(), "start_clock": "false"}
    return int(host.api("learner", "POST", ATTEMPT, body)["exam_attempt_id"])


def _external_id(host: LiveHost, attempt_id: int) -> str:
    return str(host.api("learner", "GET", f"{ATTEMPT}/{attempt_id}")["external_id"])


def _act(host: LiveHost, attempt_id: int, *actions: str) -> None:
    for action in actions:
        host.api("learner", "PUT", f"{ATTEMPT}/{attempt_id}", {"action": action})


def _vendor(host: LiveHost, external_id: str, what: str, status: str) -> None:
    host.api("global_staff", "POST", f"{ATTEMPT}/{external_id}/{what}", {"status": status, "comments": []})


def short_exam(host: LiveHost, variables: Variables) -> None:
    body = _row(variables, "c_timed", "short", exam_name="Short", is_proctored=False)
    variables["e_short"] = host.api("global_staff", "POST", EXAMS, body)["exam_id"]


def running_again(host: LiveHost, variables: Variables) -> None:
    _act(host, variables["a_timed"], "start")


def practice_exam(host: LiveHost, variables: Variables) -> None:
    _register(host, variables, "c_prac", e_prac=_row(variables, "c_prac", "b_prac", is_practice_exam=True))


def practice_attempt(host: LiveHost, variables: Variables) -> None:
    variables["x_prac"] = _external_id(host, _attempt(host, variables, "e_prac"))


def proctored_exams(host: LiveHost, variables: Variables) -> None:
    rows = {"e_proc": _row(variables, "c_proc", "b_proc"), "e_proc2": _row(variables, "c_proc", "b_proc2")}
    _register(host, variables, "c_proc", **rows)


def proctored_attempt(host: LiveHost, variables: Variables) -> None:
    variables["a_proc"] = _attempt(host, variables, "e_proc")
    variables["x_proc"] = _external_id(host, variables["a_proc"])


def resumed_attempt(host: LiveHost, variables: Variables) -> None:
    """The first one breaks, course staff let the learner go on, and the second one is handed in."""
    first = variables["a_proc"]
    _vendor(host, variables["x_proc"], "ready", "ready")
    _act(host, first, "start", "error")
    order = {"action": "mark_ready_to_resume", "user_id": variables["learner_id"]}
    host.api("course_staff", "PUT", f"{ATTEMPT}/{first}", order)
    second = _attempt(host, variables, "e_proc")
    variables["x_res"] = _external_id(host, second)
    _vendor(host, variables["x_res"], "ready", "ready")
    _act(host, second, "start", "stop", "submit")


def attempt_with_a_secure_browser(host: LiveHost, variables: Variables) -> None:
    _register(host, variables, "c_ss", e_ss=_row(variables, "c_ss", "b_ss", backend="software_secure"))
    variables["a_ss"] = _attempt(host, variables, "e_ss")
    found = host.api("learner", "GET", f"{ATTEMPT}/{variables['a_ss']}")
    variables.update(code_ss=found["attempt_code"], x_ss=found["external_id"])


def submitted_from_the_secure_browser(host: LiveHost, variables: Variables) -> None:
    _act(host, variables["a_ss"], "start", "submit")


def one_verified_and_one_declined(host: LiveHost, variables: Variables) -> None:
    _vendor(host, variables["x_res"], "reviewed", "passed")
    _attempt(host, variables, "e_proc2", proctored=False)


def declined_attempt(host: LiveHost, variables: Variables) -> None:
    rows = {"e_decl": _row(variables, "c_decl", "b_decl"), "e_decl2": _row(variables, "c_decl", "b_decl2")}
    _register(host, variables, "c_decl", **rows)
    variables["a_decl"] = _attempt(host, variables, "e_decl", proctored=False)


def onboarding_exam(host: LiveHost, variables: Variables) -> None:
    row = _row(variables, "c_onb", "b_onb", is_practice_exam=True, backend="onboard")
    _register(host, variables, "c_onb", e_onb=row)


BEFORE: dict[str, Callable[[LiveHost, Variables], None]] = {
    "exam.update: rename": short_exam,
    "attempt.update: start while running": running_again,
    "settings: practice": practice_exam,
    "vendor.ready: practice": practice_attempt,
    "review_policy: none set": proctored_exams,
    "vendor.ready: anonymous": proctored_attempt,
    "vendor.reviewed: learner": resumed_attempt,
    "software_secure.start: created": attempt_with_a_secure_browser,
    "software_secure.review: suspicious, sent as text/plain": submitted_from_the_secure_browser,
    "attempt.grouped: course staff": one_verified_and_one_declined,
    "attempt.delete: learner": declined_attempt,
    "onboarding.mine: not started": onboarding_exam,
}

# Variables that are read out of an answer: sample -> (variable, key of the body).
TAKEN: dict[str, tuple[str, str]] = {
    "exam.create: timed": ("e_timed", "exam_id"),
    "attempt.create: timed": ("a_timed", "exam_attempt_id"),
}
