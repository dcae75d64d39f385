"""The mail a command is about, with invented facts about an invented learner."""

import argparse
import difflib
from collections.abc import Mapping
from typing import Any

from proctoring_host import conf
from proctoring_host.errors import InvalidValue
from proctoring_host.mail.context import MailFacts, supported_language
from proctoring_host.mail.kinds import MailKind
from proctoring_host.registry import get_registry

SAMPLE_COURSE = "course-v1:Sample+Course+Run"


def add_choice_of_mail(parser: argparse.ArgumentParser) -> None:
    """`--backend`, `--kind`, `--course` and `--lang`."""
    parser.add_argument("--backend", help="A name in PROCTORING_BACKENDS (default: the default backend).")
    parser.add_argument("--kind", default=MailKind.SUBMITTED.value, help="The email, such as %(default)s (default).")
    parser.add_argument("--course", default=SAMPLE_COURSE, help="The id of a course (default: %(default)s).")
    parser.add_argument("--lang", default="", help="A language code, such as pt-br (default: the site's language).")


def facts_from(options: Mapping[str, Any]) -> MailFacts:
    """What was asked for; raises `InvalidValue` with the nearest name for a backend or an email that is not there."""
    registry = get_registry()
    backends = [backend.name for backend in registry.backends()]
    backend = registry.default_backend if options["backend"] is None else options["backend"]
    return MailFacts(
        kind=MailKind(_known(options["kind"], list(MailKind), "email", "--kind")),
        backend=_known(backend or "", backends, "backend", "--backend") if backends else "",
        course_id=options["course"],
        exam_name="Sample exam",
        language=supported_language(options["lang"] or conf.get().language_code),
        learner_name="Sample Learner",
    )


def _known(asked: str, known: list[str], what: str, field: str) -> str:
    if asked in known:
        return asked
    near = difflib.get_close_matches(asked, known, 1)
    guess = f" Did you mean {near[0]}?" if near else ""
    raise InvalidValue(f"There is no {what} {asked}.{guess} Known: {', '.join(sorted(known))}.", field=field)
