"""What a platform embeds: the screen of an exam, the bar beside its content, the line in the outline."""

import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from proctoring_host import platform
from proctoring_host.data import LaunchInfo
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import InvalidValue
from proctoring_host.models import Attempt, Exam
from proctoring_host.platform.ports import Platform
from proctoring_host.web.learner import get_attempt_status_summary, get_exam_bar, get_student_view
from proctoring_host.web.learner.context import screen_context
from proctoring_host.web.learner.summaries import summaries_of_course
from proctoring_host.web.learner.visits import visit_of
from tests.factories import COURSE, make_attempt, make_exam, make_practice_exam, make_timed_exam, make_user
from tests.fake_backend import FakeVendor
from tests.unit.web.test_screen_templates import context as names_for_templates

pytestmark = pytest.mark.django_db(transaction=True)
EMPTY_ALERT = '<p class="clock-alert" role="alert"></p>'
CONTENT = "block-v1:Demo+T1+2026+type@sequential+block@new"


def asked_by(user: Any) -> dict[str, Any]:
    request = RequestFactory().get("/")
    request.user = user
    request.META["CSRF_COOKIE"] = "x" * 32
    return {"request": request}


def view(exam: Exam, user: User, **context: Any) -> str | None:
    return get_student_view(user.pk, exam.course_id, exam.content_id, asked_by(user) | context)


def shown(html: str | None) -> str:
    return html.split('data-screen="')[1].split('"')[0] if html else "content"


def running(user: User, exam: Exam | None = None) -> Attempt:
    now = timezone.now()
    return make_attempt(
        exam or make_exam(),
        user,
        Status.STARTED,
        started_at=now,
        deadline_at=now + timedelta(minutes=90),
        completed_at=None,
    )


class Credit:
    def __init__(self, **statuses: str | None) -> None:
        self.statuses = statuses

    def requirements(self, user_id: int, course_id: str) -> list[dict[str, object]]:
        exams = Exam.objects.filter(course_id=course_id).values_list("content_id", flat=True)
        before = [
            {"namespace": "proctored_exam", "name": name, "display_name": name.title(), "order": 0, "status": status}
            for name, status in self.statuses.items()
        ]
        return [*before, *({"namespace": "proctored_exam", "name": name, "order": 1} for name in exams)]


