"""What a person does with a page, and sees of it."""

from dataclasses import dataclass
from typing import Any

from proctoring_host.models import Attempt, Exam

SCREEN = "[data-screen]"


@dataclass(frozen=True)
class Reader:
    """One tab of a signed-in account."""

    page: Any
    user: Any

    def open(self, exam: Exam) -> None:
        """Until the page's script does its part: what is clicked earlier is an ordinary form."""
        self.page.goto(f"/courses/{exam.course_id}/exams/{exam.content_id}/")
        self.page.wait_for_selector("[data-script=runs]")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, screen: str) -> None:
        """Waits until the page shows this screen."""
        self.page.wait_for_selector(f'[data-screen="{screen}"]', state="attached")

    def reads(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(state="attached")

    @property
    def screen(self) -> str:
        return str(self.page.locator(SCREEN).get_attribute("data-screen"))

    @property
    def clock(self) -> Any:
        return self.page.locator(".clock-time")

    def attempt(self, exam: Exam) -> Attempt:
        return Attempt.objects.get(user=self.user, exam=exam)
