"""`proctoring retire-learner`: erases what is known of a learner."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from proctoring_host.cause import Cause
from proctoring_host.command_line import on_command_line
from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import ProctoringError
from proctoring_host.management.scaffold.asking import Ask, asker
from proctoring_host.management.subcommands import Stream
from proctoring_host.models import Effect, EffectState
from proctoring_host.people.forget import forget_learner, what_would_go
from proctoring_host.people.forget_at_vendors import backends_of, forget_at_vendors, proofs_of
from proctoring_host.people.users import find_user

HELP = "Erase what is kept of a learner, here and with --vendors also there; --dry-run tells what would go."


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("who", help="Username, email address or id of the learner.")
    parser.add_argument("--dry-run", action="store_true", help="Only say what would be erased.")
    parser.add_argument("--vendors", action="store_true", help="Have the vendors forget the learner first.")
    parser.add_argument("--yes", action="store_true", help="Do not ask; needed where nobody can answer.")
    parser.add_argument("--json", action="store_true", help="As JSON.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 when a vendor has not forgotten the learner: here everything is erased all the same."""
    try:
        user = find_user(options["who"])
    except ProctoringError as error:
        raise CommandError(error.detail) from None
    if options["dry_run"]:
        backends = backends_of(user.pk) if options["vendors"] else []
        told: dict[str, Any] = {"erased": what_would_go(user.pk), "vendors": dict.fromkeys(backends, "would be asked")}
    else:
        if not options["yes"]:
            _require_consent(user.get_username(), asker())
        told = _retired(user.pk, vendors=options["vendors"])
    if options["json"]:
        stdout.write(json.dumps(told, cls=DjangoJSONEncoder, indent=2) + "\n")
    else:
        stdout.write("".join(f"{line}\n" for line in _lines(told, dry_run=options["dry_run"])))
    return int(any(answer == "not forgotten" for answer in told["vendors"].values()))


def _require_consent(username: str, ask: Ask) -> None:
    answer = ask(f"Erase what is kept of {username}? It cannot be brought back. Type the username to go on.", "no")
    if answer != username:
        raise CommandError("Nothing was erased. Where nobody can answer, add --yes.")


def _retired(user_id: int, *, vendors: bool) -> dict[str, Any]:
    """The vendors first: what is kept here is what they are asked by."""
    answers: dict[str, str] = {}
    if vendors:
        cause = Cause(actor=Actor.STAFF, at=timezone.now(), reason="retire-learner")
        forgotten = forget_at_vendors(user_id, cause)
        proofs = {effect.backend: effect for effect in proofs_of(user_id)}
        answers = {name: _answer(proofs[name]) for name in forgotten}
    return {"erased": forget_learner(user_id), "vendors": answers}


def _answer(proof: Effect) -> str:
    return str(proof.result.get("answer", "")) if proof.state == EffectState.DONE else "not forgotten"


def _lines(told: Mapping[str, Any], *, dry_run: bool) -> list[str]:
    what = "would be erased" if dry_run else "erased"
    lines = [f"{name}: {number} {what}" for name, number in told["erased"].items()]
    lines += [f"{backend}: {answer}" for backend, answer in told["vendors"].items()]
    if any(answer == "not forgotten" for answer in told["vendors"].values()):
        command = on_command_line("proctoring effects list")
        lines.append(f"The worker asks the vendors again; `{command}` shows why they have not forgotten.")
    return lines
