"""What templates say of themselves is the same in both languages, line by line."""

import pytest

from proctoring_host.mail.environment import environment_for
from proctoring_host.mail.lint.colours import contrast, find_colour
from proctoring_host.mail.lint.django_facts import django_facts
from proctoring_host.mail.lint.facts import Unusable
from proctoring_host.mail.lint.jinja_facts import jinja_facts
from proctoring_host.mail.lint.markup import remarks_on

IN_DJANGO = """{% extends "emails/base.html" %}
{% load i18n %}
{% block status_information %}
  {% blocktrans %}Dear
  {{ learner_name }}{% endblocktrans %}
  {% if status == other or exam_name %}{{ block.super }}{% endif %}
  {% for one in many %}{{ forloop.counter }}{{ one|safe }}{% endfor %}
  {% with two=course_name %}{{ two }}{% block inner %}{{ maybe|default:"none" }}{% endblock %}{% endwith %}
  {% trans "Words" as words %}{{ words }}{% include "emails/note.html" %}
  {% autoescape off %}{{ platform }}{% endautoescape %}{{ status|default:fallback }}
{% endblock %}
"""
IN_JINJA = """{% extends "emails/base.html" %}
{# nothing to load #}
{% block status_information %}
  {% trans %}Dear
  {{ learner_name }}{% endtrans %}
  {% if status == other or exam_name %}{{ super() }}{% endif %}
  {% for one in many %}{{ loop.index }}{{ one|safe }}{% endfor %}
  {% with two=course_name %}{{ two }}{% block inner scoped %}{{ maybe|default("none") }}{% endblock %}{% endwith %}
  {% set words = gettext("Words") %}{{ words }}{% include "emails/note.html" %}
  {% autoescape false %}{{ platform }}{% endautoescape %}{{ status|default(fallback) }}
{% endblock %}
"""


def from_django(source):
    return django_facts(source)


def from_jinja(source):
    return jinja_facts(source, environment_for(()))


@pytest.mark.parametrize(("read", "source"), [(from_django, IN_DJANGO), (from_jinja, IN_JINJA)])
def test_both_languages_give_the_same_facts(read, source):
    facts = read(source)

    assert (facts.parent.name, facts.parent.line) == ("emails/base.html", 1)
    assert [(at.name, at.line) for at in facts.includes] == [("emails/note.html", 9)]
    assert [(at.name, at.line) for at in facts.blocks] == [("status_information", 3)]
    assert facts.all_blocks == {"status_information", "inner"}
    assert {"one", "two", "words"} <= facts.defines
    assert {(at.name, at.line) for at in facts.unsafe} == {("one", 7), ("platform", 10)}
    assert {at.name: at.line for at in facts.names if at.name not in ("status", "fallback")} == {
        "learner_name": 5,
        "other": 6,
        "exam_name": 6,
        "many": 7,
        "course_name": 8,
        "platform": 10,
    }


@pytest.mark.parametrize(("read", "source"), [(from_django, IN_DJANGO), (from_jinja, IN_JINJA)])
def test_markup_keeps_its_lines_and_nothing_between_braces(read, source):
    markup = read(source).markup

    assert "{" not in markup
    assert "Dear\n" in markup.split("\ue001")[1].split("\ue002")[0]
    assert markup.split("\n")[4].endswith("\ue000\ue002")
    assert remarks_on(markup, whole=False) == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("\n{% block a %}", 2),
        ("\n{% nonsense %}", 2),
        ("\n\n{{ status|shout }}", 3),
        ("{% load nowhere %}", 1),
        ("{% if %}{% endif %}", 1),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", 2),
    ],
)
def test_template_in_django_that_does_not_compile_is_unusable(source, line):
    with pytest.raises(Unusable) as raised:
        from_django(source)

    assert raised.value.line == line
    assert raised.value.reason


def test_comments_in_django_are_no_text():
    source = "{% comment %}\nWords{% endcomment %}\n{# more words #}<p>Plain</p>"

    assert [(remark.line, remark.message) for remark in remarks_on(from_django(source).markup, whole=False)] == [
        (3, '"Plain" is not translated.')
    ]


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#fff", (255, 255, 255)),
        ("#0B57D0", (11, 87, 208)),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ("White url(https://example.org/red.png)", (255, 255, 255)),
        ("transparent", None),
        ("rgba(0, 0, 0, 0.5)", None),
        ("var(--text)", None),
        ("#12345", None),
    ],
)
def test_colours_are_read_as_css_writes_them(value, colour):
    assert find_colour(value) == colour


def test_contrast_is_that_of_the_guidelines():
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert round(contrast((119, 119, 119), (255, 255, 255)), 2) == 4.48
    assert contrast((1, 2, 3), (1, 2, 3)) == 1
