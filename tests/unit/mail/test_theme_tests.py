"""The class with which themes test themselves finds what a theme breaks."""

from functools import partial

import pytest

from proctoring_host.testing.templates import ThemeTests

NAME = "emails/proctoring/elsewhere/proctoring_attempt_submitted_email.html"
RIGHT = '{% extends "emails/proctoring_attempt_submitted_email.html" %}'


@pytest.fixture
def tried(theme, write):
    """The outcome of each test of a theme that holds one template, with its plain text beside it."""

    def run(source, **attributes):
        write(NAME, source)
        write(NAME.replace(".html", ".txt"), "{{ exam_name }}")
        tests = type("TestOurs", (ThemeTests,), {"folder": theme, "backends": ("elsewhere",), **attributes})()
        emails = [email for email in tests._choices() if (email.language, email.kind) == ("en", "submitted")]
        failed = [one.backend for one in emails if fails(partial(tests.test_email_is_written_with_this_theme, one))]
        return set(failed), fails(tests.test_lint_finds_nothing)

    return run


def fails(test):
    try:
        test()
    except pytest.fail.Exception as error:
        return str(error)
    return ""


def test_theme_that_is_right_passes(site, tried):
    assert tried(RIGHT) == (set(), "")


def test_template_that_is_left_out_fails_its_emails_and_no_other(site, tried):
    failed, said = tried("{{ nothing }}")

    assert failed == {"elsewhere"}
    assert "Emails have no nothing." in said


def test_name_that_becomes_markup_fails(site, tried):
    failed, said = tried("{{ learner_name|safe }}")

    assert failed == {"elsewhere"}
    assert "put out unescaped" in said


def test_warnings_fail_unless_they_are_wanted(site, tried):
    assert "not translated" in tried(f"{RIGHT}{{% block introduction %}}Words{{% endblock %}}")[1]
    assert tried(f"{RIGHT}{{% block introduction %}}Words{{% endblock %}}", with_warnings=True)[1] == ""


def test_backend_that_nobody_named_is_unknown(site, tried):
    assert "There is no backend elsewhere." in tried(RIGHT, backends=())[1]
