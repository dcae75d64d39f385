"""Overrides in Django's template language, by block and whole, and mixed with Jinja2 in both directions."""

import pytest
from django.utils import translation

from proctoring_host.mail.compose import compose
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.language import Language

pytestmark = pytest.mark.usefixtures("site")
NAME = "proctoring_attempt_submitted_email.html"
TEXT = "proctoring_attempt_submitted_email.txt"
OVERRIDE = f"emails/proctoring/fake/{NAME}"
BY_BLOCK = """{% load i18n %}
{% extends "emails/proctoring_attempt_submitted_email.html" %}
"""
FOR_THE_REFERENCE = """{% extends "emails/proctoring_attempt_submitted_email.html" %}
{% load i18n %}
{% block introduction %}
<p>{% blocktrans %}Hello, <b>{{ exam_name }}</b> of <a href="{{ course_url }}">{{ course_name }}</a>.
{% endblocktrans %}</p>
{% endblock introduction %}
{% block status_information %}
{{ block.super }}
<p>{% trans "Ask us:" %} <a href="{{ contact_url }}">{{ contact_url_text|default:"here" }}</a></p>
{% endblock %}
"""
WHOLE = """{% load i18n %}{# for the reference #}
<p>{% blocktrans trimmed with exam=exam_name|upper %}
  Your exam {{ exam }}
  is {{ status }}.
{% endblocktrans %}</p>
{% if platform == "Example Academy" %}<p>{{ platform }}</p>{% else %}<p>nobody</p>{% endif %}
{% for letter in "ab" %}{{ forloop.counter }}{{ letter }}{% if not forloop.last %},{% endif %}{% endfor %}
"""


@pytest.fixture
def submitted(facts):
    return facts(MailKind.SUBMITTED)


def test_override_by_block_for_the_reference_gives_the_expected_mail(submitted, write, failures):
    write(OVERRIDE, FOR_THE_REFERENCE)

    letter = compose(submitted)

    assert failures() == ()
    assert letter.html.startswith("<!DOCTYPE html>")
    assert "<p>Hello, <b>Midterm &lt;1&gt;</b> of <a href=" in letter.html
    assert "Algebra &amp; Analysis</a>." in letter.html
    assert "The result of the proctoring review is now: <strong>pending</strong>" in letter.html
    assert 'Ask us: <a href="https://learn.example/support/contact_us">https://learn.example' in letter.html
    assert "everything has arrived" not in letter.html
    assert letter.parts[NAME].winner.language is Language.DJANGO


def test_whole_override_for_the_reference_gives_the_expected_mail(submitted, write, failures):
    write(OVERRIDE, WHOLE)

    html = compose(submitted).html

    assert failures() == ()
    assert html.split("\n")[1:] == [
        "<p>Your exam MIDTERM &lt;1&gt; is pending.</p>",
        "<p>Example Academy</p>",
        "1a,2b",
        "",
    ]


def test_text_is_not_escaped(submitted, write):
    write(
        f"emails/proctoring/fake/{TEXT}",
        "{% load i18n %}{% blocktrans %}{{ exam_name }} & {{ course_name }}{% endblocktrans %}",
    )

    assert compose(submitted).text == "Midterm <1> & Algebra & Analysis"


def test_translations_are_those_of_the_site(submitted, facts, write):
    write(OVERRIDE, '{% load i18n %}{% get_current_language as LANG %}{{ LANG }}: {% trans "Yes" %}')

    html = compose(facts(MailKind.SUBMITTED, language="de")).html

    with translation.override("de"):
        assert html == f"de: {translation.gettext('Yes')}" == "de: Ja"


def test_jinja2_extends_django_and_django_extends_jinja2(submitted, write, failures):
    write(f"emails/{NAME}", BY_BLOCK + "{% block introduction %}DJANGO {{ block.super }}{% endblock %}")
    write(
        OVERRIDE, f'{{% extends "emails/{NAME}" %}}{{% block introduction %}}JINJA2 {{{{ super() }}}}{{% endblock %}}'
    )

    html = compose(submitted).html

    assert failures() == ()
    assert html.index("JINJA2") < html.index("DJANGO") < html.index("everything has arrived")
    assert html.count("everything has arrived") == 1


