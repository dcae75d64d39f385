"""`PROCTORING_SETTINGS["EMAILS"]`: switches, senders and days, and what is said of those that are wrong."""

import pytest

from proctoring_host import conf
from proctoring_host.domain.mails import ALWAYS_KNOWN, MailKind
from proctoring_host.mail_settings import PATH, MailSettings, Sender


def read(settings, emails):
    settings.PROCTORING_SETTINGS = {"EMAILS": emails}
    found = conf.get()
    return found.emails, [problem.path for problem in found.problems]


def test_the_three_of_the_reference_are_on_and_the_others_off(settings):
    emails, problems = read(settings, None)

    assert emails == MailSettings()
    assert emails.kinds == ALWAYS_KNOWN
    assert problems == []


def test_each_kind_has_a_switch(settings):
    emails, problems = read(settings, {"KINDS": {"submitted": False, "review_delayed": True}})

    assert emails.kinds == ALWAYS_KNOWN - {MailKind.SUBMITTED} | {MailKind.REVIEW_DELAYED}
    assert problems == []


def test_senders_are_the_backends_else_the_default(settings):
    senders = {
        "DEFAULT": {"FROM": "Exams <exams@a.example>"},
        "acme": {"REPLY_TO": "help@a.example", "BCC": ["one@a.example", "Two <two@a.example>"]},
    }
    emails, problems = read(settings, {"SENDERS": senders})

    assert emails.sender("other") == Sender(from_address="Exams <exams@a.example>")
    assert emails.sender("acme") == Sender(reply_to=("help@a.example",), bcc=("one@a.example", "Two <two@a.example>"))
    assert problems == []


@pytest.mark.parametrize(
    ("emails", "path"),
    [
        ([], ""),
        ("on", PATH),
        ({"KIND": {}}, f'{PATH}["KIND"]'),
        ({"KINDS": ["submitted"]}, f'{PATH}["KINDS"]'),
        ({"KINDS": {"submited": True}}, f'{PATH}["KINDS"]["submited"]'),
        ({"KINDS": {"submitted": "no"}}, f'{PATH}["KINDS"]["submitted"]'),
        ({"SENDERS": {"acme": "a@a.example"}}, f'{PATH}["SENDERS"]["acme"]'),
        ({"SENDERS": {"acme": {"FORM": "a@a.example"}}}, f'{PATH}["SENDERS"]["acme"]["FORM"]'),
        ({"SENDERS": {"acme": {"FROM": "nobody"}}}, f'{PATH}["SENDERS"]["acme"]["FROM"]'),
        ({"SENDERS": {"acme": {"BCC": ["a@a.example\nX: y"]}}}, f'{PATH}["SENDERS"]["acme"]["BCC"]'),
        ({"SENDERS": {"acme": {"BCC": {"a": 1}}}}, f'{PATH}["SENDERS"]["acme"]["BCC"]'),
        ({"REVIEW_DELAYED_DAYS": 0}, f'{PATH}["REVIEW_DELAYED_DAYS"]'),
        ({"ONBOARDING_EXPIRES_DAYS": True}, f'{PATH}["ONBOARDING_EXPIRES_DAYS"]'),
    ],
)
def test_what_is_wrong_is_named_and_its_default_used(settings, emails, path):
    found, problems = read(settings, emails)

    assert problems == ([path] if path else [])
    assert found.kinds == ALWAYS_KNOWN
    assert found.review_delayed_days == MailSettings().review_delayed_days
    assert found.sender("acme") == Sender()
