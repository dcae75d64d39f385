"""Each rule finds what it is for, in the line where it stands, and nothing in what is as it should be."""

from pathlib import Path

import pytest

from proctoring_host import hookimpl
from proctoring_host.checks import check_emails
from proctoring_host.mail.lint.findings import MEANINGS, Rule, Severity
from proctoring_host.mail.lint.run import lint, lint_site
from proctoring_host.mail.places import BASE_PACKAGE, places
from proctoring_host.registry import Candidate
from tests.fake_backend import using_fake_backend

pytestmark = pytest.mark.usefixtures("site")

HTML = "proctoring_attempt_submitted_email.html"
TEXT = "proctoring_attempt_submitted_email.txt"
EXTENDS = f'{{% extends "emails/{HTML}" %}}\n'
BY_BLOCK = '{% extends "emails/proctoring_attempt_satisfactory_email.html" %}'
OVERRIDE = f"emails/proctoring/fake/{HTML}"


@pytest.fixture
def found(theme, write):
    """Lints one override, with its plain text beside it, and gives (rule, line) of each finding."""

    def lint_one(source, path=OVERRIDE):
        write(path, source)
        if path.endswith(".html"):
            write(path.removesuffix(".html") + ".txt", "{{ exam_name }}")
        return [(str(finding.rule), finding.line) for finding in lint(theme)]

    return lint_one


def block(body, name="status_information"):
    return f"{EXTENDS}{{% block {name} %}}\n{body}\n{{% endblock %}}\n"


def test_base_templates_are_as_they_should_be():
    base = next(place.root for place in places("fake") if place.owner == BASE_PACKAGE)

    assert [str(finding) for finding in lint(base)] == []


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/">{% trans %}Help{% endtrans %}</a>',
        '<a href="{{ course_url }}">{{ course_name }}</a>',
        '<a href="#top" title="{% trans %}Up{% endtrans %}">↑</a>',
        '<img src="https://example.org/logo.png" alt="">',
        "<p>{% trans %}Dear <b>{{ learner_name }}</b>, all is well.{% endtrans %}</p>",
        "{% if shown is defined %}{{ shown }}{% endif %}{{ other | default('…') }}",
        "{% set words = exam_name %}<p>{{ words }}: {{ super() }}</p>",
        "{% for n in range(3) %}{{ loop.index }}{{ n }}{% endfor %}",
        '<p style="color: #fff; background: #005a9c">{{ exam_name }}</p>',
        '<p style="color: #333">{{ exam_name }}</p>',
        "{% block mine %}{{ exam_name }}{% endblock %}",
        "{# Only a comment, with words #}<!-- and another -->",
    ],
)
def test_nothing_is_found_in_what_is_right(found, body):
    assert found(block(body)) == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("{{ exam_nme }}", "undefined-name"),
        ("{% trans %}\nFor {{ exam_nme }}{% endtrans %}", "undefined-name"),
        ("{{ learner_name | safe }}", "unsafe"),
        ("{% autoescape false %}{{ exam_name }}{% endautoescape %}", "unsafe"),
        ("<p>Well done.</p>", "untranslated"),
        ("<img src='https://example.org/a.png' alt='Logo'>", "untranslated"),
        ("<a href='/help'>{{ platform }}</a>", "link"),
        ("<a href='//example.org/'>{{ platform }}</a>", "link"),
        ("<a href='http://example.org/'>{{ platform }}</a>", "link"),
        ("<img src='logo.png' alt=''>", "link"),
        ("<img src='https://example.org/logo.png'>", "alternative-text"),
        ("<script src='https://example.org/a.js'></script>", "script"),
        ("<p onclick='go()'>{{ exam_name }}</p>", "script"),
        ("<a href='javascript:go()'>{{ exam_name }}</a>", "script"),
        ("<p style='color: #999; background: white'>{{ exam_name }}</p>", "contrast"),
        ("{% include 'emails/nowhere.html' %}", "missing-include"),
        ("{% from 'emails/nowhere.html' import button %}", "missing-include"),
    ],
)
def test_what_is_wrong_in_a_block_is_found(found, body, rule):
    line = 4 if "\n" in body else 3

    assert found(block(body)) == [(rule, line)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ exam_name }", ("syntax", 1)),
        (f"{EXTENDS}{{% block title %}}\n{{% if %}}{{% endblock %}}", ("syntax", 3)),
        (f"{EXTENDS}\n{{% block status_information %}}{{{{ status | shout }}}}{{% endblock %}}", ("syntax", 3)),
        (f"{EXTENDS}{{% block status_informaton %}}{{% endblock %}}", ("unknown-block", 2)),
        ('\n{% extends "emails/proctoring_attempt_sumbitted_email.html" %}', ("missing-parent", 2)),
        (f'{{% extends "{OVERRIDE}" %}}', ("missing-parent", 1)),
    ],
)
def test_what_is_wrong_with_a_template_is_found(found, source, expected):
    assert found(source) == [expected]