def test_three_steps_of_django_reach_the_base(submitted, write):
    write("emails/middle.html", BY_BLOCK + "{% block status_information %}TWO {{ block.super }}{% endblock %}")
    write(
        OVERRIDE, '{% extends "emails/middle.html" %}{% block status_information %}ONE {{ block.super }}{% endblock %}'
    )

    html = compose(submitted).html

    assert html.index("ONE") < html.index("TWO") < html.index("pending")


def test_same_path_means_the_next_place(submitted, write, failures):
    write(f"emails/{NAME}", f'{{% load i18n %}}{{% extends "emails/{NAME}" %}}{{% block title %}}Ours{{% endblock %}}')

    assert "<title>Ours</title>" in compose(submitted).html
    assert failures() == ()


def test_blocks_of_a_whole_django_template_can_be_extended(submitted, write):
    layout = "{% load i18n %}{% for n in '12' %}{% block item %}[{{ n }}]{% endblock %}{% endfor %}"
    write("emails/layout.html", layout)
    write(OVERRIDE, '{% extends "emails/layout.html" %}{% block item %}<{{ n }}>{{ super() }}{% endblock %}')

    assert compose(submitted).html == "<1>[1]<2>[2]"


@pytest.mark.parametrize(
    ("include", "seen"),
    [
        ('{% include "emails/part.html" %}', "Midterm &lt;1&gt; / none"),
        ('{% include "emails/part.html" with more="x" %}', "Midterm &lt;1&gt; / x"),
        ('{% include "emails/part.html" with exam_name="y" only %}', "y / none"),
    ],
)
@pytest.mark.parametrize(
    "part", ['{{ exam_name }} / {{ more|default:"none" }}', '{{ exam_name }} / {{ more|default("none") }}']
)
def test_part_of_either_language_is_included(submitted, write, include, seen, part):
    write("emails/part.html", part)
    write(OVERRIDE, "{% load i18n %}" + include)

    assert compose(submitted).html == seen


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>\n{% if %}</p>", "TemplateSyntaxError"),
        ("{% load i18n %}\n{{ exam_nmae }}", "'exam_nmae' is undefined (line 2)"),
        ("{% load i18n %}{% blocktrans %}{{ exam_nmae }}{% endblocktrans %}", "'exam_nmae' is undefined"),
        ("{% load i18n %}\n{% nothing %}", "Invalid block tag on line 2: 'nothing'"),
        ('{% load i18n %}{% extends "emails/of_the_past.html" %}', "it asks for emails/of_the_past.html"),
        ("{% load i18n %}{% block a %}{% endblock %}{% block a %}{% endblock %}", "two blocks called 'a'"),
        ("{% load i18n %} ", "Blank"),
        ("{% load i18n %}{{ exam_name|nofilter }}", "Invalid filter: 'nofilter'"),
        ("{% load i18n %}{% include %}", "takes the name of a template"),
    ],
)
def test_broken_override_gives_way_to_the_base_and_is_reported(submitted, write, failures, source, told):
    write(OVERRIDE, "{# language: django #}" + source)

    letter = compose(submitted)

    assert "everything has arrived" in letter.html
    (failure,) = failures()
    assert failure.error.startswith(f"{OVERRIDE}: ")
    assert told in failure.error


def test_name_in_a_condition_may_be_unknown(submitted, write, failures):
    write(OVERRIDE, '{% load i18n %}{% if nothing %}x{% else %}{{ nothing|default:"y" }}{% endif %}')

    assert compose(submitted).html == "y"
    assert failures() == ()


def test_corrected_template_is_used_without_a_restart(submitted, write):
    write(OVERRIDE, "{% load i18n %}one")
    first = compose(submitted).html
    write(OVERRIDE, "{% load i18n %}second")

    assert (first, compose(submitted).html) == ("one", "second")
