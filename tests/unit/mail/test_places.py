"""Whose folders are asked, in which order, and in which language their templates are."""

import sys

import pytest

from proctoring_host import hookimpl
from proctoring_host.mail.compose import compose
from proctoring_host.mail.language import Language, language_of
from proctoring_host.mail.places import PLACES, PlaceKind, is_inside, places
from proctoring_host.registry import Candidate
from tests.fake_backend import using_fake_backend

NAME = "proctoring_attempt_satisfactory_email.html"
DJANGO = "django.template.backends.django.DjangoTemplates"
JINJA2 = "django.template.backends.jinja2.Jinja2"


@pytest.fixture
def put(tmp_path):
    def put_template(folder, source="from {folder}", path=f"emails/{NAME}"):
        file = tmp_path / folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source.format(folder=folder))
        return tmp_path / folder

    return put_template


@pytest.fixture
def app(put, tmp_path, settings, monkeypatch):
    """An installed app with one template in each of its two folders."""
    (put("themed_app/templates").parent / "__init__.py").write_text("")
    put("themed_app/jinja2")
    monkeypatch.syspath_prepend(tmp_path)
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "themed_app"]
    yield
    sys.modules.pop("themed_app", None)


def test_every_kind_of_place_is_asked_in_the_documented_order(theme, put, app, settings):
    class Plugin:
        @hookimpl
        def email_template_dirs(self):
            return [put("plugin")]

    settings.TEMPLATES = [
        *settings.TEMPLATES,
        {"BACKEND": JINJA2, "NAME": "second", "DIRS": [put("project_jinja2")]},
        {"BACKEND": DJANGO, "NAME": "third", "DIRS": [put("project_django"), put("empty", path="index.html")]},
    ]
    with using_fake_backend(installed=[Candidate.plugin("acme", Plugin())]):
        found = [(place.kind, place.root.name, place.language) for place in places("fake")]

    assert found == [
        (PlaceKind.SETTING, "theme", Language.JINJA2),
        (PlaceKind.PROJECT, "project_jinja2", Language.JINJA2),
        (PlaceKind.PROJECT, "project_django", Language.DJANGO),
        (PlaceKind.APP, "jinja2", Language.JINJA2),
        (PlaceKind.APP, "templates", Language.DJANGO),
        (PlaceKind.PLUGIN, "plugin", Language.JINJA2),
        (PlaceKind.BASE, "templates", Language.JINJA2),
    ]
    assert list(PLACES) == list(PlaceKind)


@pytest.mark.usefixtures("app")
def test_template_of_an_installed_app_is_sent(site, facts):
    letter = compose(facts())

    assert letter.html == "from themed_app/jinja2"
    assert letter.parts[NAME].winner.place.owner == "themed_app"


@pytest.mark.parametrize("backend", [DJANGO, JINJA2])
def test_template_in_the_projects_folders_is_sent(site, put, settings, facts, backend):
    settings.TEMPLATES = [*settings.TEMPLATES, {"BACKEND": backend, "NAME": "more", "DIRS": [put("project")]}]

    assert compose(facts()).html == "from project"


def test_folder_that_two_bring_is_asked_once(theme, settings):
    class Plugin:
        @hookimpl
        def email_template_dirs(self):
            return [theme]

    with using_fake_backend(installed=[Candidate.plugin("again", Plugin())]):
        kinds = [place.kind for place in places("fake") if place.root == theme]

    assert kinds == [PlaceKind.SETTING]


@pytest.mark.parametrize("folder", ["courses/course-v1_Demo+T1+2026", "organisations/Demo", "en", "proctoring/fake/en"])
def test_template_for_a_course_organisation_or_language_is_sent(site, facts, write, folder):
    write(f"emails/proctoring/fake/{NAME}" if "fake" not in folder else f"emails/{NAME}", "for many")
    write(f"emails/{folder}/{NAME}", "for few")
    others = facts(course_id="course-v1:Other+T1+2026", language="de")

    assert compose(facts()).html == ("for many" if folder == "en" else "for few")
    assert compose(others).html == "for many"


def test_language_beats_none_of_the_same_folder(site, facts, write):
    write(f"emails/{NAME}", "plain")
    write(f"emails/de/{NAME}", "deutsch")

    assert [compose(facts(language=code)).html for code in ("de", "en")] == ["deutsch", "plain"]


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("{# language: django #}{{ super() }}", Language.DJANGO),
        ("\n{# language: jinja2 #}{% load i18n %}", Language.JINJA2),
        ("{% load i18n %}", Language.DJANGO),
        ("{{ block.super }}", Language.DJANGO),
        ('{% trans "Hello" %}', Language.DJANGO),
        ('{{ status|default:"none" }}', Language.DJANGO),
        ("{% trans %}Hello{% endtrans %}", Language.JINJA2),
        ("{{ super() }}", Language.JINJA2),
        ('{{ status|default("none") }}', Language.JINJA2),
        ("{%- if status %}{% endif %}", Language.JINJA2),
    ],
)
def test_language_is_told_by_a_line_or_by_its_own_words(source, language):
    assert {language_of(source, default) for default in Language} == {language}


@pytest.mark.parametrize("source", ["", "{{ status }}", "{% load i18n %}{{ super() }}", "{{" * 100_000])
def test_language_is_the_folders_where_the_template_does_not_tell(source):
    assert [language_of(source, default) for default in Language] == list(Language)


@pytest.mark.parametrize("path", ["", "..", "a/../b", "/etc/hosts", "a//b", "a/./b", "a\\..\\b"])
def test_path_that_leads_elsewhere_is_not_inside(path):
    assert not is_inside(path)
