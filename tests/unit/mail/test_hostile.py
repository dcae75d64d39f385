"""Templates that want to break out or use everything up: they harm nothing, and the next one is sent."""

import itertools

import pytest
from jinja2.exceptions import SecurityError

from proctoring_host.data import Stage
from proctoring_host.mail import budget
from proctoring_host.mail.budget import Budget
from proctoring_host.mail.compose import compose

pytestmark = pytest.mark.usefixtures("site")

HTML = "proctoring_attempt_satisfactory_email.html"
OVERRIDE = f"emails/proctoring/fake/{HTML}"
TEN_LOOPS = "".join(f"{{% for a{n} in course_url %}}" for n in range(10)) + "{% endfor %}" * 10
DOUBLED = "".join(f"{{% set a{n + 1} = a{n} ~ a{n} %}}" for n in range(40))
NESTED_LISTS = "".join(f"{{% set a{n + 1} = [a{n}, a{n}] %}}" for n in range(40))
NESTED_NAMES = "".join(f"{{% set a{n + 1} = namespace(a=[a{n}, a{n}]) %}}" for n in range(40))
BIG = "x" * 90_000


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(9999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}x",
        "{% for a in range(200) %}{% for b in range(200) %}{% endfor %}{% endfor %}x",
        "{% set r = range(9999) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}x",
        "{% set r = range(9999) %}{% for a in r|reverse %}{% for b in r[1:] %}{% endfor %}{% endfor %}x",
        "{% set r = range(9999) %}{% for a in r if false %}{% endfor %}{% for a in r if false %}{% endfor %}x",
        "{% macro m() %}{% for a in range(9000) %}{% endfor %}{% endmacro %}{{ m() }}{{ m() }}x",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}x",
        "{% for a in range(99) recursive %}{% if loop.depth < 9 %}{{ loop(range(99)) }}{% endif %}{% endfor %}x",
        TEN_LOOPS + "x",
        "{{ range(10001)|length }}x",
        '{{ "x" * 3000000000 }}',
        "{{ 3000000000 * [exam_name] }}",
        "{{ learner_name * 3000000000 }}",
        '{{ ("x"|safe) * 3000000000 }}',
        "{{ (9 ** 99999999) > 1 }}x",
        "{{ ((2 ** 60000) * (2 ** 60000)) > 1 }}x",
        '{{ "x"|center(1000000000) }}',
        '{{ "x".ljust(1000000000) }}',
        '{{ "%1000000000d"|format(1) }}',
        '{{ "%1000000000d" % 1 }}',
        '{{ "%*d" % (1000000000, 1) }}',
        '{{ "{:1000000000}".format(1) }}',
        '{{ "{:{}}".format(1, 1000000000) }}',
        '{{ ("x" * 90000).replace("x", "y" * 90000) }}',
        '{{ ("x" * 90000)|replace("x", "y" * 90000) }}',
        '{{ ("x" * 90000)|join("y" * 90000) }}',
        '{{ ("x\n" * 40000)|indent(9000) }}',
        "{{ 1.5|round(1000000000) }}",
        "{{ [1]|batch(1000000000, 1)|list }}",
        '{% set a0 = "xxxxxxxxxx" %}' + DOUBLED + "{{ a40 }}",
        '{% set a0 = "x" %}' + NESTED_LISTS + "{{ a40 }}",
        "{% set a0 = namespace(a=1) %}" + NESTED_NAMES + "{{ a40 }}",
        f"{{% set a %}}{{% for n in range(9000) %}}{BIG}{{% endfor %}}{{% endset %}}x",
        f'{{% set a = "{BIG}" %}}{{% set b %}}{{% for n in range(9000) %}}{{{{ a }}}}{{% endfor %}}{{% endset %}}x',
        f"{{% macro m() %}}{BIG}{{% endmacro %}}{{% for n in range(9000) %}}{{% set x = m() %}}{{% endfor %}}x",
        f"{{% block a %}}{BIG}{{% endblock %}}{{% for n in range(900) %}}{{{{ self.a() }}}}{{% endfor %}}",
        "{% load i18n %}" + TEN_LOOPS + "x",
        '{% load i18n %}{{ exam_name|ljust:"1000000000" }}',
        '{% load i18n %}{{ exam_name|center:"1000000000" }}',
        '{% load i18n %}{{ 1.5|floatformat:"1000000000" }}',
        f'{{% load i18n %}}{{% for a in "{"x" * 100}" %}}{BIG}{{% endfor %}}',
        f'{{% load i18n %}}{{% with a="{BIG}" %}}{{% for b in course_url %}}{{{{ a }}}}{{% endfor %}}{{% endwith %}}',
        "{% load i18n %}"
        + "".join("{% with exam_name=exam_name|add:exam_name %}" for _ in range(30))
        + "{{ exam_name }}"
        + "{% endwith %}" * 30,
        "{% load i18n %}{% blocktrans asvar a %}xxxxxxxxxx{% endblocktrans %}"
        + "{% blocktrans asvar a %}{{ a }}{{ a }}{% endblocktrans %}" * 40
        + "{{ a }}",
    ],
)
def test_greedy_override_gives_way_and_is_reported(facts, write, failures, source):
    write(OVERRIDE, source)

    letter = compose(facts())

    assert "is complete" in letter.html
    (failure,) = failures()
    assert failure.stage is Stage.RENDER
    assert "SecurityError" in failure.error
    assert "(line " in failure.error


