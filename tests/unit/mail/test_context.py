"""What mails may say: contact, language, and names that plugins add."""

import pytest

from proctoring_host import hookimpl
from proctoring_host.domain.mails import ALWAYS_KNOWN, MAIL_OF
from proctoring_host.mail.compose import compose
from proctoring_host.mail.context import CONTEXT_NAMES, contact, host_context, supported_language
from proctoring_host.mail.kinds import MailKind
from proctoring_host.registry import Candidate
from tests.fake_backend import using_fake_backend
from tests.unit.mail.conftest import COURSE
from tests.unit.mail.messages import write_catalogue

OVERRIDE = "emails/proctoring/fake/proctoring_attempt_satisfactory_email.html"


def test_contact_is_the_courses_address_first(theme, settings):
    settings.PROCTORING_COURSES = {COURSE: {"escalation_email": "help+exams@example.com"}}

    with using_fake_backend(options={"LINK_URLS": {"contact": "https://vendor.example/contact"}}):
        assert contact(COURSE, "fake") == ("mailto:help%2Bexams@example.com", "help+exams@example.com")


def test_contact_is_the_backends_page_next(theme, settings):
    settings.PROCTORING_SETTINGS = {"LINK_URLS": {"contact_us": "https://learn.example/contact"}}

    with using_fake_backend(options={"LINK_URLS": {"contact": "https://vendor.example/contact"}}):
        assert contact(COURSE, "fake") == ("https://vendor.example/contact", "https://vendor.example/contact")


def test_contact_is_the_sites_contact_page_then(theme, settings):
    settings.PROCTORING_SETTINGS = {"LINK_URLS": {"contact_us": "https://learn.example/contact"}}

    with using_fake_backend():
        assert contact(COURSE, "fake") == ("https://learn.example/contact", "https://learn.example/contact")


@pytest.mark.parametrize("backend", ["fake", "gone"])
def test_contact_is_the_support_page_at_last(site, backend):
    address = "https://learn.example/support/contact_us"

    assert contact(COURSE, backend) == (address, address)


def test_platform_is_the_sites_name_where_it_has_no_other(site, facts, settings):
    settings.PROCTORING_SETTINGS = {"SITE_NAME": "learn.example"}

    assert host_context(facts())["platform"] == "learn.example"


@pytest.mark.parametrize(
    ("wanted", "language"), [("de", "de"), ("de-at", "de"), ("ar", "ar"), ("xx", "en"), ("", "en"), ("../x", "en")]
)
def test_language_is_the_nearest_the_site_offers(wanted, language):
    assert supported_language(wanted) == language


def test_language_of_the_site_is_the_last_resort(settings):
    settings.LANGUAGE_CODE = "de"

    assert supported_language("xx") == "de"


def test_mail_is_written_in_the_learners_language(site, facts, settings, tmp_path):
    write_catalogue(
        tmp_path / "locale",
        "de",
        {
            "satisfactory": "in Ordnung",
            "Dear %(learner_name)s,": "Guten Tag %(learner_name)s,",
            "The result of the proctoring review is: <strong>%(status)s</strong>.": "Ergebnis: <b>%(status)s</b>",
            'Review of your exam "%(exam_name)s": satisfactory': "Prüfung %(exam_name)s",
        },
    )
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]

    letter = compose(facts(language="de"))

    assert '<html lang="de" dir="ltr">' in letter.html
    assert "Guten Tag Test Learner," in letter.html
    assert "Ergebnis: <b>in Ordnung</b>" in letter.html
    assert "Guten Tag Test Learner," in letter.text
    assert letter.subject == "Prüfung Midterm <1>"


def test_translation_escapes_what_it_names(site, facts, settings, tmp_path):
    write_catalogue(tmp_path / "locale", "de", {"Dear %(learner_name)s,": "Hallo <b>%(learner_name)s</b>"})
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]

    html = compose(facts(language="de", learner_name="<i>Test</i>")).html

    assert "Hallo <b>&lt;i&gt;Test&lt;/i&gt;</b>" in html


def test_broken_translation_gives_way_and_is_reported(site, facts, settings, tmp_path, failures, write):
    write_catalogue(tmp_path / "locale", "de", {"Our %(exam_name)s": "Unsere %(prüfung)s"})
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    write(OVERRIDE, "{% trans %}Our {{ exam_name }}{% endtrans %}")

    html = compose(facts(language="de")).html

    assert "Midterm" in html
    assert "Unsere" not in html
    assert "KeyError" in failures()[0].error


def test_language_written_from_right_to_left_says_so(site, facts):
    assert '<html lang="ar" dir="rtl">' in compose(facts(language="ar")).html


def test_plugin_adds_names_and_replaces_none_of_the_hosts(theme, facts, write):
    class Plugin:
        @staticmethod
        @hookimpl
        def email_context(email):
            return {"semester": f"{email.kind} 2026", "exam_name": "forged", "gettext": lambda text: "forged"}

    write(OVERRIDE, "{% trans %}Exam{% endtrans %} {{ exam_name }} {{ semester }}")
    with using_fake_backend(installed=[Candidate.plugin("semesters", Plugin())]):
        html = compose(facts()).html

    assert html == "Exam Midterm &lt;1&gt; satisfactory 2026"


def test_plugin_that_raises_costs_only_its_names(theme, facts, failures):
    class Plugin:
        @staticmethod
        @hookimpl
        def email_context(email):
            raise RuntimeError("no semester")

    with using_fake_backend(installed=[Candidate.plugin("semesters", Plugin())]):
        assert "is complete" in compose(facts()).html
        assert [failure.plugin for failure in failures()] == ["semesters"]


def test_plugin_cannot_hand_a_way_out_of_the_sandbox(theme, facts, write, failures):
    class Plugin:
        @staticmethod
        @hookimpl
        def email_context(email):
            return {"helper": Plugin}

    write(OVERRIDE, "{{ helper.__init__.__globals__ }}")
    with using_fake_backend(installed=[Candidate.plugin("semesters", Plugin())]):
        assert "is complete" in compose(facts()).html
        assert "SecurityError" in failures()[0].error


def test_the_log_asks_for_the_mail_that_tells_of_its_status():
    assert {kind.status: kind for kind in ALWAYS_KNOWN} == MAIL_OF


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_documented_name_is_given_and_no_other(site, facts, kind):
    assert host_context(facts(kind)).keys() == CONTEXT_NAMES.keys()
