"""Mails as they would be sent, for people who look at them: the gallery, its static copy, and a mail to try."""

import difflib
import hashlib
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from email.utils import make_msgid
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from proctoring_host import conf
from proctoring_host.errors import InvalidValue, MailFailed
from proctoring_host.mail.compose import Letter
from proctoring_host.mail.explain import Explanation, Outcome, Row, explain
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.places import places
from proctoring_host.mail.samples import SAMPLES, sample_facts
from proctoring_host.mail.send import message_of
from proctoring_host.mail.transports import site_connection
from proctoring_host.registry import get_registry

TO = "learner@sample.example"
MESSAGE_ID = "<proctoring-sample@sample.example>"
# Of the message as it is sent; the others are about how it is packed, or differ each time.
NOT_SHOWN = frozenset({"content-type", "content-transfer-encoding", "mime-version", "date"})
TEMPLATES = ("*.html", "*.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which mail somebody wants to see."""

    kind: MailKind
    backend: str
    language: str
    sample: str = "usual"

    @property
    def slug(self) -> str:
        """Tells this mail from all others, and is a name for files and in addresses."""
        return "-".join((self.kind.value, self.backend or "no_backend", self.language.lower(), self.sample))

    def as_query(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPreview:
    """One part of a mail: which templates were tried for it, and the source of the one that is sent."""

    name: str
    rows: tuple[Row, ...]
    file: Path | None
    source: str

    @property
    def found(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.outcome is not Outcome.MISSING)

    @property
    def broken(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.outcome is Outcome.BROKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A mail and everything about it. `html`, `text` and `subject` are what a learner would get."""

    choice: Choice
    subject: str
    text: str
    html: str
    direction: str
    headers: tuple[tuple[str, str], ...]
    parts: tuple[PartPreview, ...]


def backends() -> tuple[str, ...]:
    """The configured ones, also those that cannot be used; where there is none, the mails of no backend."""
    return tuple(backend.name for backend in get_registry().backends()) or ("",)


def _default_backend() -> str:
    default, known = conf.get().default_backend, backends()
    return default if default in known else known[0]


def languages() -> dict[str, str]:
    """Code and name of each language that the site offers."""
    return dict(settings.LANGUAGES)


def choices(language: str, sample: str = "usual") -> Iterator[Choice]:
    """Every kind for every backend."""
    for kind in MailKind:
        for backend in backends():
            yield Choice(kind=kind, backend=backend, language=language, sample=sample)


def choice_from(given: Mapping[str, str]) -> Choice:
    """What was asked for, by `kind`, `backend`, `language` and `sample`; raises `InvalidValue` for what is not there.

    What is left out is the first kind, the default backend, the site's language and the usual sample.
    """
    kind = given.get("kind") or next(iter(MailKind)).value
    backend = given.get("backend") or _default_backend()
    return Choice(
        kind=MailKind(_known("kind", kind, list(MailKind))),
        backend=_known("backend", backend, backends()),
        language=_known("language", given.get("language") or conf.get().language_code, list(languages())),
        sample=_known("sample", given.get("sample") or "usual", list(SAMPLES)),
    )


def preview(choice: Choice) -> Preview:
    """Raises `MailFailed` where not even the base templates render."""
    explanation = _explained(choice)
    letter = explanation.letter
    return Preview(
        choice=choice,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        direction=_direction(choice.language),
        headers=tuple(_headers(sample_message(letter, choice.backend, to=TO, message_id=MESSAGE_ID))),
        parts=tuple(_part(name, rows) for name, rows in explanation.parts.items()),
    )


def send_sample(choice: Choice, *, to: str) -> str:
    """Hand one sample over and return its subject; raises `MailFailed` where the mail server does not take it."""
    letter = _explained(choice).letter
    message = sample_message(letter, choice.backend, to=to, message_id=make_msgid("proctoring-sample"))
    try:
        site_connection().send_messages([message])
    except (smtplib.SMTPException, OSError) as error:
        what = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
        raise MailFailed(f"The mail could not be handed over ({what}).") from None
    return str(message.subject)


def sample_message(letter: Letter, backend: str, *, to: str, message_id: str) -> EmailMultiAlternatives:
    """The message as it would be handed over, but for those who get a hidden copy: a sample is nothing to keep."""
    sender = replace(conf.get().emails.sender(backend), bcc=())
    return message_of(letter, to=to, message_id=message_id, sender=sender)


def _explained(choice: Choice) -> Explanation:
    return explain(sample_facts(choice.kind, choice.backend, choice.language, SAMPLES[choice.sample]))


def version(choice: Choice) -> str:
    """Another text whenever a template that this mail may be made of is written, added or removed."""
    digest = hashlib.sha256()
    for place in places(choice.backend):
        for pattern in TEMPLATES:
            for file in sorted((place.root / "emails").rglob(pattern)):
                digest.update(f"{file}:{_written(file)};".encode())
    return digest.hexdigest()[:32]


def _direction(language: str) -> str:
    with translation.override(language):
        return "rtl" if translation.get_language_bidi() else "ltr"


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _known(name: str, asked: str, known: Sequence[str]) -> str:
    if asked in known:
        return asked
    near = difflib.get_close_matches(asked, known, 1)
    guess = f" Did you mean {near[0]}?" if near else ""
    raise InvalidValue(f"There is no such {name}.{guess} Known: {', '.join(known)}.", field=name)


def _headers(message: EmailMultiAlternatives) -> Iterator[tuple[str, str]]:
    """Bcc is shown, too, though no learner sees it."""
    for name, value in message.message().items():
        if name.lower() not in NOT_SHOWN:
            yield name, str(value)
    if message.bcc:
        yield "Bcc", ", ".join(message.bcc)


def _part(name: str, rows: tuple[Row, ...]) -> PartPreview:
    file = next((row.file for row in rows if row.outcome is Outcome.SENT), None)
    return PartPreview(name=name, rows=rows, file=file, source=file.read_text("utf-8") if file else "")