@pytest.mark.parametrize("ending", ["{% load i18n %}", ""])
def test_templates_that_include_each_other_for_ever_give_way(facts, write, failures, ending):
    write("emails/part.html", f'{ending}{{% include "emails/other.html" %}}')
    write("emails/other.html", f'{ending}{{% include "emails/part.html" %}}{{% include "emails/part.html" %}}')
    write(OVERRIDE, f'{ending}{{% include "emails/part.html" %}}x')

    assert "is complete" in compose(facts()).html
    assert len(failures()) == 1


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in [[1], [2]] recursive %}{{ loop([[1], [2]]) }}{% endfor %}x",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "[" * 5000 + "]" * 5000 + " }}",
        "{% if a %}" * 3000 + "{% endif %}" * 3000,
        "{% load i18n %}" + "{% if a %}" * 3000 + "{% endif %}" * 3000 + "x",
        "{# language: jinja2 #}" + "x" * budget.SOURCE,
    ],
    ids=["loops", "brackets", "lists", "conditions", "conditions of Django", "big file"],
)
def test_source_that_is_too_deep_or_too_big_gives_way(facts, write, failures, source):
    write(OVERRIDE, source)

    assert "is complete" in compose(facts()).html
    assert len(failures()) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<style>b { color: red }</style>{% for a in range(9000) %}<b>{% endfor %}x",
        "<li>x" * (budget.TAGS + 1),
        "<style>b { color: red }</style>{% for a in range(400) %}<p><b a={{ a }}></p>{% endfor %}x",
    ],
    ids=["deep", "many", "multiplied"],
)
def test_html_that_its_readers_could_not_bear_gives_way(facts, write, failures, source):
    write(OVERRIDE, source)

    assert "is complete" in compose(facts()).html
    assert "SecurityError" in failures()[0].error


@pytest.mark.parametrize("braces", ["{{", "{%", "{#"])
def test_braces_that_are_never_closed_cost_no_time(facts, write, failures, braces):
    write(OVERRIDE, "{# language: django #}\n" + braces * 100_000)

    assert "is complete" in compose(facts()).html
    assert "(line 2)" in failures()[0].error


def test_greedy_include_shares_the_budget_of_its_template(facts, write, failures):
    write("emails/part.html", "{% for a in range(6000) %}{% endfor %}x")
    write(OVERRIDE, '{% include "emails/part.html" %}{% include "emails/part.html" %}')

    assert "is complete" in compose(facts()).html
    assert "10000 items in total" in failures()[0].error


