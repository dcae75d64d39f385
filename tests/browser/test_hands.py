"""Hands that are too quick, in two places at once, without a mouse, or without scripts."""

from typing import Any

import pytest

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt, Exam, Transition
from tests.browser.reader import Reader
from tests.factories import make_exam, make_timed_exam

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TABS = 30


def starts(exam: Exam) -> int:
    return Transition.objects.filter(attempt__exam=exam, to_status=Status.STARTED).count()


def refusals(page: Any) -> list[str]:
    return page.locator(".notice[role=alert]").all_text_contents()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_double_click_begins_once(open_as, learner: Reader, scripts: bool) -> None:
    exam = make_timed_exam()
    reader = open_as(learner.user, java_script_enabled=scripts)
    reader.visit(exam)
    reader.page.get_by_label("I understand that the time starts now.").check()

    reader.page.get_by_role("button", name="Begin the exam").dblclick()

    reader.sees("content")
    assert (Attempt.objects.filter(exam=exam).count(), starts(exam), refusals(reader.page)) == (1, 1, [])


def test_a_double_click_registers_once(learner: Reader) -> None:
    exam = make_exam(backend="mock")
    learner.open(exam)

    learner.page.get_by_role("button", name="Set up proctoring").dblclick()

    learner.sees("instructions")
    assert (Attempt.objects.filter(exam=exam).count(), refusals(learner.page)) == (1, [])


def test_two_tabs_take_one_exam(learner: Reader) -> None:
    exam = make_timed_exam()
    other = learner.tab()
    for tab in (learner, other):
        tab.open(exam)
        tab.page.get_by_label("I understand that the time starts now.").check()

    for tab in (learner, other):
        tab.press("Begin the exam")
        tab.sees("content")
    learner.press("End my exam")
    learner.press("Submit my exam")
    learner.sees("timed_submitted")
    other.press("End my exam")

    other.sees("timed_submitted")
    assert Attempt.objects.filter(exam=exam).count() == starts(exam) == 1
    assert learner.attempt(exam).status == Status.SUBMITTED


def test_a_timed_exam_is_taken_by_keyboard_alone(learner: Reader) -> None:
    exam = make_timed_exam()
    learner.open(exam)
    page = learner.page

    tab_to(page, "I understand that the time starts now.")
    page.keyboard.press("Space")
    tab_to(page, "Begin the exam")
    page.keyboard.press("Enter")
    learner.sees("content")
    tab_to(page, "Hide the time")
    page.keyboard.press("Enter")
    assert not learner.clock.is_visible()
    for name, screen in (("End my exam", "timed_ready_to_submit"), ("Submit my exam", "timed_submitted")):
        tab_to(page, name)
        page.keyboard.press("Enter")
        learner.sees(screen)

    assert learner.attempt(exam).status == Status.SUBMITTED


def tab_to(page: Any, name: str) -> None:
    """Tab until what has this name has the focus, and shows that it has."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()")
        if focused == name:
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(outline) != "none", f"{name} does not show that it has the focus"
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


def test_without_scripts_every_step_works(open_as, learner: Reader) -> None:
    exam = make_timed_exam()
    reader = open_as(learner.user, java_script_enabled=False)
    reader.visit(exam)
    reader.page.get_by_label("I understand that the time starts now.").check()

    for name, screen in (
        ("Begin the exam", "content"),
        ("End my exam", "timed_ready_to_submit"),
        ("Submit my exam", "timed_submitted"),
    ):
        reader.press(name)
        reader.sees(screen)

    assert reader.attempt(exam).status == Status.SUBMITTED