@pytest.fixture
def with_credit(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(**statuses: str | None) -> None:
        now = platform.get()
        ports = {name: getattr(now, name) for name in Platform.__dataclass_fields__}
        changed = Platform(**{**ports, "credit": Credit(**statuses)})
        monkeypatch.setattr(platform, "get", lambda: changed)

    return use


def test_a_platform_gets_a_fragment_with_buttons_that_work(learner_client: Client, learner: User) -> None:
    exam = make_timed_exam()

    html = view(exam, learner) or ""
    learner_client.post(f"/api/edx_proctoring/learner/exams/{exam.pk}/enter")

    assert shown(html) == "timed_entrance"
    assert f'action="/api/edx_proctoring/learner/exams/{exam.pk}/enter"' in html
    assert "<html" not in html
    assert view(exam, learner) is None


def test_content_that_authoring_did_not_make_an_exam_of_is_made_one_once(learner: User) -> None:
    context = {"display_name": "New", "default_time_limit_mins": 30, "is_proctored": True, "backend": "fake"}

    first, second = (
        shown(get_student_view(learner.pk, COURSE, CONTENT, asked_by(learner) | context)) for _ in range(2)
    )

    exam = Exam.objects.get()
    assert first == second == "proctored_entrance"
    assert (exam.exam_name, exam.time_limit_mins, exam.is_proctored) == ("New", 30, True)


def test_the_staff_see_the_content(learner: User) -> None:
    exam = make_timed_exam()

    assert view(exam, make_user("root", is_staff=True)) is None
    assert get_student_view(learner.pk, exam.course_id, exam.content_id, {}, user_role="staff") is None


def test_an_exam_that_is_switched_off_shows_nothing(learner: User) -> None:
    assert view(make_exam(is_active=False), learner) is None


def test_where_special_exams_are_switched_off_everybody_sees_the_content(learner: User) -> None:
    exam = make_exam()

    with override_settings(FEATURES={}, ENABLE_SPECIAL_EXAMS=False):
        assert view(exam, learner) is None


def test_a_refused_step_is_explained_on_the_screen(learner_client: Client) -> None:
    exam = make_exam()

    learner_client.post(f"/api/edx_proctoring/learner/exams/{exam.pk}/submit")
    html = learner_client.get(f"/courses/{exam.course_id}/exams/{exam.content_id}/").content.decode()

    assert "not possible now" in html.split("data-screen")[1]
    assert html.count("not possible now") == 1


def test_without_the_request_a_platform_is_told_what_is_missing(learner: User) -> None:
    exam = make_exam()

    with pytest.raises(InvalidValue, match="request"):
        get_student_view(learner.pk, exam.course_id, exam.content_id, {})


def test_a_platform_that_keeps_the_request_at_hand_need_not_give_it(
    learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam, request = make_exam(), asked_by(learner)["request"]
    monkeypatch.setitem(sys.modules, "crum", SimpleNamespace(get_current_request=lambda: request))

    assert shown(get_student_view(learner.pk, exam.course_id, exam.content_id, {})) == "proctored_entrance"


def test_the_course_may_forbid_to_take_an_exam_without_proctoring(learner: User) -> None:
    exam = make_exam()

    assert "without proctoring" in (view(exam, learner) or "")
    assert "without proctoring" not in (view(exam, learner, allow_proctoring_opt_out=False) or "")


def test_requirements_that_come_first_are_told_with_links(learner: User, with_credit: Any) -> None:
    exam = make_exam()
    with_credit(essay="failed", midterm=None)

    html = view(exam, learner) or ""

    assert shown(html) == "failed_prerequisites"
    assert f'<a href="/courses/{COURSE}/exams/midterm">Midterm</a>' in html


def test_who_declined_a_requirement_takes_the_exam_without_proctoring(learner: User, with_credit: Any) -> None:
    exam = make_exam()
    with_credit(essay="declined")

    html = view(exam, learner)

    assert html is None
    assert Attempt.objects.get().status == Status.DECLINED


def test_an_onboarding_that_is_missing_is_told_also_where_the_course_has_none(learner: User) -> None:
    attempt = make_attempt(user=learner, status=Status.ONBOARDING_MISSING)

    html = view(attempt.exam, learner) or ""

    assert shown(html) == "onboarding_missing"
    assert "no onboarding exam" in html


def test_within_the_grace_period_a_submitted_exam_waits(learner: User) -> None:
    exam = make_timed_exam(due_date=timezone.now() - timedelta(minutes=5))
    make_attempt(exam, learner, Status.SUBMITTED)

    assert shown(view(exam, learner, grace_period=timedelta(minutes=10))) == "timed_submitted"
    assert shown(view(exam, learner, grace_period=timedelta(minutes=1))) == "content"


@override_settings(PROCTORED_EXAM_VIEWABLE_PAST_DUE=True)
def test_a_result_is_acknowledged_and_the_exam_is_seen_again(learner_client: Client, learner: User) -> None:
    exam = make_exam(due_date=timezone.now() - timedelta(days=1))
    make_attempt(exam, learner, Status.VERIFIED)
    before = view(exam, learner) or ""

    learner_client.post(f"/api/edx_proctoring/learner/exams/{exam.pk}/view")

    assert "View my exam" in before
    assert view(exam, learner) is None


def test_the_rules_and_the_review_policy_stand_before_the_start(learner: User, vendor: FakeVendor) -> None:
    from proctoring_host.models import ReviewPolicy

    attempt = make_attempt(user=learner, status=Status.READY_TO_START)
    ReviewPolicy.objects.create(exam=attempt.exam, text="One sheet of notes")
    vendor.launch = LaunchInfo(rules=("Nobody else in the room",))

    html = view(attempt.exam, learner) or ""

    assert "One sheet of notes" in html
    assert "Nobody else in the room" in html


def test_extra_time_is_told_before_the_exam_begins(learner: User) -> None:
    from proctoring_host.models import Allowance

    exam = make_timed_exam()
    Allowance.objects.create(user=learner, exam=exam, key="additional_time_granted", value="30")

    assert "2 hours" in (view(exam, learner) or "")


def test_the_bar_stands_beside_the_content_while_an_exam_runs(learner: User) -> None:
    attempt = running(learner)
    where = (learner.pk, attempt.exam.course_id, attempt.exam.content_id)

    html = get_exam_bar(*where, asked_by(learner)) or ""
    Attempt.objects.update(status=Status.DECLINED)

    assert "End my exam" in html
    assert get_exam_bar(*where, asked_by(learner)) is None


@pytest.mark.parametrize("step", ["stop", "submit", "enter"])
def test_a_double_click_and_a_reload_are_harmless(learner_client: Client, learner: User, step: str) -> None:
    attempt = running(learner, make_timed_exam())
    page = f"/courses/{attempt.exam.course_id}/exams/{attempt.exam.content_id}/"
    if step == "enter":
        Attempt.objects.update(status=Status.CREATED, started_at=None, deadline_at=None)

    for _ in range(2):
        learner_client.post(f"/api/edx_proctoring/learner/exams/{attempt.exam_id}/{step}")

    assert 'role="alert">' not in learner_client.get(page).content.decode().replace(EMPTY_ALERT, "")
    assert Attempt.objects.count() == 1


def test_a_page_of_a_running_attempt_needs_at_most_seven_queries(
    learner_client: Client, learner: User, django_assert_max_num_queries: Any
) -> None:
    attempt = running(learner)
    page = f"/courses/{attempt.exam.course_id}/exams/{attempt.exam.content_id}/"
    learner_client.get(page)

    with django_assert_max_num_queries(7):
        html = learner_client.get(page).content.decode()

    assert 'data-screen="content"' in html


def test_a_learners_page_asks_no_other_site(learner_client: Client, learner: User) -> None:
    attempt = running(learner)

    response = learner_client.get(f"/courses/{attempt.exam.course_id}/exams/{attempt.exam.content_id}/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_templates_get_the_names_that_they_are_promised(learner: User) -> None:
    from proctoring_host.attempts.standing import standing_of

    exam, asked = make_exam(), asked_by(learner)["request"]
    standing = standing_of(exam, visit_of(asked, learner.pk, exam, {}))

    found, promised = screen_context(asked, standing), names_for_templates(full=True)

    assert set(found) == set(promised)
    for name in ("exam", "attempt", "clock", "vendor", "launch"):
        assert set(found[name]) == set(promised[name]), name


def test_the_outline_has_a_line_for_each_exam(learner: User) -> None:
    verified = make_attempt(make_exam(), learner, Status.VERIFIED).exam
    practice, timed = make_practice_exam(), make_timed_exam()

    lines = {
        exam: get_attempt_status_summary(learner.pk, exam.course_id, exam.content_id)
        for exam in (verified, practice, timed)
    }

    assert lines[verified] == {
        "status": "verified",
        "short_description": "Proctoring passed",
        "suggested_icon": "fa-check",
        "in_completed_state": True,
    }
    assert [line["short_description"] for line in lines.values() if line] == [
        summary.short_description for summary in summaries_of_course(learner.pk, COURSE).values()
    ]
    assert get_attempt_status_summary(learner.pk, COURSE, "nothing") is None


def test_who_is_not_signed_in_is_led_to_the_sign_in() -> None:
    exam = make_exam()

    response = Client().post(f"/api/edx_proctoring/learner/exams/{exam.pk}/enter")

    assert response["Location"].startswith("/accounts/login/")
    assert not Attempt.objects.exists()
    assert AnonymousUser().pk is None


def test_no_clock_starts_in_a_browser_that_the_backend_does_not_let_in(
    learner_client: Client, learner: User, vendor: FakeVendor
) -> None:
    attempt = make_attempt(user=learner, status=Status.READY_TO_START)
    vendor.allows_entry = False

    page = learner_client.post(f"/api/edx_proctoring/learner/exams/{attempt.exam_id}/start", follow=True)

    attempt.refresh_from_db()
    assert attempt.status == Status.READY_TO_START
    assert "in the browser that the proctoring software opened" in page.content.decode()


def test_an_attempt_that_began_with_one_backend_keeps_its_screens(learner: User) -> None:
    attempt = make_attempt(make_exam(backend="other"), learner, Status.CREATED, backend="fake")

    html = view(attempt.exam, learner) or ""

    assert shown(html) == "instructions"


def test_a_step_that_a_sign_in_came_before_leads_back_to_the_exam_and_does_nothing(learner_client: Client) -> None:
    exam = make_timed_exam()

    response = learner_client.get(f"/api/edx_proctoring/learner/exams/{exam.pk}/enter")

    assert response["Location"] == f"/courses/{exam.course_id}/exams/{exam.content_id}"
    assert not Attempt.objects.exists()


def test_a_step_of_an_unknown_exam_is_404(learner_client: Client) -> None:
    assert learner_client.post("/api/edx_proctoring/learner/exams/999/enter").status_code == 404


def test_a_time_zone_of_the_reader_is_named(learner: User) -> None:
    exam = make_timed_exam(due_date=datetime(2099, 7, 1, 12, tzinfo=UTC))

    with timezone.override("Europe/Berlin"):
        html = view(exam, learner) or ""

    assert "2 p.m. CEST" in html
