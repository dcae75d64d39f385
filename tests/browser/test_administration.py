"""The administration in a browser: every screen is drawn, works by keyboard, and has no barrier of our making."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import (
    Allowance,
    Circuit,
    Effect,
    EffectState,
    Review,
    ReviewComment,
    ReviewPolicy,
    Revision,
    Transition,
)
from tests.browser.conftest import PHONE
from tests.browser.reader import Reader
from tests.factories import T0, make_attempt, make_exam, make_user
from tests.integration.web.test_incidents import make_incident

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = os.environ.get("PROCTORING_SCREENSHOTS", "")
MODELS = ("exam", "reviewpolicy", "allowance", "attempt", "review", "revision", "effect", "incident", "circuit")


@pytest.fixture
def administrator(open_as) -> Reader:
    return open_as(make_user("root", is_staff=True, is_superuser=True))


@pytest.fixture
def rows() -> dict[str, int]:
    """One of each, by the name of its model."""
    ada = make_user("ada")
    exam = make_exam(exam_name="Midterm", backend="mock", due_date=T0 + timedelta(days=2))
    attempt = make_attempt(exam, ada, status=Status.SUBMITTED)
    for minute, (before, after, actor) in enumerate(
        (("", "created", Actor.LEARNER), ("created", "started", Actor.LEARNER), ("started", "submitted", Actor.CLOCK))
    ):
        Transition.objects.create(
            attempt=attempt, from_status=before, to_status=after, actor=actor, reason="The deadline had passed.",
            actor_user=ada if actor is Actor.LEARNER else None, at=T0 + timedelta(minutes=minute),
        )  # fmt: skip
    review = Review.objects.create(
        attempt=attempt, attempt_code=attempt.code, backend="mock", status=ReviewStatus.SUSPICIOUS, raw_data='{"a": 1}'
    )
    ReviewComment.objects.create(review=review, position=0, comment="Looks away", status="Suspicious", start=3, stop=9)
    values = {"attempt_code": attempt.code, "status": "suspicious", "delivery": "x", "comments": 1}
    revision = Revision.objects.create(
        kind="review", object_id=review.pk, action="created", values=values, learner=ada, at=T0 + timedelta(hours=2)
    )
    effects = [
        Effect.objects.create(
            kind=kind, key=str(kind), attempt=attempt, backend="mock", state=state, next_at=T0, tries=tries,
            last_error="The vendor of mock does not answer just now; this waits until it does." if tries > 1 else "",
        )
        for kind, state, tries in (
            (Kind.VENDOR_NOTIFY, EffectState.DEAD, 12),
            (Kind.MAIL, EffectState.PENDING, 0),
            (Kind.OBSERVERS, EffectState.DONE, 1),
        )
    ]  # fmt: skip
    circuit = Circuit.objects.create(
        backend="mock", failures=7, trips=2, open_until=T0 + timedelta(days=9000), changed_at=T0
    )
    return {
        "exam": exam.pk,
        "reviewpolicy": ReviewPolicy.objects.create(exam=exam, text="Closed book.").pk,
        "allowance": Allowance.objects.create(user=ada, exam=exam, key="time_multiplier", value="1.5").pk,
        "attempt": attempt.pk,
        "review": review.pk,
        "revision": revision.pk,
        "effect": effects[0].pk,
        "incident": make_incident(attempt).pk,
        "circuit": circuit.pk,
    }


def addresses(rows: dict[str, int]) -> dict[str, str]:
    root = "/admin/proctoring"
    found = {"index": f"{root}/"}
    for model in MODELS:
        found[f"{model}-list"] = f"{root}/{model}/"
        found[f"{model}-page"] = f"{root}/{model}/{rows[model]}/change/"
    for model in ("exam", "reviewpolicy", "allowance"):
        found[f"{model}-add"] = f"{root}/{model}/add/"
    found["timeline"] = f"{root}/attempt/{rows['attempt']}/timeline/"
    found["backends"] = f"{root}/circuit/backends/"
    found["doctor"] = f"{root}/circuit/doctor/"
    return found


def test_a_status_is_changed_by_keyboard(administrator: Reader, rows: dict[str, int]) -> None:
    page = administrator.page
    page.goto(f"/admin/proctoring/attempt/{rows['attempt']}/change/")

    page.get_by_label("New status").focus()
    page.keyboard.type("rejected")
    page.keyboard.press("Tab")
    page.keyboard.type("A second person was in the room.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_text("was changed successfully").wait_for()
    step = Transition.objects.latest("pk")
    assert (step.to_status, step.reason) == (Status.REJECTED, "A second person was in the room.")


def test_an_exam_is_looked_for_while_an_allowance_is_given(administrator: Reader, rows: dict[str, int]) -> None:
    page = administrator.page
    page.goto("/admin/proctoring/allowance/add/")

    page.get_by_label("Learner", exact=False).fill("ada")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill("Midt")
    page.locator(".select2-results__option", has_text="Midterm").click()
    page.get_by_label("Value", exact=False).fill("20")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("was added successfully").wait_for()
    assert Allowance.objects.filter(user__username="ada", key="additional_time_granted", value="20").exists()


def test_a_course_that_is_typed_filters_the_list(administrator: Reader, rows: dict[str, int]) -> None:
    page = administrator.page
    page.goto("/admin/proctoring/attempt/?status=submitted")

    page.get_by_role("textbox", name="Course").fill("course-v1:Nobody+T1+2026")
    page.get_by_role("button", name="Filter", exact=True).click()

    page.get_by_text("0 attempts").first.wait_for()
    assert "status=submitted" in page.url


FIRST_LEFT_OF_LAST = """cell => {
    const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode()
    const at = (from, to) => {
        const range = document.createRange()
        range.setStart(text, from)
        range.setEnd(text, to)
        return range.getBoundingClientRect().left
    }
    return at(0, 1) < at(text.length - 1, text.length)
}"""


def test_what_is_written_from_the_left_stays_so_for_who_reads_from_the_right(open_as, rows: dict[str, int]) -> None:
    page = open_as(make_user("root", is_staff=True, is_superuser=True), locale="ar").page
    page.goto(addresses(rows)["timeline"])
    assert page.evaluate("document.documentElement.dir") == "rtl"
    began = page.locator(".proctoring-facts tbody tr").first

    assert began.locator("th").evaluate(FIRST_LEFT_OF_LAST), "- \u2192 created"
    assert began.locator("td").first.evaluate(FIRST_LEFT_OF_LAST), "the time"
    assert began.locator("td.words").evaluate(FIRST_LEFT_OF_LAST), "The deadline had passed."

    page.goto(addresses(rows)["review-page"])
    for field in (".field-raw_data .readonly", ".field-remarks .readonly div"):
        assert page.locator(field).evaluate(FIRST_LEFT_OF_LAST), field


@pytest.mark.parametrize("name", ["timeline", "backends", "doctor"])
def test_a_table_that_is_wider_than_a_phone_moves_within_the_page(name: str, open_as, rows: dict[str, int]) -> None:
    page = open_as(make_user("root", is_staff=True, is_superuser=True), viewport=PHONE).page
    page.goto(addresses(rows)[name])

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for width in page.locator("td.words").evaluate_all("cells => cells.map(cell => cell.clientWidth)"):
        assert width >= 140, "narrower than a few words"


def test_every_screen_is_drawn_without_an_error(administrator: Reader, rows: dict[str, int]) -> None:
    page = administrator.page
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.on("pageerror", lambda error: problems.append(str(error)))

    for name, address in addresses(rows).items():
        answer = page.goto(address)
        assert answer.status == 200, name
        if FOLDER:
            Path(FOLDER).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(FOLDER) / f"administration-{name}.png", full_page=True)

    assert problems == []