@pytest.mark.parametrize(
    ("path", "rule", "suggestion"),
    [
        (f"emails/proctoring/fakee/{TEXT}", "unknown-backend", "Did you mean fake?"),
        (f"emails/dee/{TEXT}", "unknown-folder", "Did you mean de?"),
        (f"emails/proctoring/fake/course/a/{TEXT}", "unknown-folder", "Did you mean courses?"),
        ("emails/proctoring_attempt_submited_email.txt", "unknown-template", f"Did you mean {TEXT}?"),
    ],
)
def test_override_that_nobody_looks_for_is_found(theme, write, path, rule, suggestion):
    write(path, "{{ exam_name }}")

    finding = lint(theme)[0]

    assert finding.rule == rule
    assert finding.hint == suggestion
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        (block("{{ contact_uri }}"), "Did you mean contact_url?"),
        (f"{EXTENDS}{{% block contact_info %}}{{% endblock %}}", "Known: footer, greeting"),
        (EXTENDS.replace("submitted", "submited"), f"Did you mean emails/{HTML}?"),
    ],
)
def test_nearest_name_is_offered(theme, write, source, hint):
    write(OVERRIDE, source)

    assert hint in "".join(finding.hint for finding in lint(theme))


@pytest.mark.parametrize("folder", ["de", "proctoring/fake/de", "courses/a_b", "proctoring/fake/organisations/X/ar"])
def test_documented_folders_are_known(theme, write, folder):
    write(f"emails/{folder}/{TEXT}", "{{ exam_name }}")

    assert lint(theme) == []


def test_html_without_its_plain_text_and_subject_is_a_warning(theme, write):
    write(OVERRIDE, "<p>{{ exam_name }}</p>")
    write("emails/proctoring_attempt_satisfactory_email.html", BY_BLOCK)

    findings = lint(theme)

    assert [finding.severity for finding in findings] == [Severity.WARNING] * 2
    assert [finding.hint for finding in findings] == [
        f"Write {TEXT} beside it.",
        "Write proctoring_attempt_submitted_email_subject.txt beside it.",
    ]


def test_style_sheet_counts_for_contrast(found):
    sheet = "<style>/* ours */ .note, td { color: #aaa } @media print { .note { color: black } }</style>"

    assert ("contrast", 2) in found(f"<html><head>{sheet}</head>\n<body><p class='note'>{{{{ exam_name }}}}</p></body>")


def test_colour_is_judged_on_the_page_that_comes_of_it(found, write):
    layout = '<body style="background: #003; color: white">{% block message %}{% endblock %}</body>'
    write("emails/proctoring_attempt_layout.html", layout)

    assert found(block('<p style="color: #113">{{ exam_name }}</p>')) == [("contrast", 3)]
    assert ("contrast", 3) not in found(block('<p style="color: #eee">{{ exam_name }}</p>'))


