"""Each mail in its three parts, overrides by block and whole, and what happens to those that are broken."""

import pytest

from proctoring_host.data import Stage
from proctoring_host.errors import MailFailed
from proctoring_host.mail import places
from proctoring_host.mail.compose import compose, subject_line
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.places import Place

pytestmark = pytest.mark.usefixtures("site")

HTML = "proctoring_attempt_satisfactory_email.html"
TEXT = "proctoring_attempt_satisfactory_email.txt"
SUBJECT = "proctoring_attempt_satisfactory_email_subject.txt"
OVERRIDE = f"emails/proctoring/fake/{HTML}"


@pytest.mark.parametrize(
    ("kind", "subject", "status", "contact"),
    [
        (MailKind.SUBMITTED, 'We received your exam "Midterm <1>"', "pending", False),
        (MailKind.SATISFACTORY, 'Review of your exam "Midterm <1>": satisfactory', "satisfactory", True),
        (MailKind.UNSATISFACTORY, 'Review of your exam "Midterm <1>": unsatisfactory', "unsatisfactory", True),
    ],
)
def test_each_kind_has_subject_text_and_html(facts, failures, kind, subject, status, contact):
    letter = compose(facts(kind))

    assert letter.subject == subject
    assert f"<strong>{status}</strong>" in letter.html
    assert "Midterm &lt;1&gt;" in letter.html
    assert "Algebra &amp; Analysis</a>" in letter.html
    assert ("/support/contact_us" in letter.html) is contact
    assert f": {status}." in letter.text
    assert ("/support/contact_us" in letter.text) is contact
    assert failures() == ()


@pytest.mark.parametrize("kind", list(MailKind))
def test_plain_text_says_the_same_without_markup(facts, kind):
    text = compose(facts(kind)).text

    assert "Midterm <1>" in text
    assert "Algebra & Analysis" in text
    assert "https://learn.example/courses/course-v1:Demo+T1+2026/" in text
    assert "Dear Test Learner," in text
    assert "Example Academy sent you this message" in text
    assert "&amp;" not in text
    assert "</" not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("kind", list(MailKind))
def test_html_tells_its_language_and_needs_no_table(facts, kind):
    html = compose(facts(kind)).html

    assert '<html lang="en" dir="ltr">' in html
    assert "<table" not in html
    assert "<main>" in html


def test_learner_without_a_name_is_still_greeted(facts):
    letter = compose(facts(learner_name=""))

    assert "Dear learner," in letter.html
    assert "Dear learner," in letter.text


def test_block_override_keeps_the_rest_of_the_base(facts, write, failures):
    write(
        OVERRIDE,
        f'{{% extends "emails/{HTML}" %}}{{% block status_information %}}<p>Our own words.</p>{{% endblock %}}',
    )

    letter = compose(facts())

    assert "<p>Our own words.</p>" in letter.html
    assert "is complete" in letter.html
    assert "If you have a question" in letter.html
    assert "The result of the proctoring review" not in letter.html
    assert failures() == ()


@pytest.mark.parametrize("block", ["introduction", "status_information", "contact_information"])
def test_every_documented_block_can_be_replaced(facts, write, block):
    write(OVERRIDE, f'{{% extends "emails/{HTML}" %}}{{% block {block} %}}REPLACED{{% endblock %}}')

    assert "REPLACED" in compose(facts()).html


def test_contact_is_no_block_of_the_submitted_mail(facts, write):
    name = "proctoring_attempt_submitted_email.html"
    write(
        f"emails/proctoring/fake/{name}",
        f'{{% extends "emails/{name}" %}}{{% block contact_information %}}REPLACED{{% endblock %}}',
    )

    assert "REPLACED" not in compose(facts(MailKind.SUBMITTED)).html


def test_whole_override_replaces_the_base(facts, write):
    write(OVERRIDE, "<p>{{ exam_name }}: {{ status }}, see {{ contact_url }}</p>")

    letter = compose(facts())

    assert letter.html == "<p>Midterm &lt;1&gt;: satisfactory, see https://learn.example/support/contact_us</p>"
    assert letter.templates[HTML].startswith(OVERRIDE)
    assert letter.text == "Midterm <1>: satisfactory, see https://learn.example/support/contact_us\n"
    assert letter.templates[TEXT] == f"made from {letter.templates[HTML]}"
    assert letter.templates[SUBJECT] == f"emails/{SUBJECT} (proctoring_email_templates)"


def test_subject_and_text_can_be_overridden_too(facts, write):
    write(f"emails/proctoring/fake/{SUBJECT}", "{{ exam_name }}\nin {{ course_name }}\n")
    write(f"emails/proctoring/fake/{TEXT}", "{{ exam_name }} & more")

    letter = compose(facts())

    assert letter.subject == "Midterm <1> in Algebra & Analysis"
    assert letter.text == "Midterm <1> & more"


def test_override_of_another_backend_is_left_alone(facts, write):
    write(f"emails/proctoring/other/{HTML}", "not ours")

    assert "not ours" not in compose(facts()).html


def test_base_can_be_overridden_for_all_backends_and_extends_its_namesake(facts, write):
    write(
        f"emails/{HTML}",
        f'{{% extends "emails/{HTML}" %}}{{% block introduction %}}SITE {{{{ super() }}}}{{% endblock %}}',
    )
    write(OVERRIDE, f'{{% extends "emails/{HTML}" %}}{{% block contact_information %}}BACKEND{{% endblock %}}')

    html = compose(facts()).html

    assert "SITE" in html
    assert "is complete" in html
    assert "BACKEND" in html


