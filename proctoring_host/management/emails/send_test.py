"""`proctoring emails send-test`: one email with invented names, to a real address."""

import argparse
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from proctoring_host.errors import InvalidValue
from proctoring_host.mail import preview
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.samples import SAMPLES
from proctoring_host.management.subcommands import Stream

HELP = "Send one email with invented names, through the site's own mail server."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", required=True, help="The address that gets it.")
    parser.add_argument("--backend", default="", help="A name in PROCTORING_BACKENDS (default: the default backend).")
    parser.add_argument("--kind", default="", help=f"One of {', '.join(MailKind)} (default: the first).")
    parser.add_argument("--lang", default="", help="A language code (default: the site's language).")
    parser.add_argument("--sample", default="", help=f"One of {', '.join(SAMPLES)} (default: the first).")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """Says when it was handed over; whether it arrives is up to the mail servers."""
    to = options["to"]
    try:
        validate_email(to)
    except ValidationError:
        raise InvalidValue("--to must be an email address.", field="to") from None
    names = {"kind": "kind", "backend": "backend", "language": "lang", "sample": "sample"}
    choice = preview.choice_from({name: options[option] for name, option in names.items()})
    subject = preview.send_sample(choice, to=to)
    stdout.write(f'"{subject}" was handed over for {to}.')
    return 0
