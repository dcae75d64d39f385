"""The gallery of mails in a browser: wide and narrow, with a theme that would do harm, and while a file changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.reader import Reader
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "emails/proctoring_attempt_submitted_email.html"
HOSTILE = """<title>Theirs</title><p>{{ exam_name }}</p><img src="nowhere" alt="">
<script>top.document.title = "taken"; fetch("/emails/").then(() => { top.location = "about:blank" })</script>
<form action="/accounts/logout/" target="_top"><button>Press</button></form>"""


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Callable[[str], None]:
    settings.PROCTORING_SETTINGS = {"EMAIL_TEMPLATE_DIRS": [str(tmp_path)]}
    (tmp_path / NAME).parent.mkdir()

    def write_template(source: str) -> None:
        (tmp_path / NAME).write_text(source, "utf-8")

    return write_template


@pytest.fixture(params=[(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def staff(request: Any, open_as: Callable[..., Reader]) -> Reader:
    viewport, scheme = request.param
    return open_as(make_user("staff", is_staff=True), viewport=viewport, color_scheme=scheme)


@pytest.mark.parametrize("address", ["/emails/", "/emails/?language=ar&sample=rtl", "/emails/mail/?sample=quotes"])
def test_nothing_is_in_the_way_of_anybody(staff: Reader, address: str) -> None:
    staff.page.goto(address)
    for summary in staff.page.locator("summary").all():
        summary.click()

    found = Axe().run(staff.page)

    assert found.violations_count == 0, found.generate_report()
    assert staff.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_mail_that_knows_dark_colours_stands_on_the_colour_of_the_page(staff: Reader) -> None:
    staff.page.goto("/emails/mail/")

    frame = staff.page.locator("iframe").first
    frame.scroll_into_view_if_needed()

    assert frame.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_theme_in_the_gallery_does_no_harm(staff: Reader, write: Callable[[str], None]) -> None:
    write(HOSTILE)

    staff.page.goto("/emails/mail/")
    staff.page.frame_locator("iframe").first.get_by_role("button", name="Press").click()

    assert staff.page.title().startswith("We received your exam")
    assert "/emails/mail/" in staff.page.url
    assert staff.page.frame_locator("iframe").first.get_by_text("Sample exam").is_visible()


def test_open_page_shows_what_was_written(staff: Reader, write: Callable[[str], None]) -> None:
    staff.page.goto("/emails/mail/")
    with staff.page.expect_response("**/emails/mail/version/**"):
        pass

    write("<p>Our own words</p>")

    staff.page.frame_locator("iframe").first.get_by_text("Our own words").wait_for()
