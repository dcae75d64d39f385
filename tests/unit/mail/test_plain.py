"""The text that is made from HTML, and styles that are put into the elements."""

import pytest
from jinja2.exceptions import SecurityError

from proctoring_host.mail import budget
from proctoring_host.mail.compose import compose
from proctoring_host.mail.plain import DEEPEST, plain_text
from proctoring_host.mail.styles import inlined

HTML = "proctoring_attempt_satisfactory_email.html"
TEXT = "proctoring_attempt_satisfactory_email.txt"
OVERRIDE = f"emails/proctoring/fake/{HTML}"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One\n  and <b>two</b>.</p><p>Three</p>", "One and two.\n\nThree\n"),
        ("<p>a<br>b</p>", "a\nb\n"),
        ('<p>See <a href="https://a.example/x">the page</a>.</p>', "See the page (https://a.example/x).\n"),
        ('<a href="https://a.example">https://a.example</a>', "https://a.example\n"),
        ('<a href="mailto:a@a.example">a@a.example</a>', "a@a.example\n"),
        ('<a href="mailto:a@a.example">Write</a>', "Write (a@a.example)\n"),
        ('<a href="#top">Top</a>', "Top\n"),
        ('<a href="https://a.example"><img src="x" alt="Logo"></a>', "Logo (https://a.example)\n"),
        ('<a href="https://a.example"><img src="x"></a>', "https://a.example\n"),
        ("<p>Do:</p><ul><li>one</li><li>two <b>b</b></li></ul><p>End</p>", "Do:\n\n- one\n- two b\n\nEnd\n"),
        ("<ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>", "1. one\n  - in\n2. two\n"),
        ("<h1>Head</h1>Text<hr>After", "Head\n\nText\n\n" + "-" * 40 + "\n\nAfter\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        ("<head><title>T</title><style>p{}</style></head><script>x</script>shown", "shown\n"),
        ('<div style="DISPLAY : none"><p>pre<br>x</p></div><p hidden>y</p><img hidden alt="z">shown', "shown\n"),
        ("<p>Tom &amp; &lt;b&gt;&nbsp;x</p>", "Tom & <b> x\n"),
        ("<ul><li>one<li>two</ul><p>End</p>", "- one\n- two\n\nEnd\n"),
        ("<ul><li>one<ul><li>in<li>too</ul><li>two</ul>End", "- one\n  - in\n  - too\n- two\n\nEnd\n"),
        ("<![if !mso]><p>a</p><![endif]><![unknown[ x ]]>b<![CDATA[ x ]]><!-- <![c --><![", "a\n\nb<![\n"),
        ("no tags", "no tags\n"),
        ("</p></ul></a></li>x", "x\n"),
    ],
)
def test_text_is_as_a_person_would_write_it(html, text):
    assert plain_text(html) == text


def test_lists_within_lists_are_indented_only_so_far():
    lines = plain_text("<ul><li>x" * 500).splitlines()

    assert {len(line) - len(line.lstrip()) for line in lines} == {2 * depth for depth in range(DEEPEST + 1)}


@pytest.mark.parametrize("html", ["<p>x</p>", "x", "<hr>"])
def test_text_is_paid_for(html):
    with budget.fresh_budget():
        budget.spend(output=budget.OUTPUT)

        with pytest.raises(SecurityError):
            plain_text(html)


def test_text_is_made_from_an_html_that_stands_nearer(site, facts, write, failures):
    write(OVERRIDE, f'{{% extends "emails/{HTML}" %}}{{% block status_information %}}<p>Ours</p>{{% endblock %}}')

    letter = compose(facts())

    assert "Dear Test Learner,\n\nThe review of your proctored exam Midterm <1>" in letter.text
    assert "\n\nOurs\n\n" in letter.text
    assert "The result of the proctoring review" not in letter.text
    assert letter.parts[TEXT].derived
    assert failures() == ()


@pytest.mark.parametrize("path", [f"emails/proctoring/fake/{TEXT}", f"emails/courses/course-v1_Demo+T1+2026/{TEXT}"])
def test_text_that_stands_as_near_is_sent(site, facts, write, path):
    write(OVERRIDE, "<p>Ours</p>")
    write(path, "Our text")

    assert compose(facts()).text == "Our text"


def test_layout_of_ones_own_leaves_the_text(site, facts, write):
    layout = "emails/proctoring_attempt_layout.html"
    write(layout, f'{{% extends "{layout}" %}}{{% block header %}}<p>Ours</p>{{% endblock %}}')

    assert not compose(facts()).parts[TEXT].derived


def test_styles_are_put_into_the_elements_and_media_queries_stay(site, facts, write):
    style = "<style>p { color: #111 } @media (max-width: 9em) { p { color: #222 } }</style>"
    write(OVERRIDE, f'{{% extends "emails/{HTML}" %}}{{% block head %}}{style}{{% endblock %}}')

    html = compose(facts()).html

    assert '<p style="color: #111;">' in html
    assert "@media" in html


def test_html_without_a_style_sheet_is_left_as_it_is():
    assert inlined("<p class='a'>Tom&#39;s</p>") == "<p class='a'>Tom&#39;s</p>"


def test_no_style_sheet_is_fetched_from_anywhere(tmp_path):
    (tmp_path / "a.css").write_text("p { color: red }")
    link = f'<link rel="stylesheet" href="{(tmp_path / "a.css").as_uri()}">'

    html = inlined(f"<html><head>{link}<style>b {{ color: blue }}</style></head><body><p>x</p></body></html>")

    assert "red" not in html


def test_preheader_is_in_the_html_and_not_in_the_text(site, facts, write):
    write(OVERRIDE, f'{{% extends "emails/{HTML}" %}}{{% block preheader %}}First words{{% endblock %}}')

    letter = compose(facts())

    assert ">First words</div>" in letter.html
    assert "First words" not in letter.text