def test_large_text_needs_less_contrast(found):
    page = "<body><p style='color: #888; font-size: {size}'>{{{{ exam_name }}}}</p></body>"

    assert ("contrast", 1) not in found(page.format(size="24px"))
    assert ("contrast", 1) in found(page.format(size="16px"))


def test_file_that_is_no_text_is_unreadable(theme):
    file = theme / OVERRIDE
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff\xfe\xfa")

    assert [(finding.rule, finding.line) for finding in lint(theme)] == [(Rule.UNREADABLE, 1)]


def test_partial_knows_what_its_users_define(theme, write):
    write("emails/_note.txt", "{{ words }}")
    write(f"emails/proctoring/fake/{TEXT}", "{% set words = exam_name %}{% include 'emails/_note.txt' %}")

    assert lint(theme) == []


def test_other_peoples_emails_are_left_alone(theme, write):
    write("emails/welcome.html", "{{ whatever }}")

    assert lint(theme) == []


def test_one_file_or_a_whole_project_can_be_named(theme, write, tmp_path):
    file = write(f"emails/{TEXT}", "{{ nothing }}")
    write(f"emails/proctoring/fake/{TEXT}", "{{ nothing }}")

    assert len(lint(file)) == 1
    assert len(lint(tmp_path)) == 2
    assert len(lint(theme / "emails" / "proctoring")) == 1
    assert len(lint_site()) == 2


def test_folder_without_templates_has_no_findings(tmp_path: Path):
    assert lint(tmp_path) == []


def test_every_rule_says_what_it_means():
    assert set(MEANINGS) == set(Rule)


def test_template_in_djangos_language_is_linted_in_its_own_words(found):
    source = f"""{{% extends "emails/{HTML}" %}}
{{% load i18n %}}
{{% block status_informaton %}}{{% endblock %}}
{{% block introduction %}}{{{{ block.super }}}}
{{% blocktrans %}}Dear {{{{ learner_nme }}}}{{% endblocktrans %}}
{{{{ learner_name|safe }}}} Words
{{% endblock %}}"""

    assert found(source) == [("unknown-block", 3), ("undefined-name", 5), ("unsafe", 6), ("untranslated", 6)]


def test_unknown_tag_of_djangos_language_is_found(found):
    assert found(block("{% load i18n %}{% nowhere %}")) == [("syntax", 3)]


@pytest.mark.parametrize("source", ["{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "{{ " + "9" * 5000 + " }}"])
def test_source_that_no_parser_takes_is_an_error_like_any_other(found, source):
    assert ("syntax", 1) in found(source)


def test_system_check_warns_of_errors_and_of_nothing_else(write):
    file = write(f"emails/{TEXT}", "Words for {{ exam_nme }}")

    warnings = check_emails()

    assert [(one.id, one.obj, one.hint) for one in warnings] == [
        ("proctoring.W011", str(file), "Did you mean exam_name?")
    ]
    assert warnings[0].msg == "Line 1: Emails have no exam_nme."


def test_name_that_a_plugin_brings_is_known(found):
    class Plugin:
        @hookimpl
        def email_context(self, email):
            return {"semester": "2026"}

    with using_fake_backend(installed=[Candidate.plugin("semesters", Plugin())]):
        assert found(block("{{ semester }}")) == []


def test_system_check_bears_what_is_no_html(write):
    write("emails/proctoring_attempt_submitted_email.html", '<![unknown[ x ]]><a href="page">{{ exam_name }}</a>')

    assert ["Line 1: href=page is a relative address" in warning.msg for warning in check_emails()] == [True]


def test_system_check_is_silent_without_overrides():
    assert check_emails() == []


def test_file_that_is_too_big_for_mails_is_found(found):
    assert found("{# " + "x" * 300_000 + " #}{{ exam_name }}") == [("syntax", 1)]
