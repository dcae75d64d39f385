"""Where mails go when there is no mail server."""

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def site_connection() -> BaseEmailBackend:
    """The site's mail backend: newer versions of Django call it a mailer, and may have several."""
    mailers = getattr(mail, "mailers", None)
    connection: BaseEmailBackend = mail.get_connection() if mailers is None else mailers.default
    return connection


class FileBackend(BaseEmailBackend):
    """Writes each message to its own `.eml` file in the folder `file_path`, else `EMAIL_FILE_PATH`.

    The file is named after the Message-ID, so a message that is sent again replaces itself.
    """

    idempotent_by_message_id = True

    def __init__(self, *, file_path: str | Path | None = None, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fail_silently = fail_silently
        folder = file_path or getattr(settings, "EMAIL_FILE_PATH", None)
        if not folder:
            raise ImproperlyConfigured("EMAIL_FILE_PATH must name the folder that mails are written to.")
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for message in email_messages:
                self._write(message)
        except OSError:
            if not self.fail_silently:
                raise
            return 0
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        """Through a second file, so that nobody ever sees half a message."""
        content = message.message()
        target = self.folder / file_name(str(content["Message-ID"]))
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content.as_bytes())
        part.replace(target)


def file_name(message_id: str) -> str:
    """A name any file system takes; where that loses something of the id, a digest keeps names apart."""
    bare = message_id.strip().strip("<>")
    safe = re.sub(r"[^A-Za-z0-9.@_-]", "_", bare)[:150].lstrip(".") or "message"
    digest = "" if safe == bare else "-" + hashlib.sha256(bare.encode()).hexdigest()[:12]
    return f"{safe}{digest}.eml"
