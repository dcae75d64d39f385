"""What a person does with a page, and sees of it."""

from dataclasses import dataclass
from typing import Any

from proctoring_host.models import Attempt, Exam


@dataclass(frozen=True)
class Reader:
    """One tab of a signed-in account. `monkeypatch` is the test's, for what a platform answers."""

    page: Any
    user: Any
    monkeypatch: Any = None

    def open(self, exam: Exam) -> None:
        """Until the page's script does its part: what is clicked earlier is an ordinary form."""
        self.visit(exam)
        self.page.wait_for_selector("[data-script=runs]")

    def visit(self, exam: Exam) -> None:
        self.page.goto(f"/courses/{exam.course_id}/exams/{exam.content_id}/")

    def tab(self) -> "Reader":
        """A second one, in the same browser."""
        return Reader(self.page.context.new_page(), self.user, self.monkeypatch)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, screen: str) -> None:
        """Waits until the page shows this screen."""
        self.page.wait_for_selector(f'[data-screen="{screen}"]', state="attached")

    def reads(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(state="attached")

    @property
    def screen(self) -> str:
        return str(self.page.locator("[data-screen]").get_attribute("data-screen"))

    @property
    def clock(self) -> Any:
        return self.page.locator(".clock-time")

    def attempt(self, exam: Exam) -> Attempt:
        """The newest at this exam."""
        return Attempt.objects.filter(user=self.user, exam=exam).latest("pk")
