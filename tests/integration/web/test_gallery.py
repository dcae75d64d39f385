"""The gallery of mails: who sees it, what it shows, and that a theme in it can do nothing."""

from urllib.parse import urlencode

import pytest

from proctoring_host.mail.kinds import MailKind

pytestmark = pytest.mark.django_db

HTML = "emails/proctoring/fake/proctoring_attempt_submitted_email.html"


@pytest.fixture
def write(tmp_path, settings):
    settings.PROCTORING_SETTINGS = {"EMAIL_TEMPLATE_DIRS": [str(tmp_path)]}

    def write_template(source, path=HTML):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, "utf-8")
        return file

    return write_template


def address(part="", **choice):
    return f"/emails/{part}?{urlencode({'kind': 'submitted', 'backend': 'fake', **choice})}"


@pytest.mark.parametrize("part", ["", "mail/", "mail/html/", "mail/version/"])
def test_only_global_staff_see_mails(client, learner_client, course_staff_client, staff_client, part):
    answers = [
        one.get(address(part)).status_code for one in (client, learner_client, course_staff_client, staff_client)
    ]

    assert answers == [302, 403, 403, 200]


def test_overview_has_every_kind_and_language(staff_client):
    page = staff_client.get("/emails/?language=de").content.decode()

    assert all(f'<th scope="row">{kind}</th>' in page for kind in MailKind)
    assert all(f"language={code}" in page for code in ("en", "de", "ar"))
    assert all(f"sample={sample}" in page for sample in ("long", "quotes", "rtl", "bare"))


def test_page_of_a_mail_shows_all_of_it(staff_client, write):
    write("{% extends 'emails/proctoring_attempt_submitted_email.html' %}{# <b>ours</b> #}")

    page = staff_client.get(address("mail/")).content.decode()

    assert page.count('<iframe sandbox=""') == 2
    assert "Dear Sample Learner," in page
    assert "<dt>Auto-Submitted</dt>" in page
    assert "{# &lt;b&gt;ours&lt;/b&gt; #}" in page
    assert "the first one that can be rendered" in page


def test_broken_template_is_shown_as_broken_and_the_next_one_in_its_place(staff_client, write):
    write("{{ nothing }}")

    assert "1 broken template" in staff_client.get("/emails/").content.decode()
    page = staff_client.get(address("mail/")).content.decode()
    assert f"<strong>{HTML}</strong>" in page
    assert "&#39;nothing&#39; is undefined (line 1)" in page
    assert "has arrived" in staff_client.get(address("mail/html/")).content.decode()


def test_html_of_a_mail_can_do_nothing(staff_client, write):
    write("<script>alert(1)</script>{{ exam_name }}")

    answer = staff_client.get(address("mail/html/"))

    assert answer.content == b"<script>alert(1)</script>Sample exam"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy[:2] == ["sandbox", "default-src 'none'"]
    assert not any(rule.startswith("script-src") for rule in policy)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_open_page_learns_that_a_template_was_written(staff_client, write):
    first = staff_client.get(address("mail/version/")).headers["ETag"]
    assert staff_client.get(address("mail/version/"), headers={"If-None-Match": first}).status_code == 304

    write("{{ exam_name }}")

    answer = staff_client.get(address("mail/version/"), headers={"If-None-Match": first})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != first


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"kind": "submited"}, "Did you mean submitted?"),
        ({"backend": "../fake"}, "There is no such backend."),
        ({"language": "xx"}, "There is no such language."),
        ({"sample": "none"}, "Known: usual, long"),
    ],
)
def test_choice_that_is_not_there_is_refused_with_a_sentence(staff_client, choice, sentence):
    answer = staff_client.get(address("mail/", **choice))

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
