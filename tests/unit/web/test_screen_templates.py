"""Every template of a screen with little and with much to tell, and overrides of them."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from markupsafe import Markup

import proctoring_host
from proctoring_host.domain.screens import Offer, ScreenId
from proctoring_host.registry import get_registry
from proctoring_host.web.learner.markup import safe_markup
from proctoring_host.web.learner.steps import STEP_NAMES
from proctoring_host.web.learner.writing import write_screen
from tests.fake_backend import using_fake_backend

SCREENS = (*sorted(set(ScreenId) - {ScreenId.CONTENT}), "content_bar")
STATIC = Path(proctoring_host.__file__).parent / "static" / "proctoring"
VOID = {"input", "link", "br"}


@pytest.fixture(autouse=True)
def _fake() -> Any:
    with using_fake_backend():
        yield


def exam_facts(word: str, *, full: bool) -> dict[str, Any]:
    return {
        "name": word,
        "course_id": "course-v1:A+B+C",
        "course_url": "/c",
        "time_limit": "1 hour",
        "total_time": "2 hours",
        "has_extra_time": full,
        "may_get_extra_time": True,
        "due": word,
        "review_policy": word,
    }


def vendor_facts(word: str, *, full: bool) -> dict[str, Any]:
    return {
        "vendor": {
            "name": "Acme",
            "available": True,
            "support_email": "a@example.com" if full else "",
            "support_phone": word,
            "help_url": "https://example.com/h" if full else "",
        },
        "launch": {
            "steps": [Markup("<b>one</b>")] if full else [],
            "rules": [Markup("two")] if full else [],
            "download_url": "https://example.com/d" if full else "",
            "exam_code": word,
            "script_url": "",
        },
    }


def context(*, full: bool, **more: Any) -> dict[str, Any]:
    word = "<x>&" if full else ""
    return {
        "screen": "x",
        "offers": sorted(Offer) if full else [],
        "kind": "proctored",
        "exam": exam_facts(word, full=full),
        "attempt": {"id": 7 if full else "", "code": word, "status": "created" if full else ""},
        "clock": {"runs": full, "seconds_left": 59 if full else 0, "time_left": "1 minute"},
        "client": {"text": "it's"},
        **vendor_facts(word, full=full),
        "contact_email": "b@example.com" if full else "",
        "platform_name": "P",
        "links": dict.fromkeys(
            ("contact_us", "faq", "online_proctoring_rules", "tech_requirements"), "https://example.com" if full else ""
        ),
        "prerequisites": [
            {"name": word, "failed": True, "url": "/e"},
            {"name": "Essay", "failed": False, "url": ""},
        ],
        "onboarding_url": "/o" if full else "",
        "reference": "AAAA-2222" if full else "",
        "messages": [word] if full else [],
        "csrf_token": "t",
        "step_urls": {name: f"/steps/{name}" for name in STEP_NAMES},
        "static": lambda path: f"/static/{path}",
        "language": "en",
        "direction": "ltr",
        **more,
    }


class Outline(HTMLParser):
    """Tags that are opened and closed in order, and what a policy would forbid."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.forms: list[dict[str, str | None]] = []
        self.fields: list[str] = []
        self.inline: list[str] = []
        self.outside: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in found) else []
        if tag == "form":
            self.forms.append(found)
        if tag == "input":
            self.fields.append(found.get("name") or "")
        if tag == "a" and (found.get("href") or "").startswith("http"):
            self.outside.append(found)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.mark.parametrize("full", [True, False], ids=["much", "little"])
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_is_whole_and_needs_no_script_and_no_inline_style(name: str, full: bool) -> None:
    html = write_screen(name, "fake", context(full=full))

    found = Outline(html)

    assert found.open == []
    assert found.inline == []
    assert "<x>" not in html
    assert len(found.forms) == found.fields.count("csrfmiddlewaretoken")
    assert all(form["method"] == "post" for form in found.forms)
    assert all(link["rel"] == "noopener noreferrer" and link["target"] == "_blank" for link in found.outside)


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_but_the_bar_begins_with_one_heading(name: str) -> None:
    html = write_screen(name, "fake", context(full=True))

    assert len(re.findall("<h2>", html)) == (0 if name == "content_bar" else 1)


def test_a_theme_overrides_a_screen_for_one_backend_by_block(tmp_path: Path) -> None:
    folder = tmp_path / "screens" / "proctoring" / "fake"
    folder.mkdir(parents=True)
    (folder / "timed_entrance.html").write_text(
        '{% extends "screens/timed_entrance.html" %}{% block help %}<p>Ours</p>{% endblock %}'
    )

    with override_settings(PROCTORING_SETTINGS={"EMAIL_TEMPLATE_DIRS": [str(tmp_path)]}):
        fake, other = (write_screen("timed_entrance", name, context(full=False)) for name in ("fake", "other"))

    assert "<p>Ours</p>" in fake
    assert "Begin the exam" in fake
    assert "Ours" not in other


@pytest.mark.parametrize("broken", ["{{ nothing_of_this_name }}", "{% if %}", "  ", "{{ 1 / 0 }}"])
def test_a_broken_override_is_reported_and_the_next_template_is_shown(tmp_path: Path, broken: str) -> None:
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "timed_entrance.html").write_text(broken)

    with override_settings(PROCTORING_SETTINGS={"EMAIL_TEMPLATE_DIRS": [str(tmp_path)]}):
        html = write_screen("timed_entrance", "fake", context(full=False))

    assert "Begin the exam" in html
    assert "screens/timed_entrance.html" in get_registry().failures[-1].error


def test_a_broken_layout_of_a_theme_does_not_keep_a_learner_from_the_exam(tmp_path: Path) -> None:
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "layout.html").write_text("{{ nothing_of_this_name }}")

    with override_settings(PROCTORING_SETTINGS={"EMAIL_TEMPLATE_DIRS": [str(tmp_path)]}):
        html = write_screen("timed_entrance", "fake", context(full=False))

    assert "Begin the exam" in html
    assert get_registry().failures


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Install <b>it</b>", "Install <b>it</b>"),
        ("<script>go()</script>Go", "Go"),
        ("<p onclick='go()'>Go</p>", "<p>Go</p>"),
        (
            '<a href="https://e.example/x">x</a>',
            '<a href="https://e.example/x" target="_blank" rel="noopener noreferrer">x</a>',
        ),
        ('<a href="javascript:go()">x</a>', '<a target="_blank" rel="noopener noreferrer">x</a>'),
        ('<img src="x"><form><button>Pay</button></form>', "Pay"),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
    ],
)
def test_a_vendors_markup_is_cleaned(told: str, shown: str) -> None:
    assert safe_markup(told) == shown


def test_the_page_for_themes_has_every_name_that_a_template_may_use() -> None:
    page = (Path(__file__).parents[3] / "docs" / "themes.md").read_text(encoding="utf-8")
    table = page.split("## Screens")[1].split("\n## ")[0].rpartition("| name | meaning |")[2]

    names = {name for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}

    assert names == set(context(full=True))


def test_own_script_and_style_of_a_learners_page_are_small() -> None:
    others = {"api.css", "gallery.css", "gallery.js"}
    files = [file for file in STATIC.iterdir() if file.suffix in (".css", ".js") and file.name not in others]

    assert sum(file.stat().st_size for file in files) <= 30 * 1024
