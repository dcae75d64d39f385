"""What a learner's page loads: little, and all of it from this host."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from proctoring_host.domain.screens import ScreenId
from tests.browser.gallery import GALLERY
from tests.browser.reader import Reader

pytestmark = pytest.mark.django_db(transaction=True)
MOST_BYTES = 30 * 1024


def test_a_page_loads_at_most_30_kilobytes_of_script_and_style_and_all_from_here(learner: Reader, site: str) -> None:
    exam = GALLERY[ScreenId.CONTENT](learner)
    answers: list[Any] = []
    problems: list[str] = []
    learner.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  Playwright marks its handlers
    learner.page.on("pageerror", lambda error: problems.append(str(error)))
    learner.page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)

    learner.open(exam)
    learner.page.wait_for_load_state("networkidle")

    weighed = {each.url: len(each.body()) for each in answers if each.request.resource_type in ("script", "stylesheet")}
    assert len(weighed) > 4
    assert sum(weighed.values()) <= MOST_BYTES, weighed
    assert {urlsplit(each.url).netloc for each in answers} == {urlsplit(site).netloc}
    assert problems == []


def test_no_script_and_no_style_is_written_into_the_page(learner: Reader) -> None:
    learner.open(GALLERY[ScreenId.CONTENT](learner))

    inline = "document.querySelectorAll('script:not([src]), style, [style], [onclick]').length"
    assert learner.page.evaluate(inline) == 0
