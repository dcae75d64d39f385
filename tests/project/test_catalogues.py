"""Every text is translated, and every translation is well formed."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from proctoring_host.catalogues import locale_paths
from proctoring_host.standalone.languages import TRANSLATED
from tools.catalogues import check
from tools.catalogues.extract import django_template, template_of
from tools.catalogues.places import LANGUAGES, places

HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def catalog(text: str) -> Catalog:
    return read_po(BytesIO((HEAD + text).encode()), locale="de")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('msgid "Hello"\nmsgstr ""', "it is not translated"),
        ('#, fuzzy\nmsgid "Hello"\nmsgstr "Hallo"', "it is marked as a guess"),
        ('msgid "One %(a)s"\nmsgstr "Ein"', "placeholders are [] instead of ['%(a)s']"),
        ('msgid "One {a}"\nmsgstr "Ein {b}"', "placeholders are ['{b}'] instead of ['{a}']"),
        ('msgid "<b>One</b>"\nmsgstr "<b>Ein"', "markup differ from the original's"),
        ('msgid "Go to https://a.example"\nmsgstr "Geh zu https://b.example"', "addresses differ from the original's"),
        ('msgid "Hello"\nmsgstr "Hallo "', "there is space at an end of it"),
        ('msgid "Hello."\nmsgstr "Hallo"', "it ends otherwise than the original"),
        ('msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] "%(n)d Tag"\nmsgstr[1] ""', "it is not translated"),
    ],
)
def test_what_is_missing_or_malformed_is_told(text: str, problem: str) -> None:
    assert [found for found in check.of_catalog(catalog(text)) if found.endswith(problem)]


@pytest.mark.parametrize(
    "text",
    [
        'msgid "Hello %(name)s."\nmsgstr "Hallo %(name)s."',
        'msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] "ein Tag"\nmsgstr[1] "%(n)d Tage"',
    ],
)
def test_what_is_well_formed_passes(text: str) -> None:
    assert list(check.of_catalog(catalog(text))) == []


def test_texts_come_from_code_pages_and_mails() -> None:
    host = template_of(places()[0])
    files = {name for message in host for name, _line in message.locations}

    assert {Path(name).suffix for name in files} == {".py", ".html", ".txt"}
    assert any(name.startswith("email_templates/") for name in files)


def test_a_django_template_gives_its_texts() -> None:
    plain, counted = "{% translate 'Plain' %}", "{% blocktranslate count n=n %}{{ n }} a{% plural %}{{ n }} b"
    source = f"{{% load i18n %}}{plain}{counted}{{% endblocktranslate %}}".encode()

    found = [(function, text) for _line, function, text, _comments in django_template(BytesIO(source), (), (), {})]

    assert found == [("gettext", "Plain"), ("ngettext", ("%(n)s a", "%(n)s b"))]


def test_every_text_is_translated_into_every_language() -> None:
    assert not check.problems(), "\n".join(check.problems()[:20])


def test_plugins_with_translations_are_found_without_importing_them() -> None:
    folders = {Path(path).parent.name for path in locale_paths()}

    assert folders == {"proctoring_software_secure", "proctoring_mock_backend", "proctoring_rest_backend"}


def test_the_standalone_host_speaks_every_language_of_the_catalogues() -> None:
    assert set(TRANSLATED) == {"en", *LANGUAGES}
