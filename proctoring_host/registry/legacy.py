"""Classes of the older interface among the backends, where the site allows it."""

import importlib.metadata
from collections.abc import Iterable
from dataclasses import replace

from proctoring_host.data import Failure
from proctoring_host.legacy import adapt
from proctoring_host.registry.discovery import BACKENDS, Candidate, Discovered, sort_out, walk

GROUP = "openedx.proctoring"


def with_legacy(
    found: Discovered,
    installed: Iterable[Candidate] | None = None,
    distributions: Iterable[importlib.metadata.Distribution] | None = None,
) -> Discovered:
    """What was found, and the classes of the older group under the names that no backend of ours claims.

    A backend of ours comes first: a platform may have both installed, and what it has configured means the newer one.
    Nothing is imported. `installed` stands in for the entry points, for tests.
    """
    points, broken = walk([GROUP], distributions) if installed is None else (list(installed), [])
    taken = {name for group, name in (*found.candidates, *found.refused) if group == BACKENDS}
    older = sort_out(_adapted(point) for point in points if point.group == GROUP and point.name not in taken)
    return Discovered(
        candidates={**found.candidates, **older.candidates},
        refused={**found.refused, **{key: _named(failure) for key, failure in older.refused.items()}},
        broken=(*found.broken, *(failure for failure in broken if failure not in found.broken)),
    )


def names_of_older(installed: Iterable[Candidate] | None = None) -> frozenset[str]:
    """What is installed in the older group, for a message; nothing is imported."""
    points = walk([GROUP])[0] if installed is None else installed
    return frozenset(point.name for point in points if point.group == GROUP)


def _adapted(point: Candidate) -> Candidate:
    return replace(point, group=BACKENDS, load=lambda: adapt(point.load()))


def _named(failure: Failure) -> Failure:
    return replace(failure, error=failure.error.replace(BACKENDS, GROUP))
