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
from proctoring_host.mail.occasions import occasion_of
from proctoring_host.mail.transports import site_connection
from proctoring_host.mail_settings import Sender
from proctoring_host.platform import Person


def send_status_mail(
    payload: Mapping[str, Any], *, before_handover: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Write and send the mail of one transition; what it returns is the effect's result.

    `payload` holds `kind` (a `MailKind`), `attempt_id` or `allowance_id`, and `transition_id` or `message`, which name
    the mail. `before_handover` is called when the mail is written, the mail server listens, and the next thing is to
    give it the mail. Raises `MailFailed` where the server did not take the mail; a learner without a usable address, or
    news that is none any more, is no failure, and `note` says so.
    """
    occasion = occasion_of(payload)
    if occasion is None:
        return {"note": "there is nothing to tell any more"}
    person = _reachable(occasion.user_id)
    if person is None:
        return {"note": "the learner has no usable email address"}
    facts = occasion.facts(person)
    letter, sender = compose(facts), conf.get().emails.sender(facts.backend)
    message = message_of(letter, to=person.email, message_id=_message_id(payload), sender=sender)
    _hand_over(message, occasion.about, before_handover)
    return {"message_id": message.extra_headers["Message-ID"], "templates": dict(letter.templates)}


def repeats_do_no_harm() -> bool:
    """Whether the configured mail backend keeps one message where it gets the same Message-ID twice."""
    return bool(getattr(site_connection(), "idempotent_by_message_id", False))


def message_id(transition_id: int) -> str:
    """The same for every try of one transition, so that mail servers and readers can tell a repeat."""
    return _named(f"transition-{transition_id}")


def _message_id(payload: Mapping[str, Any]) -> str:
    return _named(payload["message"]) if "message" in payload else message_id(payload["transition_id"])


def _named(name: str) -> str:
    return f"<proctoring-{name}@{_ascii_host(conf.get().site_name)}>"


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


def _reachable(user_id: int) -> Person | None:
    try:
        person = platform.get().people.person(user_id)
        validate_email(person.email)
    except (UserNotFound, ValidationError):
        return None
    return person


def _hand_over(message: EmailMultiAlternatives, about: str, before: Callable[[], None]) -> None:
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
        what = f"The mail server refused the learner's address ({about})."
        raise MailFailed(what, final=final) from None
    except (smtplib.SMTPException, OSError) as error:
        what = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
        raise MailFailed(f"The mail could not be handed over ({what}, {about}).") from None
