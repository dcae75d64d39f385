"""`proctoring new-backend`: writes the project of a new backend, with tests that pass."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from proctoring_host import Capability, __version__
from proctoring_host.management import scaffold
from proctoring_host.management.subcommands import Stream
from proctoring_host.registry.hooks import HOOK_OF_CAPABILITY

HELP = "Write a new backend as a project of its own, with options, hooks and tests that pass."
TEMPLATES = Path(scaffold.__file__).parent / "backend"
# Their packages are the host's own.
TAKEN = frozenset({"host", "email_templates"})
LONGEST_TITLE = 60


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("name", help="The backend's name, as operators will configure it, such as acme.")
    parser.add_argument("--title", default="", help="What learners call the vendor; asked for when it is not given.")
    scaffold.add_arguments(parser)
    group = parser.add_argument_group("capabilities", "what the vendor can do; asked for when none is given")
    group.add_argument("--all", action="store_true", help="all of them")
    group.add_argument("--none", action="store_true", help="none of them, without asking")
    for capability in Capability:
        group.add_argument(f"--{capability.replace('_', '-')}", action="store_true", dest=capability.value)


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """Raises `CommandError`, and writes nothing, where the folder is taken or a name cannot be used."""
    ask = scaffold.asker()
    name = scaffold.slug(options["name"])
    if name in TAKEN:
        raise CommandError(f"{name} cannot be used: proctoring_{name} is a package of the host.")
    title = _title(options["title"] or ask("What do learners call the vendor?", name.replace("_", " ").title()))
    chosen = _chosen(options, ask)
    values = values_of(name, title, chosen)
    folder = options["dir"] or Path(values["distribution"])
    paths = scaffold.write(folder, scaffold.render(TEMPLATES, values), dry_run=options["dry_run"])
    for line in _told(folder, paths, values, dry_run=options["dry_run"]):
        stdout.write(line)
    return 0


def values_of(name: str, title: str, chosen: frozenset[Capability]) -> dict[str, Any]:
    """What the templates use."""
    has = {capability.value: capability in chosen for capability in Capability}
    queries = has["dashboard"] or has["backfill"] or has["onboarding_profiles"]
    return {
        "name": name,
        "title": title,
        "package": f"proctoring_{name}",
        "distribution": f"proctoring-{name.replace('_', '-')}",
        "class_name": name.title().replace("_", ""),
        "header": name.title().replace("_", "-"),
        "host_part": name.replace("_", "-"),
        "host_version": ".".join(__version__.split(".")[:2]),
        "has": has,
        "optional": bool(chosen),
        "members": [capability.name for capability in Capability if capability in chosen],
        "needs_data": bool(chosen & set(HOOK_OF_CAPABILITY)),
        "url_functions": [
            *(["quote"] if has["retirement"] else []),
            *(["urlencode"] if queries else []),
        ],
    }


def _title(given: str) -> str:
    title = given.strip()
    if not title or not title.isprintable() or len(title) > LONGEST_TITLE or set('"\\') & set(title):
        text = f"The title must be a line of at most {LONGEST_TITLE} characters, without quotes and backslashes."
        raise CommandError(text)
    return title


def _chosen(options: Mapping[str, Any], ask: scaffold.Ask) -> frozenset[Capability]:
    given = frozenset(capability for capability in Capability if options[capability.value])
    if options["all"]:
        return frozenset(Capability)
    if given or options["none"]:
        return given
    names = ", ".join(Capability)
    answer = ask(f"What can the vendor do? Names with commas between them, all, or none ({names})", "none")
    return _named(answer)


def _named(answer: str) -> frozenset[Capability]:
    words = {word.strip().lower().replace("-", "_") for word in answer.split(",") if word.strip()}
    if words <= {"none"}:
        return frozenset()
    if words == {"all"}:
        return frozenset(Capability)
    unknown = sorted(words - set(Capability))
    if unknown:
        raise CommandError(f"No capability is called {', '.join(unknown)}. There are: {', '.join(Capability)}.")
    return frozenset(Capability(word) for word in words)


def _told(folder: Path, paths: tuple[Path, ...], values: Mapping[str, Any], *, dry_run: bool) -> Iterator[str]:
    yield "Would write:" if dry_run else "Written:"
    yield from (f"  {path}" for path in paths)
    if not dry_run:
        yield ""
        yield f"Try it:  cd {folder} && pip install -e '.[dev]' && pytest"
        yield f"Then teach {values['package']} the protocol of your vendor; README.md says where."
