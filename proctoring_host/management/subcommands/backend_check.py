"""`proctoring backend-check`: tries one backend, with `--live` against its vendor's sandbox."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser

from proctoring_host import conf
from proctoring_host.management.backend_check import Step, examine
from proctoring_host.management.backend_check.steps import failed
from proctoring_host.management.doctor.secrets import known_secrets
from proctoring_host.management.subcommands import Stream
from proctoring_host.registry.guard import masked

HELP = "Try one backend, with --live against its vendor's sandbox: credentials, clock, a practice attempt."


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("name", nargs="?", default="", help="A configured backend; the default one if none is named.")
    parser.add_argument("--live", action="store_true", help="Call the vendor. Meant for its sandbox.")
    parser.add_argument("--no-practice", action="store_true", help="With --live: register no practice attempt.")
    parser.add_argument("--json", action="store_true", help="Print the steps as JSON.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 when a step failed. Nothing is written here; at the vendor, a practice attempt that is removed again."""
    name = options["name"] or conf.get().default_backend
    if not name:
        raise CommandError('No backend is named, and PROCTORING_BACKENDS["DEFAULT"] names none.')
    steps = []
    with _quiet():
        for step in examine(name, live=options["live"], practice=not options["no_practice"]):
            steps.append(_without_secrets(step))
            if not options["json"]:
                stdout.write(_as_text(steps[-1]))
    if options["json"]:
        stdout.write(_as_json(name, steps))
    else:
        stdout.write(f"\n{name} {'has to be put right.' if failed(steps) else 'works as far as was tried.'}")
    return int(failed(steps))


def _as_text(step: Step) -> str:
    seconds = f" ({step.seconds:.2f} s)" if step.seconds is not None else ""
    lines = [f"{step.outcome:9}{step.name:10}{step.text}{seconds}"]
    if step.hint:
        lines.append(f"{'':19}{step.hint}")
    return "\n".join(lines)


def _as_json(name: str, steps: list[Step]) -> str:
    content = {"ok": not failed(steps), "backend": name, "steps": [step.as_json() for step in steps]}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _without_secrets(step: Step) -> Step:
    """A backend says nothing secret; should it do so all the same, it is not printed."""
    secrets = known_secrets()
    return Step(
        name=step.name,
        outcome=step.outcome,
        text=masked(step.text, secrets),
        hint=masked(step.hint, secrets),
        seconds=step.seconds,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """What is found is printed; log lines about it would only repeat it."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