def test_layout_of_all_mails_can_be_overridden(facts, write):
    layout = "emails/proctoring_attempt_layout.html"
    write(layout, f'{{% extends "{layout}" %}}{{% block header %}}<img alt="Our logo">{{% endblock %}}')

    html = compose(facts()).html

    assert '<img alt="Our logo">' in html
    assert "is complete" in html


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>\n{% if %}</p>", "TemplateSyntaxError"),
        ('{% extends "emails/of_the_past.html" %}', "it asks for emails/of_the_past.html"),
        ("<p>\n\n{{ exam_nmae }}</p>", "'exam_nmae' is undefined (line 3)"),
        ("{{ 1 / 0 }}", "ZeroDivisionError (line 1)"),
        ("{{ ''.__class__.__mro__ }}", "SecurityError"),
        ("  \n ", "Blank"),
        (f'{{% extends "{OVERRIDE}" %}}', f"it asks for {OVERRIDE}"),
        ('{% include "emails/../../secrets.html" %}', "it asks for emails/../../secrets.html"),
        ("{% load static %}x", "not a registered tag library"),
    ],
)
def test_broken_override_gives_way_to_the_base_and_is_reported(facts, write, failures, source, told):
    write(OVERRIDE, source)

    letter = compose(facts())

    assert "is complete" in letter.html
    assert letter.templates[HTML] == f"emails/{HTML} (proctoring_email_templates)"
    (failure,) = failures()
    assert failure.stage is Stage.RENDER
    assert failure.error.startswith(f"{OVERRIDE}: ")
    assert told in failure.error
    assert failure.plugin == places.SETTING


def test_override_that_is_no_text_gives_way(facts, theme, write, failures):
    write(OVERRIDE, "").write_bytes(b"\xff\xfe\x00")

    assert "is complete" in compose(facts()).html
    assert "UnicodeDecodeError" in failures()[0].error


def test_templates_that_extend_each_other_for_ever_give_way(facts, write, failures):
    write(OVERRIDE, '{% extends "emails/other.html" %}')
    write("emails/other.html", f'{{% extends "{OVERRIDE}" %}}')

    assert "is complete" in compose(facts()).html
    assert "RecursionError" in failures()[0].error


def test_broken_part_costs_only_itself(facts, write):
    write(OVERRIDE, "{{ nothing }}")
    write(f"emails/proctoring/fake/{SUBJECT}", "Our subject")

    letter = compose(facts())

    assert letter.subject == "Our subject"
    assert "is complete" in letter.html


def test_report_holds_nothing_of_the_mail(facts, write, failures):
    write(OVERRIDE, "{{ {}[learner_name] }}")

    compose(facts(learner_name="Grace Nobody"))

    assert "Grace" not in repr(failures())
    assert "UndefinedError" in failures()[0].error


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>{% if exam_name %}", "Unexpected end of template."),
        ("{{ satisfactory }}", "'satisfactory' is undefined"),
        ("{{ {}[learner_name] }}", "has no attribute '…'"),
        ("{{ {}[exam_name] }}", "has no attribute '…'"),
        ("{{ {}[course_url] }}", "has no attribute '…'"),
        ("{% include learner_name %}", "it asks for …, which"),
    ],
)
def test_report_is_readable_and_still_names_nobody(facts, write, failures, source, told):
    write(OVERRIDE, source)

    compose(facts(learner_name="Zoë"))

    assert told in failures()[0].error


def test_short_values_leave_longer_words_alone(facts, write, failures):
    write(OVERRIDE, "{{ undefinedly }}")

    compose(facts(learner_name="undefined"))

    assert "'undefinedly' is …" in failures()[0].error


def test_corrected_template_is_used_without_a_restart(facts, write):
    write(OVERRIDE, "{{ nothing }}")
    compose(facts())
    write(OVERRIDE, "First version")
    first = compose(facts()).html
    write(OVERRIDE, "Second version, longer")

    assert (first, compose(facts()).html) == ("First version", "Second version, longer")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ exam_name.__class__.__base__.__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ '{0.__class__}'.format(exam_name) }}",
        "{{ exam_name|attr('__class__') }}{{ exam_name.__class__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ gettext.__globals__ }}",
        "{% for n in range(10000000) %}{% endfor %}x",
        "{{ [].append(1) }}x",
        '{% include "/etc/passwd" %}',
    ],
)
def test_template_cannot_leave_its_sandbox(facts, write, failures, attack):
    write(OVERRIDE, attack)

    letter = compose(facts())

    assert "is complete" in letter.html
    assert len(failures()) == 1


def test_markup_in_names_stays_text(facts):
    html = compose(facts(exam_name='<script>alert("x")</script>')).html

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("rendered", "line"),
    [
        ("Exam\r\nBcc: everybody@example.com\n", "Exam Bcc: everybody@example.com"),
        ("  Exam\u2028one \x0b two\t", "Exam one two"),
        ("Ex\x00am\x7f", "Exam"),
        ("۱\u200cآزمون", "۱\u200cآزمون"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_subject_is_one_line_without_control_characters(rendered, line):
    assert subject_line(rendered) == line


def test_line_break_in_an_exam_name_makes_no_header(facts):
    subject = compose(facts(exam_name="Midterm\r\nBcc: everybody@example.com")).subject

    assert "\n" not in subject
    assert "\r" not in subject


def test_mail_fails_when_not_even_the_base_renders(facts, monkeypatch, tmp_path):
    monkeypatch.setattr(places, "base_folder", lambda: tmp_path)

    with pytest.raises(MailFailed) as raised:
        compose(facts())

    assert not raised.value.final
    assert "fake" in raised.value.detail


def test_place_gives_no_file_outside_of_its_folder(tmp_path):
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "inner").mkdir()

    assert Place(tmp_path / "inner", "theme").file("../secret.html") is None
    assert Place(tmp_path, "theme").file("secret.html") == tmp_path / "secret.html"
