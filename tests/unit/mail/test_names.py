"""The paths of a template, for a course, an organisation, a backend and a language."""

import pytest

from proctoring_host.mail.names import Variant, folder_of, languages_of, names, organisation_of

NAME = "proctoring_attempt_satisfactory_email.html"
pytestmark = pytest.mark.usefixtures("site")


def test_course_comes_before_organisation_backend_and_language(facts):
    found = [name.path for name in names(facts(language="pt-br").query(NAME))]

    course, org = "courses/course-v1_Demo+T1+2026", "organisations/Demo"
    folders = [
        f"emails/proctoring/fake/{course}",
        f"emails/{course}",
        f"emails/proctoring/fake/{org}",
        f"emails/{org}",
        "emails/proctoring/fake",
        "emails",
    ]
    assert found == [f"{folder}/{lang}{NAME}" for folder in folders for lang in ("pt-br/", "pt/", "")]


def test_names_tell_what_they_are_meant_for(facts):
    found = {name.path: name.variant for name in names(facts(language="de").query(NAME))}

    assert found[f"emails/{NAME}"] == Variant()
    assert found[f"emails/proctoring/fake/organisations/Demo/de/{NAME}"] == Variant(
        backend="fake", organisation="Demo", language="de"
    )


def test_course_without_a_known_form_has_no_organisation(facts):
    found = [name.path for name in names(facts(course_id="algebra").query(NAME))]

    assert f"emails/courses/algebra/{NAME}" in found
    assert not [path for path in found if "organisations" in path]


@pytest.mark.parametrize(
    ("key", "folder"),
    [
        ("course-v1:Org+X+2026", "course-v1_Org+X+2026"),
        ("Org/X/2026", "Org%2FX%2F2026"),
        ("course-v1:Ürg+X+2.0", "course-v1_Ürg+X+2.0"),
        ("../../etc", "..%2F..%2Fetc"),
        ("a:b:c\\d", "a_b%3Ac%5Cd"),
    ],
)
def test_folder_of_a_course_is_one_name_on_every_file_system(key, folder):
    assert folder_of(key) == folder


@pytest.mark.parametrize(
    ("course", "organisation"), [("course-v1:Org+X+2026", "Org"), ("Org/X/2026", "Org"), ("algebra", ""), ("", "")]
)
def test_organisation_is_taken_from_the_course(course, organisation):
    assert organisation_of(course) == organisation


@pytest.mark.parametrize(
    ("code", "languages"),
    [("pt-br", ("pt-br", "pt", "")), ("de", ("de", "")), ("zh-Hans", ("zh-hans", "zh", "")), ("", ("",))],
)
def test_language_falls_back_to_the_one_it_is_a_variant_of(code, languages):
    assert languages_of(code) == languages
