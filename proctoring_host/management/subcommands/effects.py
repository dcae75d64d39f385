"""`proctoring effects`: looks into the outbox, and helps what was given up."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils import timezone

from proctoring_host import conf
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.runner import Runner
from proctoring_host.effects.states import can_be_revived, discard, waits_for_its_lane
from proctoring_host.management import pruning
from proctoring_host.management.subcommands import Stream
from proctoring_host.models import Effect, EffectState

HELP = "List, show, retry, discard or prune effects: vendor calls, mail and observers in the outbox."

HELPLESS = (EffectState.DONE, EffectState.DISCARDED)
WARNING_INLINE = "The learner can still try again, which registers the attempt after all."
WARNING_WORKER = (
    "Until `effects retry` registers the attempt after all, the learner cannot begin (EFFECTS_INLINE is off)."
)
NOT_REVIVED = "What was discarded is not run again; only a registration (vendor_register) can be."
LANE_BUSY = (
    "It waits for another effect of its lane, one before it or one that is running, and follows by itself; "
    "retry or discard that one if it does not end."
)


def add_arguments(parser: CommandParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    listing = actions.add_parser("list", help="What waits or was given up, or any state with --state.")
    listing.add_argument("--dead", action="store_true", help="Only what was given up.")
    listing.add_argument("--state", choices=EffectState.values, help="Only this state.")
    listing.add_argument("--attempt", help="Only of the attempt with this code.")
    listing.add_argument("--limit", type=_number, default=100, help="At most so many, the oldest first (default: 100).")
    listing.add_argument("--json", action="store_true", help="As JSON.")
    showing = actions.add_parser("show", help="All about one effect.")
    showing.add_argument("id", type=_number)
    showing.add_argument("--json", action="store_true", help="As JSON.")
    for name, what in {
        "retry": "Run now, also what was given up, and a registration that was discarded.",
        "discard": "Give up for good; only a registration can be asked for again.",
    }.items():
        action = actions.add_parser(name, help=what)
        action.add_argument("ids", type=_number, nargs="*", metavar="id")
        action.add_argument("--dead", action="store_true", help="All that were given up.")
        action.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        action.add_argument("--json", action="store_true", help="As JSON.")
    pruning.add_arguments(actions.add_parser("prune", help="Remove what was done long ago and nobody asks for."))


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """`retry` and `discard` end with 1 when one of the effects is not done, or not discarded, afterwards."""
    match options["action"]:
        case "list":
            return _list(options, stdout)
        case "show":
            return _show(options, stdout)
        case "prune":
            return pruning.handle(options, stdout)
        case action:
            return _change(str(action), options, stdout)


def _number(text: str) -> int:
    """Of an effect, or how many: nothing that no database can count to."""
    number = int(text)
    if not 1 <= number < 2**63:
        raise ValueError(text)
    return number


def _list(options: Mapping[str, Any], stdout: Stream) -> int:
    effects = Effect.objects.select_related("attempt").order_by("id")
    if options["dead"] or options["state"]:
        effects = effects.filter(state=EffectState.DEAD if options["dead"] else options["state"])
    else:
        effects = effects.exclude(state__in=HELPLESS)
    if options["attempt"]:
        effects = effects.filter(attempt__code=options["attempt"].upper())
    found = list(effects[: options["limit"]])
    if options["json"]:
        _write_json(stdout, [_as_dict(effect) for effect in found])
    elif found:
        for effect in found:
            stdout.write(_line(effect) + "\n")
    else:
        stdout.write("There are none.\n")
    return 0


def _show(options: Mapping[str, Any], stdout: Stream) -> int:
    found = _chosen(Effect.objects.all(), [options["id"]])
    values = {**_as_dict(found[0]), "payload": found[0].payload, "result": found[0].result}
    if options["json"]:
        _write_json(stdout, values)
        return 0
    for name, value in values.items():
        stdout.write(f"{name}: {value if value not in ('', None) else '-'}\n")
    return 0


def _change(action: str, options: Mapping[str, Any], stdout: Stream) -> int:
    effects = _asked_for(options)
    outcomes = [(effect, _outcome(action, effect, dry_run=options["dry_run"])) for effect in effects]
    if options["json"]:
        _write_json(stdout, [_change_as_dict(action, effect, outcome) for effect, outcome in outcomes])
    for effect, outcome in [] if options["json"] else outcomes:
        note = _note(action, effect, outcome)
        stdout.write(f"{effect.pk} {effect.kind}: {outcome}{note and f'. {note}'}\n")
    if not outcomes and not options["json"]:
        stdout.write("There are none.\n")
    wanted = EffectState.DONE if action == "retry" else EffectState.DISCARDED
    return 0 if options["dry_run"] or all(outcome == wanted for _, outcome in outcomes) else 1


def _asked_for(options: Mapping[str, Any]) -> Sequence[Effect]:
    if bool(options["ids"]) == options["dead"]:
        raise CommandError("Name either effects by their ids, or all that were given up with --dead.")
    effects = Effect.objects.select_related("attempt").order_by("id")
    if options["dead"]:
        return list(effects.filter(state=EffectState.DEAD))
    return _chosen(effects, options["ids"])


def _outcome(action: str, effect: Effect, *, dry_run: bool) -> str:
    """The state afterwards. What is done stays so, and what is discarded unless it can be revived."""
    if dry_run:
        stays = effect.state in HELPLESS and not (action == "retry" and can_be_revived(effect))
        return effect.state if stays else f"would {action} ({effect.state})"
    if action == "retry":
        return Runner(heeds_circuits=False).run(effect.pk, force=True)
    discard(effect.pk)
    return str(Effect.objects.values_list("state", flat=True).get(pk=effect.pk))


def _note(action: str, effect: Effect, outcome: str) -> str:
    """What the outcome alone does not tell. `effect` is as it was before."""
    registers = effect.kind == Kind.VENDOR_REGISTER
    if action == "discard" and registers and outcome not in (EffectState.DONE, EffectState.RUNNING):
        return WARNING_INLINE if conf.get().effects_inline else WARNING_WORKER
    if action == "retry" and outcome == EffectState.DISCARDED:
        return NOT_REVIVED
    if action == "retry" and outcome == EffectState.PENDING and waits_for_its_lane(effect.pk, timezone.now()):
        return LANE_BUSY
    return ""


def _change_as_dict(action: str, effect: Effect, outcome: str) -> dict[str, Any]:
    note = _note(action, effect, outcome)
    return {"id": effect.pk, "outcome": outcome, **({"note": note} if note else {})}


def _chosen(effects: QuerySet[Effect], ids: Sequence[int]) -> Sequence[Effect]:
    found = list(effects.filter(pk__in=ids))
    if missing := sorted(set(ids) - {effect.pk for effect in found}):
        raise CommandError(f"There is no effect {', '.join(map(str, missing))}.")
    return found


def _as_dict(effect: Effect) -> dict[str, Any]:
    return {
        "id": effect.pk,
        "kind": effect.kind,
        "key": effect.key,
        "state": effect.state,
        "tries": effect.tries,
        "attempt": effect.attempt.code if effect.attempt else None,
        "backend": effect.backend,
        "created": effect.created,
        "next_at": effect.next_at,
        "done_at": effect.done_at,
        "last_error": effect.last_error,
        "correlation_id": effect.correlation_id,
    }


def _line(effect: Effect) -> str:
    about = effect.attempt.code if effect.attempt else effect.key
    parts = [str(effect.pk), effect.state, effect.kind, about, f"try {effect.tries}", effect.last_error]
    return "  ".join(part for part in parts if part)


def _write_json(stdout: Stream, value: object) -> None:
    stdout.write(json.dumps(value, cls=DjangoJSONEncoder, indent=2) + "\n")
