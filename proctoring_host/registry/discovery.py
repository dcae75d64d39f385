"""What is installed: entry points, read one distribution at a time so that a broken one hides no other."""

import importlib.metadata
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from proctoring_host.data import Failure, Stage
from proctoring_host.registry.guard import PluginRaised, describe, guarded

BACKENDS = "proctoring.backends"
PLUGINS = "proctoring.plugins"
GROUPS = (BACKENDS, PLUGINS)
_METADATA_FOLDER = re.compile(r"(?P<name>.+?)(-[^-]+(-py[\d.]+)?)?\.(dist|egg)-info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something installed that says it is a plugin. Nothing of it is imported before `load` is called."""

    group: str
    name: str
    load: Callable[[], object] = field(repr=False)
    distribution: str = ""
    version: str = ""
    target: str = ""

    @classmethod
    def backend(cls, name: str, plugin: object, *, distribution: str = "here") -> Self:
        """A backend class that is at hand, for tests and for code that brings its own."""
        return cls(group=BACKENDS, name=name, load=lambda: plugin, distribution=distribution, target=repr(plugin))

    @classmethod
    def plugin(cls, name: str, plugin: object, *, distribution: str = "here") -> Self:
        """A platform plugin that is at hand."""
        return cls(group=PLUGINS, name=name, load=lambda: plugin, distribution=distribution, target=repr(plugin))

    @property
    def origin(self) -> str:
        """The distribution with its version, for people."""
        return f"{self.distribution} {self.version}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """`refused` holds, by group and name, why an installed plugin may not be loaded; `broken` has no name to go by.

    `older` names the classes of the older interface that the site does not allow; it is asked where a name is missing.
    """

    candidates: Mapping[tuple[str, str], Candidate]
    refused: Mapping[tuple[str, str], Failure]
    broken: tuple[Failure, ...] = ()
    older: Callable[[], Collection[str]] = field(default=tuple, repr=False)

    def of_group(self, group: str) -> tuple[Candidate, ...]:
        """Sorted by name, so that the order of installation decides nothing."""
        return tuple(self.candidates[key] for key in sorted(self.candidates) if key[0] == group)


def discover(distributions: Iterable[importlib.metadata.Distribution] | None = None) -> Discovered:
    """Everything that says it is a plugin, in all distributions on the path or in those that are given."""
    return sort_out(*walk(GROUPS, distributions))


def walk(
    groups: Collection[str], distributions: Iterable[importlib.metadata.Distribution] | None = None
) -> tuple[list[Candidate], list[Failure]]:
    """The entry points of these groups, and the distributions whose metadata may hide some.

    A distribution that is seen twice (a path listed twice, an editable install beside its metadata) counts once,
    and as for imports the first on the path counts. `importlib.metadata.entry_points` would raise at the first
    distribution whose file is malformed, whoever's it is.
    """
    found: list[Candidate] = []
    broken: list[Failure] = []
    seen: set[str] = set()
    for distribution in importlib.metadata.distributions() if distributions is None else distributions:
        try:
            name, candidates = guarded(partial(_read, distribution, groups))
        except PluginRaised as raised:
            broken.extend(_unreadable(distribution, groups, raised.error))
            continue
        if name not in seen:
            seen.add(name)
            found.extend(candidates)
    return found, broken


def sort_out(found: Iterable[Candidate], broken: Iterable[Failure] = ()) -> Discovered:
    """Refuse every name that more than one distribution claims: nobody can say which was meant."""
    claims: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in found:
        claims.setdefault((candidate.group, candidate.name), []).append(candidate)
    return Discovered(
        candidates={key: claim[0] for key, claim in claims.items() if len(claim) == 1},
        refused={key: _conflict(claim) for key, claim in claims.items() if len(claim) > 1},
        broken=tuple(broken),
    )


def _read(distribution: importlib.metadata.Distribution, groups: Collection[str]) -> tuple[str, list[Candidate]]:
    text = distribution.read_text("entry_points.txt") or ""
    if not any(group in text for group in groups):
        return _key(distribution), []
    return _key(distribution), list(_candidates(distribution, groups))


def _key(distribution: importlib.metadata.Distribution) -> str:
    """The normalised name. The folder's name is enough, and a site has hundreds whose metadata need not be parsed."""
    named = _METADATA_FOLDER.fullmatch(_folder(distribution))
    name = named["name"] if named else distribution.metadata["Name"]
    return re.sub(r"[-_.]+", "-", name).lower()


def _candidates(distribution: importlib.metadata.Distribution, groups: Collection[str]) -> Iterator[Candidate]:
    # The same line twice is a slip, two values under one name are a conflict: so no more than that is merged.
    for entry in dict.fromkeys(distribution.entry_points):
        if entry.group in groups:
            yield Candidate(
                group=entry.group,
                name=entry.name,
                load=entry.load,
                distribution=distribution.metadata["Name"],
                version=distribution.version,
                target=entry.value,
            )


def _unreadable(
    distribution: importlib.metadata.Distribution, groups: Collection[str], error: BaseException
) -> Iterator[Failure]:
    """Broken metadata is our business only where it may hide a plugin of ours."""
    try:
        text = guarded(lambda: distribution.read_text("entry_points.txt") or "")
    except PluginRaised:
        text = " ".join(groups)
    if any(group in text for group in groups):
        name = _folder(distribution)
        yield Failure(
            plugin=name,
            distribution=name,
            stage=Stage.DISCOVER,
            error=f"Its metadata cannot be read: {describe(error, values=True)}.",
            hint="Install this distribution again, or remove it.",
        )


def _folder(distribution: importlib.metadata.Distribution) -> str:
    """The name of the metadata's folder: it is there even when the metadata is not."""
    path = getattr(distribution, "_path", None)
    return str(getattr(path, "name", "") or "a distribution without a name")


def _conflict(claim: list[Candidate]) -> Failure:
    origins = ", ".join(f"{candidate.origin} ({candidate.target})" for candidate in claim)
    first = claim[0]
    return Failure(
        plugin=first.name,
        distribution=", ".join(dict.fromkeys(candidate.distribution for candidate in claim)),
        stage=Stage.DISCOVER,
        error=f'The name "{first.name}" in the group {first.group} is claimed more than once: by {origins}.',
        hint="None of them is used. Uninstall all but one of these distributions.",
    )
