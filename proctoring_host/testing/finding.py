"""From the name of an installed backend to what its makers say about it."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from proctoring_host.registry.discovery import BACKENDS
from proctoring_host.testing.subject import Subject

GROUP = "proctoring.conformance"


class DescriptionMissing(Exception):
    """There is no such backend, or nothing says how to try it; the message says what to do."""


@cache
def find_subject(name: str) -> Subject:
    """The `Subject` behind the entry point of this name in the group `proctoring.conformance`."""
    if not entry_points(group=BACKENDS, name=name):
        raise DescriptionMissing(
            f'No backend "{name}" is installed. Installed are: {_names(BACKENDS)}. Its name is that of its entry '
            f"point in the group {BACKENDS}."
        )
    found = list(entry_points(group=GROUP, name=name))
    if len(found) != 1:
        raise DescriptionMissing(
            f'The backend "{name}" is installed, and {len(found)} entry points "{name}" in the group {GROUP} say how '
            "to try it; there must be one. It names a Subject, as in: acme = "
            '"proctoring_acme.conformance:SUBJECT". See docs/backends.md, "Test it".'
        )
    return _load(found[0])


def _load(entry: EntryPoint) -> Subject:
    found = entry.load()
    if not isinstance(found, Subject):
        raise DescriptionMissing(f"{entry.value} is {type(found).__name__}, not a proctoring_host.testing.Subject.")
    return found


def _names(group: str) -> str:
    return ", ".join(sorted({entry.name for entry in entry_points(group=group)})) or "none"
