"""The pages of the gallery as text, for a browser that asks and for files that are copied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import translation

from proctoring_host import conf
from proctoring_host.errors import MailFailed
from proctoring_host.mail import preview
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.preview import Choice, Preview
from proctoring_host.web.pages.environment import environment

PHONE, DESKTOP = 360, 1024
STYLES = ("site.css", "gallery.css")


class Links(Protocol):
    """What there is and where it is: behind a server, or in files beside each other.

    `frame` and `version` are a server's only; in files they are empty.
    """

    @property
    def languages(self) -> Mapping[str, str]: ...

    @property
    def samples(self) -> Mapping[str, Any]: ...

    def asset(self, name: str) -> str: ...

    def index(self, language: str, sample: str) -> str: ...

    def mail(self, choice: Choice) -> str: ...

    def frame(self, choice: Choice) -> str: ...

    def version(self, choice: Choice) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One mail in the overview."""

    choice: Choice
    subject: str = ""
    broken: int = 0
    failed: str = ""


def index_page(links: Links, language: str, sample: str) -> str:
    """Every kind and backend in one language, with their subjects."""
    cells = {(choice.kind, choice.backend): _cell(choice) for choice in preview.choices(language, sample)}
    return _page(links, "proctoring/gallery/index.html", cells=cells, language_shown=language, sample_shown=sample)


def mail_page(links: Links, shown: Preview) -> str:
    return _page(
        links,
        "proctoring/gallery/mail.html",
        shown=shown,
        choice=shown.choice,
        widths=(PHONE, DESKTOP),
    )


def _page(links: Links, template: str, **context: Any) -> str:
    return (
        environment()
        .get_template(template)
        .render(
            links=links,
            kinds=list(MailKind),
            backends=preview.backends(),
            platform_name=conf.get().platform_name or "Proctoring",
            language=translation.get_language() or "en",
            direction="rtl" if translation.get_language_bidi() else "ltr",
            **context,
        )
    )


def _cell(choice: Choice) -> Cell:
    try:
        shown = preview.preview(choice)
    except MailFailed as error:
        return Cell(choice=choice, failed=error.detail)
    return Cell(choice=choice, subject=shown.subject, broken=sum(len(part.broken) for part in shown.parts))
