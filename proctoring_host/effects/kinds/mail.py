"""Sends a mail to a learner. Payload: `kind`, `attempt_id` or `allowance_id`, `transition_id` or `message`."""

import smtplib
import socket

from proctoring_host.effects import states
from proctoring_host.effects.outcomes import Call, Done, Outcome, Refused
from proctoring_host.errors import MailFailed
from proctoring_host.mail.send import repeats_do_no_harm, send_status_mail

SAID_NO = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ConnectionRefusedError, socket.gaierror)
"""The server answered that it did not take the mail, or there was no server; after anything else nobody knows."""


def handle(call: Call) -> Outcome:
    """Once for each transition: a mail that may have left is sent again only where a repeat does no harm."""
    if call.effect.handed_over_at is not None and not repeats_do_no_harm():
        return Refused(
            reason="An earlier try ended while the mail was being handed over, so it may have been delivered. "
            "Retry this effect if it was not."
        )
    try:
        return Done(result=send_status_mail(call.effect.payload, before_handover=call.hand_over))
    except MailFailed as error:
        if call.effect.handed_over_at is not None and isinstance(error.__context__, SAID_NO):
            states.take_back(call.effect)
        raise
