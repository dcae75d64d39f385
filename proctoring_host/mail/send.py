"""Handing a status mail over, once for each transition."""

import re
import smtplib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from proctoring_host import conf, platform
from proctoring_host.errors import MailFailed, UserNotFound
from proctoring_host.mail.compose import Letter, compose
from proctoring_host.mail.context import facts_of
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.transports import site_connection
from proctoring_host.mail_settings import Sender
from proctoring_host.models import Attempt
from proctoring_host.platform import Person


def send_status_mail(
    payload: Mapping[str, Any], *, before_handover: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Write and send the mail of one transition; what it returns is the effect's result.

    `payload` holds `attempt_id`, `kind` (a `MailKind`) and `transition_id`. `before_handover` is called when the mail
    is written, the mail server listens, and the next thing is to give it the mail. Raises `MailFailed` where the
    server did not take the mail; a learner without a usable address is no failure, and `note` says so.
    """
    attempt = Attempt.everything.whole().get(pk=payload["attempt_id"])
    person = _reachable(attempt)
    if person is None:
        return {"note": "the learner has no usable email address"}
    facts = facts_of(attempt, MailKind(payload["kind"]), person)
    letter, sender = compose(facts), conf.get().emails.sender(facts.backend)
    message = message_of(letter, to=person.email, message_id=message_id(payload["transition_id"]), sender=sender)
    _hand_over(message, attempt, before_handover)
    return {"message_id": message.extra_headers["Message-ID"], "templates": dict(letter.templates)}


def repeats_do_no_harm() -> bool:
    """Whether the configured mail backend keeps one message where it gets the same Message-ID twice."""
    return bool(getattr(site_connection(), "idempotent_by_message_id", False))


def message_id(transition_id: int) -> str:
    """The same for every try of one transition, so that mail servers and readers can tell a repeat."""
    return f"<proctoring-transition-{transition_id}@{_ascii_host(conf.get().site_name)}>"


def _ascii_host(site_name: str) -> str:
    host = site_name.partition(":")[0]
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    return re.sub(r"[^A-Za-z0-9.-]", "", host) or "localhost"


def message_of(letter: Letter, *, to: str, message_id: str, sender: Sender) -> EmailMultiAlternatives:
    """The sender's address is the backend's, else the one of all status mails, else the site's."""
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=sender.from_address or conf.get().status_email_from_address or None,
        to=[to],
        bcc=sender.bcc,
        reply_to=sender.reply_to,
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def _reachable(attempt: Attempt) -> Person | None:
    try:
        person = platform.get().people.person(attempt.user_id)
        validate_email(person.email)
    except (UserNotFound, ValidationError):
        return None
    return person


def _hand_over(message: EmailMultiAlternatives, attempt: Attempt, before: Callable[[], None]) -> None:
    """Connects first, so that a server that is down is found out before anything counts as handed over.

    The server's own words stay out of the errors: they often repeat the address.
    """
    try:
        connection = site_connection()
        connection.open()
        try:
            before()
            connection.send_messages([message])
        finally:
            connection.close()
    except smtplib.SMTPRecipientsRefused as refused:
        final = all(code >= 500 for code, _ in refused.recipients.values())
        what = f"The mail server refused the learner's address (attempt {attempt.code})."
        raise MailFailed(what, final=final) from None
    except (smtplib.SMTPException, OSError) as error:
        what = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
        raise MailFailed(f"The mail could not be handed over ({what}, attempt {attempt.code}).") from None
