"""`proctoring emails preview`: the gallery as files, to be opened in a browser or shown to somebody."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.management.base import CommandError

from proctoring_host import conf
from proctoring_host.errors import InvalidValue, MailFailed
from proctoring_host.mail import preview
from proctoring_host.mail.places import trying_out
from proctoring_host.mail.preview import Choice
from proctoring_host.mail.samples import SAMPLES
from proctoring_host.management.subcommands import Stream
from proctoring_host.web.gallery import pages

HELP = "Write every email, for every backend in every language, as files that a browser shows."
ASSETS = (*pages.STYLES, "icon.svg")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="The folder to write to; what is there is replaced.")
    parser.add_argument("--lang", action="append", help="Only this language; may be given again.")
    parser.add_argument("--theme", type=Path, help="A theme's folder that is tried out before the site names it.")
    parser.add_argument("--sample", action="append", help="Only these names: usual, long, quotes, rtl or bare.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 where a mail has no template left that renders; all the others are written even so."""
    links = FileLinks(
        languages=_only(options["lang"], preview.languages(), "--lang"),
        samples=_only(options["sample"], {name: sample.title for name, sample in SAMPLES.items()}, "--sample"),
    )
    out: Path = options["out"]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in _assets():
            (out / name).write_bytes(content)
        with trying_out(options["theme"].resolve()) if options["theme"] else nullcontext():
            failed = _write_pages(links, out)
    except OSError as error:
        raise CommandError(f"{error.filename or out} cannot be written: {error.strerror}.") from None
    stdout.write(f"{out / links.first} shows all emails.")
    for sentence in failed:
        stdout.write(sentence)
    return 1 if failed else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLinks:
    """Files beside each other; nothing is asked of a server."""

    languages: Mapping[str, str]
    samples: Mapping[str, Any]

    @property
    def first(self) -> str:
        return "index.html"

    def asset(self, name: str) -> str:
        return name

    def index(self, language: str, sample: str) -> str:
        site = conf.get().language_code
        entry = site if site in self.languages else next(iter(self.languages))
        is_first = (language, sample) == (entry, next(iter(self.samples)))
        return self.first if is_first else f"index-{language}-{sample}.html"

    def mail(self, choice: Choice) -> str:
        return f"{choice.slug}.html"

    def frame(self, choice: Choice) -> str:
        return ""

    def version(self, choice: Choice) -> str:
        return ""


def _write_pages(links: FileLinks, out: Path) -> list[str]:
    failed = []
    for language, sample in product(links.languages, links.samples):
        (out / links.index(language, sample)).write_text(pages.index_page(links, language, sample), "utf-8")
        for choice in preview.choices(language, sample):
            try:
                page = pages.mail_page(links, preview.preview(choice))
            except MailFailed as error:
                failed.append(error.detail)
            else:
                (out / links.mail(choice)).write_text(page, "utf-8")
    return list(dict.fromkeys(failed))


def _assets() -> Iterator[tuple[str, bytes]]:
    for name in ASSETS:
        yield name, Path(str(finders.find(f"proctoring/{name}"))).read_bytes()


def _only(wanted: list[str] | None, known: Mapping[str, Any], option: str) -> Mapping[str, Any]:
    unknown = sorted(set(wanted or ()) - known.keys())
    if unknown:
        raise InvalidValue(f"There is no {', '.join(unknown)}. Known: {', '.join(known)}.", field=option)
    return {name: value for name, value in known.items() if not wanted or name in wanted}
