"""Pictures of all screens, for people to look at: `make screenshots`."""

import os
from html import escape
from pathlib import Path

import pytest

from proctoring_host.domain.screens import ScreenId
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.gallery import GALLERY, SCREENS
from tests.browser.reader import Reader

FOLDER = Path(os.environ.get("PROCTORING_SCREENSHOTS", ""))
WAYS = ("light", "dark", "phone", "rtl")
pytestmark = pytest.mark.django_db(transaction=True)


@SCREENS
def test_a_picture_of_each_screen(open_as, learner: Reader, screen: ScreenId) -> None:
    exam = GALLERY[screen](learner)
    learner.visit(exam)
    learner.sees(screen)
    arabic = open_as(learner.user, locale="ar", viewport=PHONE)
    arabic.visit(exam)
    arabic.sees(screen)

    _take(learner, screen, "light")
    learner.page.emulate_media(color_scheme="dark")
    _take(learner, screen, "dark")
    learner.page.emulate_media(color_scheme="light")
    learner.page.set_viewport_size(PHONE)
    _take(learner, screen, "phone")
    learner.page.set_viewport_size(DESKTOP)
    _take(arabic, screen, "rtl")

    assert all((FOLDER / f"{screen}-{way}.png").stat().st_size for way in WAYS)


def test_an_index_of_all_pictures() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = "".join(_row(screen) for screen in GALLERY)
    style = "body{font:1rem system-ui} img{height:24rem;border:1px solid #888;margin:.25rem;vertical-align:top}"
    (FOLDER / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{style}</style>'
        f"<h1>Screens of a learner</h1>{rows}</html>",
        encoding="utf-8",
    )

    assert (FOLDER / "index.html").read_text(encoding="utf-8").count("<img") == len(GALLERY) * len(WAYS)


def _take(reader: Reader, screen: ScreenId, way: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    reader.page.screenshot(path=FOLDER / f"{screen}-{way}.png", full_page=True)


def _row(screen: ScreenId) -> str:
    pictures = "".join(
        f'<a href="{screen}-{way}.png"><img src="{screen}-{way}.png" alt="{way}" loading="lazy"></a>' for way in WAYS
    )
    return f"<h2>{escape(screen)}</h2>{pictures}"
