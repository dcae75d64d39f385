"""What templates may use up, and that a greedy one gives way like any broken one."""

import pytest

from proctoring_host.data import Stage
from proctoring_host.mail.compose import compose

pytestmark = pytest.mark.usefixtures("site")

HTML = "proctoring_attempt_satisfactory_email.html"
OVERRIDE = f"emails/proctoring/fake/{HTML}"


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(9999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}x",
        "{% for a in range(200) %}{% for b in range(200) %}{% endfor %}{% endfor %}x",
        "{% set r = range(9999) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}x",
        "{% set r = range(9999) %}{% for a in r|reverse %}{% for b in r[1:] %}{% endfor %}{% endfor %}x",
        "{% macro m() %}{% for a in range(9000) %}{% endfor %}{% endmacro %}{{ m() }}{{ m() }}x",
        "{{ range(10001)|length }}x",
        '{{ "x" * 3000000000 }}',
        "{{ 3000000000 * [exam_name] }}",
        "{{ learner_name * 3000000000 }}",
        '{{ ("x"|safe) * 3000000000 }}',
        "{{ (9 ** 99999999) > 1 }}x",
        "{{ ((2 ** 60000) * (2 ** 60000)) > 1 }}x",
    ],
)
def test_greedy_override_gives_way_and_is_reported(facts, write, failures, source):
    write(OVERRIDE, source)

    letter = compose(facts())

    assert "is complete" in letter.html
    (failure,) = failures()
    assert failure.stage is Stage.RENDER
    assert "SecurityError" in failure.error
    assert "(line 1)" in failure.error


def test_greedy_include_shares_the_budget_of_its_template(facts, write, failures):
    write("emails/part.html", "{% for a in range(6000) %}{% endfor %}x")
    write(OVERRIDE, '{% include "emails/part.html" %}{% include "emails/part.html" %}')

    assert "is complete" in compose(facts()).html
    assert "10000 items in total" in failures()[0].error


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("{% for a in range(1, 7, 2) %}{{ a }}{{ ',' if not loop.last }}{% endfor %}", "1,3,5"),
        ("{{ range(3)|list }}{{ range(5)|last }}{{ 2 in range(3) }}{{ range(9)[1:3]|join }}{{ range(9)[4] }}", None),
        ("{{ range(3) }}", "range(0, 3)"),
        ("{{ '-' * 3 }}{{ 2 * 3 }}{{ 2 ** 10 }}{{ 1.5 * 2 }}{{ 2 ** -1 }}", "---610243.00.5"),
    ],
)
def test_modest_use_works_as_in_python(facts, write, failures, source, rendered):
    write(OVERRIDE, source)

    letter = compose(facts())

    assert letter.html == (rendered or "[0, 1, 2]4True124")
    assert failures() == ()


def test_every_render_has_a_budget_of_its_own(facts, write, failures):
    write(OVERRIDE, "{% for a in range(9000) %}{% endfor %}x")

    letters = [compose(facts()).html for _ in range(3)]

    assert letters == ["x", "x", "x"]
    assert failures() == ()
