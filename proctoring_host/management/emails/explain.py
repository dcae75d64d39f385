"""`proctoring emails explain`: where each part of an email was looked for, and what won."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from proctoring_host.mail.context import MailFacts, supported_language
from proctoring_host.mail.explain import Explanation, Outcome, Row, explain
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.preview import choice_from
from proctoring_host.mail.samples import SAMPLE_COURSE, SAMPLES, sample_facts
from proctoring_host.management.subcommands import Stream

HELP = "List every template that is tried for an email: where it was looked for, which won, why the others did not."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backend", default="", help="A name in PROCTORING_BACKENDS (default: the default backend).")
    parser.add_argument("--kind", default=MailKind.SUBMITTED.value, help="The email, such as %(default)s (default).")
    parser.add_argument("--course", default=SAMPLE_COURSE, help="The id of a course (default: %(default)s).")
    parser.add_argument("--lang", default="", help="A language code, such as pt-br (default: the site's language).")
    parser.add_argument("--json", action="store_true", help="Write JSON instead of text.")
    parser.add_argument("--found", action="store_true", help="Leave out the places where there is no template.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 where a template is broken; the mail is sent with the next one even so."""
    explanation = explain(_facts(options))
    shown = {
        name: [row for row in rows if not (options["found"] and row.outcome is Outcome.MISSING)]
        for name, rows in explanation.parts.items()
    }
    if options["json"]:
        stdout.write(json.dumps({name: [_as_json(row) for row in rows] for name, rows in shown.items()}, indent=2))
    else:
        for name, rows in shown.items():
            stdout.write("\n".join((name, *(line for row in rows for line in _as_text(row)), "")))
    return 1 if _any_broken(explanation) else 0


def _facts(options: Mapping[str, Any]) -> MailFacts:
    """Any language that a learner may have; the mail is written in the nearest one of the site."""
    language = supported_language(options["lang"]) if options["lang"] else ""
    choice = choice_from({"kind": options["kind"], "backend": options["backend"], "language": language})
    sample = SAMPLES[choice.sample]
    return sample_facts(choice.kind, choice.backend, choice.language, sample, options["course"])


def _any_broken(explanation: Explanation) -> bool:
    return any(row.outcome is Outcome.BROKEN for rows in explanation.parts.values() for row in rows)


def _as_text(row: Row) -> Iterator[str]:
    yield f"  {row.outcome.upper():<8}{row.path}"
    yield f"          {row.place} {row.owner}: {row.file or 'leads out of the folder'}"
    if row.outcome is not Outcome.MISSING:
        yield f"          {row.language}; {row.why}"


def _as_json(row: Row) -> dict[str, Any]:
    return {
        "path": row.path,
        "place": row.place,
        "owner": row.owner,
        "file": str(row.file) if row.file else None,
        "backend": row.variant.backend,
        "course": row.variant.course,
        "organisation": row.variant.organisation,
        "language": row.variant.language,
        "named_by_a_plugin": row.variant.hook,
        "template_language": row.language,
        "outcome": row.outcome,
        "why": row.why,
    }