def test_template_that_takes_too_long_is_stopped_at_the_next_step():
    clock = itertools.count().__next__
    limited = Budget(clock=lambda: float(clock()))

    limited.spend(items=1)
    limited.spend(items=1)
    with pytest.raises(SecurityError, match="more than 2 seconds"):
        limited.spend()


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("{% for a in range(1, 7, 2) %}{{ a }}{{ ',' if not loop.last }}{% endfor %}", "1,3,5"),
        ("{{ range(3)|list }}{{ range(5)|last }}{{ 2 in range(3) }}{{ range(9)[1:3]|join }}{{ range(9)[4] }}", None),
        ("{{ range(3) }}", "range(0, 3)"),
        ("{{ '-' * 3 }}{{ 2 * 3 }}{{ 2 ** 10 }}{{ 1.5 * 2 }}{{ 2 ** -1 }}", "---610243.00.5"),
        ("{% for a in [1, 2] if a > 1 %}{{ loop.length }}{{ a }}{% else %}none{% endfor %}", "12"),
        ("{% set a, b = 1, {'c': [2]} %}{{ a ~ b.c[0] }}{{ 'x'|upper }}{{ '%s-%s'|format(a, 2) }}", "12X1-2"),
        ("{{ exam_name.replace('Mid', 'End').upper() }}{{ '{}'.format(12345) }}", "ENDTERM &lt;1&gt;12345"),
        (
            "{% macro m(a) %}<{{ a }}>{{ caller() }}{% endmacro %}{% call m(2) %}!{% endcall %}{{ [3]|join }}",
            "<2>!3",
        ),
        (
            "{% load i18n %}{{ 1.256|floatformat:2 }}{{ 'ab'|ljust:'4' }}|{% cycle 'a' 'b' %}{% now 'Y' as y %}",
            "1.26ab  |a",
        ),
    ],
)
def test_modest_use_works_as_usual(facts, write, failures, source, rendered):
    write(OVERRIDE, source)

    letter = compose(facts())

    assert failures() == ()
    assert letter.html == (rendered or "[0, 1, 2]4True124")


def test_every_render_has_a_budget_of_its_own(facts, write, failures):
    write(OVERRIDE, "{% for a in range(9000) %}{% endfor %}x")

    letters = [compose(facts()).html for _ in range(3)]

    assert letters == ["x", "x", "x"]
    assert failures() == ()


@pytest.mark.parametrize(
    "attack",
    [
        "{{ settings.SECRET_KEY }}",
        "{{ request.user }}",
        "{{ exam_name.__class__ }}",
        "{{ block._context }}",
        "{{ forloop.parentloop.x }}",
        "{% debug %}",
        '{% ssi "/etc/passwd" %}',
        '{% include "/etc/passwd" %}',
        '{% include "../../secrets.html" %}',
        '{% include "admin/base.html" %}',
        '{% extends "admin/base.html" %}',
        "{% load static %}{% static 'x' %}",
        "{% load log %}",
        '{% url "admin:index" %}',
        "{% csrf_token %}",
        "{{ exam_name|pprint }}",
        "{{ exam_name|json_script }}",
        "{{ range }}",
        "{{ gettext }}",
        "{{ cycler }}",
        "{% load i18n from django.templatetags.i18n %}",
    ],
)
def test_djangos_language_reaches_nothing_but_the_mail(facts, write, failures, attack):
    write(OVERRIDE, "{# language: django #}" + attack + "x")

    assert "is complete" in compose(facts()).html
    assert len(failures()) == 1


@pytest.mark.parametrize(
    "attack",
    ["{{ settings }}", "{{ request }}", "{% debug %}", "{{ config }}", "{{ lipsum.__globals__ }}", "{{ lipsum(9) }}"],
)
def test_jinja2_reaches_nothing_but_the_mail(facts, write, failures, attack):
    write(OVERRIDE, "{# language: jinja2 #}" + attack + "x")

    assert "is complete" in compose(facts()).html
    assert len(failures()) == 1
