"""Every screen, without a barrier: at the width of a desk and of a phone, light and dark, from left and from right."""

from typing import Any

import pytest

from proctoring_host.domain.screens import ScreenId
from tests.browser.conftest import PHONE
from tests.browser.gallery import GALLERY, SCREENS
from tests.browser.reader import Reader

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: make install")
pytestmark = pytest.mark.django_db(transaction=True)
WIDER_THAN_THE_PAGE = """() => {
    const page = document.documentElement;
    return page.scrollWidth > page.clientWidth ? [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > page.clientWidth).map(e => e.outerHTML.slice(0, 90)) : [];
}"""


def barriers(page: Any) -> list[str]:
    """What axe finds, with the place."""
    found = axe.Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def test_every_screen_is_in_the_gallery() -> None:
    assert set(GALLERY) == set(ScreenId)


@SCREENS
def test_a_screen_has_no_barrier(learner: Reader, screen: ScreenId) -> None:
    learner.visit(GALLERY[screen](learner))
    learner.sees(screen)
    page = learner.page
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    found += barriers(page)

    assert found == []
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []


@pytest.mark.parametrize(
    "screen", [ScreenId.CONTENT, ScreenId.INSTRUCTIONS, ScreenId.TIMED_ENTRANCE, ScreenId.PROCTORED_REJECTED], ids=str
)
def test_a_screen_is_mirrored_for_who_reads_from_the_right(open_as, learner: Reader, screen: ScreenId) -> None:
    exam = GALLERY[screen](learner)
    arabic = open_as(learner.user, locale="ar", viewport=PHONE)
    arabic.visit(exam)
    arabic.sees(screen)

    assert arabic.page.evaluate("document.documentElement.dir") == "rtl"
    brand = arabic.page.locator(".brand").bounding_box()
    assert brand["x"] + brand["width"] > PHONE["width"] / 2
    assert barriers(arabic.page) == []
    assert arabic.page.evaluate(WIDER_THAN_THE_PAGE) == []
