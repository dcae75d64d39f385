"""Takes the settings of proctoring one by one out of those of Django, and writes down what is wrong with them.

Only this module and `conf` read Django settings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from django.conf import settings

from proctoring_host.domain.kinds_of_values import kind_of, kind_wanted

T = TypeVar("T")
EMPTY: Mapping[str, Any] = MappingProxyType({})
LINK_NAMES = ("contact_us", "faq", "online_proctoring_rules", "tech_requirements")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingProblem:
    """A setting that cannot be used as it is; `path` names it, `text` never holds its value."""

    path: str
    text: str
    hint: str = ""


class Reader:
    """Takes one value at a time out of the places where it may stand, and writes down what was wrong."""

    def __init__(self) -> None:
        self.problems: list[SettingProblem] = []
        self.own: Mapping[str, Any] = self.mapping("PROCTORING_SETTINGS", getattr(settings, "PROCTORING_SETTINGS", {}))

    def problem(self, path: str, text: str, hint: str = "") -> None:
        self.problems.append(SettingProblem(path=path, text=text, hint=hint))

    def mapping(self, path: str, value: Any) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self.problem(path, f"{path} must be a dictionary, not {kind_of(value)}.")
        return EMPTY

    def take(self, key: str, kind: type[T] | tuple[type, ...], default: T, *, top: str = "") -> T:
        """`PROCTORING_SETTINGS[key]`, else the top-level setting `top`, else the default."""
        path = f'PROCTORING_SETTINGS["{key}"]'
        value: Any = self.own.get(key)
        if value is None and top:
            path, value = top, getattr(settings, top, None)
        return default if value is None else self.checked(path, value, kind, default)

    def checked(self, path: str, value: Any, kind: type[T] | tuple[type, ...], default: T) -> T:
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
            return value  # type: ignore[return-value]
        text = f"{path} must be {kind_wanted(kind)}, not {kind_of(value)}."
        self.problem(path, text, "The default is used until then.")
        return default

    def fraction(self, key: str, default: float) -> float:
        value = float(self.take(key, (int, float), default))
        if 0 <= value <= 1:
            return value
        self.problem(f'PROCTORING_SETTINGS["{key}"]', f"{key} must lie between 0 and 1.", "0.2 stands for 20 %.")
        return default

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """The first one is the default."""
        value = self.take(key, str, choices[0])
        if value in choices:
            return value
        self.problem(
            f'PROCTORING_SETTINGS["{key}"]',
            f"{key} must be one of: {', '.join(choices)}.",
            f"It is taken as {choices[0]} until then.",
        )
        return choices[0]

    def number(self, key: str, default: float, *, most: float) -> float:
        value = float(self.take(key, (int, float), default))
        if 0 <= value <= most:
            return value
        self.problem(
            f'PROCTORING_SETTINGS["{key}"]',
            f"{key} must lie between 0 and {most:g}.",
            "The default is used until then.",
        )
        return default

    def links(self) -> Mapping[str, str]:
        found = self.mapping('PROCTORING_SETTINGS["LINK_URLS"]', self.own.get("LINK_URLS") or {})
        links = {}
        for name, url in found.items():
            if isinstance(url, str):
                links[name] = url
            else:
                self.problem(
                    f'PROCTORING_SETTINGS["LINK_URLS"]["{name}"]',
                    "A link must be text, the address of a page.",
                )
        return MappingProxyType({**dict.fromkeys(LINK_NAMES, ""), **links})

    def folders(self, key: str) -> tuple[Path, ...]:
        path = f'PROCTORING_SETTINGS["{key}"]'
        value = self.own.get(key) or ()
        if isinstance(value, str) or not isinstance(value, list | tuple):
            self.problem(path, f"{path} must be a list of folders.")
            return ()
        if not all(isinstance(folder, str | Path) for folder in value):
            self.problem(path, f"{path} must hold the names of folders only.")
        return tuple(Path(folder) for folder in value if isinstance(folder, str | Path))
