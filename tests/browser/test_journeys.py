"""Every kind of exam from its entrance to its result; at each step after a reload and by the back button, too."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt, Exam
from tests.browser.reader import Reader
from tests.factories import make_exam, make_practice_exam, make_timed_exam

pytestmark = pytest.mark.django_db(transaction=True)
Service = Callable[[str, str, str], None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """An exam with the scripted vendor: how it begins and ends, and what becomes of it."""

    make: Callable[[], Exam]
    entrance: str
    begin: str
    confirm: str = "ready_to_submit"
    submit: str = "Submit my exam"
    submitted: str
    verdict: tuple[str, str] = ("", "")


KINDS = {
    "proctored": Kind(
        make=lambda: make_exam(backend="mock"),
        entrance="proctored_entrance",
        begin="Set up proctoring",
        submitted="proctored_submitted",
        verdict=("passed", "proctored_verified"),
    ),
    "practice": Kind(
        make=lambda: make_practice_exam(backend="mock"),
        entrance="practice_entrance",
        begin="Begin the practice",
        submitted="practice_submitted",
    ),
    "onboarding": Kind(
        make=lambda: make_practice_exam(backend="onboard"),
        entrance="onboarding_entrance",
        begin="Begin the onboarding",
        confirm="onboarding_ready_to_submit",
        submit="Submit the onboarding",
        submitted="onboarding_submitted",
        verdict=("passed", "onboarding_verified"),
    ),
}


def stands(learner: Reader, exam: Exam, screen: str) -> None:
    """The screen, the same after a reload, after the back button, and on coming back from the course."""
    learner.sees(screen)
    learner.page.reload()
    learner.sees(screen)
    learner.page.go_back()
    if exam.content_id not in learner.page.url:
        learner.open(exam)
    learner.sees(screen)


def from_the_course(learner: Reader, exam: Exam) -> None:
    """So that there is a page to go back to."""
    learner.page.goto(f"/courses/{exam.course_id}/")
    learner.page.get_by_role("link", name=exam.exam_name, exact=True).click()


def test_a_timed_exam_is_taken_from_its_entrance_to_its_submission(learner: Reader) -> None:
    exam = make_timed_exam()
    from_the_course(learner, exam)
    stands(learner, exam, "timed_entrance")

    learner.page.get_by_label("I understand that the time starts now.").check()
    for press, screen in (
        ("Begin the exam", "content"),
        ("End my exam", "timed_ready_to_submit"),
        ("No, I want to continue working", "content"),
        ("End my exam", "timed_ready_to_submit"),
        ("Submit my exam", "timed_submitted"),
    ):
        learner.press(press)
        stands(learner, exam, screen)

    assert learner.attempt(exam).status == Status.SUBMITTED


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_exam_with_a_vendor_is_taken_from_its_entrance_to_its_result(
    learner: Reader, service: Service, kind: Kind
) -> None:
    exam = kind.make()
    from_the_course(learner, exam)
    stands(learner, exam, kind.entrance)
    learner.press(kind.begin)
    stands(learner, exam, "instructions")

    external_id = learner.attempt(exam).external_id or ""
    service(external_id, "ready", "ready")
    stands(learner, exam, "ready_to_start")  # the page goes on by itself
    for press, screen in (
        ("Start the exam", "content"),
        ("End my exam", kind.confirm),
        (kind.submit, kind.submitted),
    ):
        learner.press(press)
        stands(learner, exam, screen)
    word, result = kind.verdict
    if word:
        service(external_id, "reviewed", word)
        learner.page.reload()
        stands(learner, exam, result)


def test_a_practice_can_be_repeated(learner: Reader) -> None:
    exam = make_practice_exam(backend="mock")
    learner.open(exam)
    learner.press("Begin the practice")
    learner.sees("instructions")
    first = learner.attempt(exam)
    Attempt.objects.filter(pk=first.pk).update(status=Status.SUBMITTED)
    learner.open(exam)

    learner.press("Practise again")

    learner.sees("instructions")
    assert learner.attempt(exam).pk != first.pk


def test_an_exam_in_a_secure_browser_goes_on_there_and_not_here(learner: Reader, simulator, open_as, site) -> None:
    exam = make_exam(backend="software_secure")
    learner.open(exam)
    learner.press("Set up proctoring")
    learner.sees("instructions")
    code = learner.attempt(exam).code

    launched = simulator.launch(code)
    secure = open_as(learner.user)
    secure.page.context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in launched["cookies"].items()]
    )
    secure.open(exam)
    secure.sees("ready_to_start")
    learner.sees("ready_elsewhere")
    secure.press("Start the exam")
    secure.sees("content")
    learner.sees("wrong_browser")
    secure.press("End my exam")
    secure.press("Submit my exam")
    secure.sees("proctored_submitted")
    simulator.review(code, "Clean")
    learner.open(exam)

    learner.sees("proctored_verified")


def test_who_goes_without_proctoring_gets_the_content(learner: Reader) -> None:
    exam = make_exam(backend="mock")
    learner.open(exam)

    learner.page.get_by_text("Take this exam without proctoring", exact=True).click()
    learner.page.get_by_label("I want to take this exam without proctoring.").check()
    learner.press("Continue without proctoring")

    learner.reads("You take this exam without proctoring.")
    assert learner.attempt(exam).status == Status.DECLINED


def test_a_problem_is_reported_and_ends_with_a_number_to_ask_for_help_with(learner: Reader) -> None:
    exam = make_practice_exam(backend="mock")
    learner.open(exam)
    learner.press("Begin the practice")
    learner.sees("instructions")
    Attempt.objects.filter(exam=exam).update(status=Status.READY_TO_START)
    learner.open(exam)
    learner.press("Start the exam")
    learner.sees("content")

    learner.page.get_by_text("Report a problem with proctoring", exact=True).click()
    learner.page.get_by_label("What happened? (optional)").fill("The camera went dark.")
    learner.page.get_by_label("I cannot go on with this attempt.").check()
    learner.press("End the attempt with an error")

    learner.sees("practice_error")
    assert learner.attempt(exam).status == Status.ERROR


def test_a_vendor_that_is_down_loses_nothing_and_is_tried_again(learner: Reader) -> None:
    exam = make_exam(backend="down")
    learner.open(exam)

    learner.press("Set up proctoring")
    learner.sees("registration_failed")
    learner.press("Try again now")

    learner.sees("registration_failed")
    assert Attempt.objects.filter(exam=exam).count() == 1
