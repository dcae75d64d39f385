"""Beside the real edx-proctoring: the same story through both services gives the same answers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model

from proctoring_host.backend import Capability
from proctoring_host.models import Attempt
from proctoring_host.openedx import api, exceptions
from proctoring_host.openedx.service import ProctoringService
from tests.fake_backend import using_fake_backend
from tests.openedx.both_services import Outcome, Story, content, differences

pytestmark = [pytest.mark.beside, pytest.mark.django_db(transaction=True)]

SENTENCES = "Sentences and icons are our own, and are translated."
CLOCK = "An attempt that ends in an error keeps what its clock had left."
RESUMED = "What was resumed cannot be resumed a second time."
LINKS = "All four links are there, if only as empty texts, and settings of proctoring go before those of the site."
ALONE = "What is declined is not proctored any more, whether or not the course is declined with it."
# The last name of the path at which answers may differ, and why.
KEYS = {
    "short_description": SENTENCES,
    "suggested_icon": SENTENCES,
    "ready_to_resume": RESUMED,
    "link_urls.contact_us (more)": LINKS,
    "link_urls.online_proctoring_rules (more)": LINKS,
    "link_urls.tech_requirements (more)": LINKS,
    "platform_name": LINKS,
    "exam_proctoring_backend": "A backend is described even before there is an attempt.",
}
STEPS = {
    "get_exam_configuration_dashboard_url: timed": "Vendors know nothing of timed exams.",
    "get_exam_attempt_by_id: w after update_attempt_status: to error": CLOCK,
    "get_user_attempts_by_exam_id: practice": CLOCK,
    "get_exam_attempt_by_id: d after update_attempt_status: to declined, alone": ALONE,
    "get_exam_by_content_id: made by its view": "The context of a view may name the backend.",
}


def platform_services() -> dict[str, Any]:
    def nothing(*_args: object, **_named: object) -> None:
        return None

    credit = SimpleNamespace(
        get_credit_state=lambda *_args, **_named: {
            "enrollment_mode": "verified",
            "profile_fullname": "Ada Byron",
            "student_email": "ada@example.com",
            "course_name": "Both",
            "is_credit_course": False,
            "credit_requirement_status": [],
            "course_end_date": None,
        },
        set_credit_requirement_status=nothing,
        remove_credit_requirement_status=nothing,
    )
    instructor = SimpleNamespace(
        is_course_staff=lambda user, _course: user.is_staff,
        delete_student_attempt=nothing,
        complete_student_attempt=nothing,
        send_support_notification=nothing,
        get_proctoring_escalation_email=nothing,
    )
    grades = SimpleNamespace(
        should_override_grade_on_rejected_exam=lambda _course: False,
        override_subsection_grade=nothing,
        undo_override_subsection_grade=nothing,
    )
    enrollments = SimpleNamespace(get_enrollments_can_take_proctored_exams=lambda course_id, text_search=None: [])
    sequences = SimpleNamespace(get_user_course_outline_details=_outline)
    return {
        "credit": credit,
        "instructor": instructor,
        "grades": grades,
        "enrollments": enrollments,
        "learning_sequences": sequences,
    }


def _outline(_course_key: object, _user: object, _at_time: object) -> SimpleNamespace:
    """Everything is open."""
    usage = import_module("opaque_keys.edx.keys").UsageKey.from_string(content("practice"))
    dates = SimpleNamespace(effective_start=datetime(2020, 1, 1, tzinfo=UTC), due=None)
    schedule = SimpleNamespace(sequences={usage: dates}, course_end=None)
    return SimpleNamespace(outline=SimpleNamespace(accessible_sequences={usage: None}), schedule=schedule)


@pytest.fixture
def site(settings: Any) -> Iterator[None]:
    """A platform with its services, and on both sides a backend `fake`."""
    import rules

    settings.PROCTORING_USER_OBFUSCATION_KEY = "which edx-proctoring demands"
    runtime = import_module("edx_proctoring.runtime")
    services = platform_services()
    for name, service in services.items():
        runtime.set_runtime_service(name, service)
    rules.set_perm("edx_proctoring.can_take_proctored_exam", rules.always_true)
    theirs = apps.get_app_config("edx_proctoring").backends
    theirs["fake"] = _their_backend()()
    try:
        with using_fake_backend(capabilities=[Capability.ONBOARDING, Capability.DASHBOARD]):
            yield
    finally:
        del theirs["fake"]
        rules.remove_perm("edx_proctoring.can_take_proctored_exam")
        for name in services:
            runtime.set_runtime_service(name, None)


def _their_backend() -> type:
    base = import_module("edx_proctoring.backends.null").NullBackendProvider
    return type(
        "Fake",
        (base,),
        {
            "verbose_name": "Fake Proctoring",
            "supports_onboarding": True,
            "has_dashboard": True,
            "register_exam_attempt": lambda self, exam, context: f"vendor-{context['attempt_code']}",
            "remove_exam_attempt": lambda self, exam_id, attempt_id: True,
        },
    )


def _told(service: Any, rows: type[Model]) -> Story:
    people = {name: User.objects.get(username=name) for name in ("ada", "bert", "staff")}
    row = rows._default_manager.get
    return Story(service, lambda pk: row(pk=pk), people["ada"], people["bert"], people["staff"]).tell()


def _difference(theirs: Outcome, ours: Outcome) -> list[str]:
    if theirs.error is None and ours.error is None:
        return list(differences(theirs.answer, ours.answer))
    if theirs.error is None or ours.error is None:
        return [f"{theirs.error or theirs.answer} / {ours.error or ours.answer}"]
    same = getattr(exceptions, theirs.error.__name__, ())
    return [] if same and issubclass(ours.error, same) else [f"{theirs.error.__name__} / {ours.error.__name__}"]


def test_both_services_answer_alike(site: None) -> None:
    """But for what differs on purpose; what stands in the tables and does not differ is refused as well."""
    for name in ("ada", "bert", "staff"):
        User.objects.create_user(name, f"{name}@example.com", is_staff=name == "staff")
    theirs = _told(import_module("edx_proctoring.services").ProctoringService(), _their_rows())
    ours = _told(ProctoringService(), Attempt)
    assert [each.step for each in theirs.outcomes] == [each.step for each in ours.outcomes]
    assert ours.called == set(api.__all__)
    found = {one.step: _difference(one, other) for one, other in zip(theirs.outcomes, ours.outcomes, strict=True)}
    keys = {key for lines in found.values() for line in lines for key in KEYS if _is_about(line, key)}
    unexplained = {
        step: left
        for step, lines in found.items()
        if step not in STEPS and (left := [line for line in lines if not any(_is_about(line, key) for key in KEYS)])
    }
    assert unexplained == {}
    assert keys == set(KEYS)
    assert {step for step in STEPS if found[step]} == set(STEPS)


def _is_about(difference: str, key: str) -> bool:
    path = difference.partition(":")[0]
    return path == key or path.endswith((f".{key}", f"].{key}"))


def _their_rows() -> type[Model]:
    rows: type[Model] = import_module("edx_proctoring.models").ProctoredExamStudentAttempt
    return rows
