"""As much of CSS as tells the colours of a mail's text: inline styles, and rules for an element, a class or an id."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from proctoring_host.mail.lint.colours import BLACK, WHITE, Colour, find_colour

COMMENT = re.compile(r"/\*.*?\*/", re.S)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9]*|\*)?(?P<more>(?:[.#][\w-]+)*)", re.I)
SIZE = re.compile(r"([\d.]+)\s*(px|pt|em|rem)?")
PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0}
HEADINGS = {"h1": 32.0, "h2": 24.0, "h3": 18.72}
BOLD_TAGS = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How text looks at one place. A colour is None where it cannot be known; `given` counts what the mail chose."""

    text: Colour | None = BLACK
    background: Colour | None = WHITE
    text_given: bool = False
    background_given: bool = False
    pixels: float = 16.0
    bold: bool = False
    hidden: bool = False

    @property
    def needed(self) -> float:
        """https://www.w3.org/TR/WCAG22/#contrast-minimum"""
        large = self.pixels >= 24 or (self.bold and self.pixels >= 18.66)
        return 3.0 if large else 4.5


@dataclass(frozen=True, slots=True)
class StyleRule:
    """A rule for elements of one tag (or any), with all of these classes and ids."""

    tag: str
    marks: frozenset[str]
    declarations: tuple[tuple[str, str], ...]

    @property
    def weight(self) -> tuple[int, int, int]:
        ids = sum(mark.startswith("#") for mark in self.marks)
        return ids, len(self.marks) - ids, int(bool(self.tag))

    def fits(self, tag: str, marks: frozenset[str]) -> bool:
        return self.tag in ("", tag) and self.marks <= marks


def style_rules(sheet: str) -> Iterator[StyleRule]:
    """Rules within `@media` hold for some readers only, and are left out; so are selectors of several elements."""
    for selectors, body in RULE.findall(without_at_rules(COMMENT.sub("", sheet))):
        found = tuple(declarations(body))
        for selector in selectors.split(","):
            simple = SIMPLE.fullmatch(selector.strip())
            if simple is not None and selector.strip():
                tag = (simple["tag"] or "").lower().replace("*", "")
                yield StyleRule(tag, frozenset(re.findall(r"[.#][\w-]+", simple["more"])), found)


def without_at_rules(sheet: str) -> str:
    kept, depth, at = [], 0, False
    for char in sheet:
        at = at or (char == "@" and depth == 0)
        depth += {"{": 1, "}": -1}.get(char, 0)
        if not at:
            kept.append(char)
        elif char in "};" and depth == 0:
            at = False
    return "".join(kept)


def declarations(body: str) -> Iterator[tuple[str, str]]:
    for declaration in body.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip().lower(), value.replace("!important", "").strip()


def look_of(tag: str, attributes: Mapping[str, str], around: Look, rules: Iterable[StyleRule]) -> Look:
    """What an element looks like: what is around it, then style sheets, then its own attributes."""
    marks = frozenset(f".{name}" for name in attributes.get("class", "").split()) | {f"#{attributes.get('id', '')}"}
    fitting = sorted((rule for rule in rules if rule.fits(tag, marks)), key=lambda rule: rule.weight)
    look = replace(around, pixels=HEADINGS.get(tag, around.pixels), bold=around.bold or tag in BOLD_TAGS)
    if tag == "a":
        look = replace(look, text=None, text_given=False)  # the reader's program chooses
    if "bgcolor" in attributes:
        look = _with(look, "background-color", attributes["bgcolor"])
    if tag == "font" and "color" in attributes:
        look = _with(look, "color", attributes["color"])
    for rule in fitting:
        for name, value in rule.declarations:
            look = _with(look, name, value)
    for name, value in declarations(attributes.get("style", "")):
        look = _with(look, name, value)
    return look


def _with(look: Look, name: str, value: str) -> Look:
    lowered = value.lower()
    if name == "color" and lowered != "inherit":
        return replace(look, text=find_colour(value), text_given=True)
    if name in ("background", "background-color", "background-image"):
        return _with_background(look, name, value)
    if name in ("display", "visibility"):
        return replace(look, hidden=look.hidden or lowered in ("none", "hidden"))
    if name == "font-weight":
        return replace(look, bold=lowered in ("bold", "bolder", "700", "800", "900"))
    size = SIZE.fullmatch(lowered) if name == "font-size" else None
    return replace(look, pixels=float(size[1]) * PIXELS[size[2] or "px"]) if size else look


def _with_background(look: Look, name: str, value: str) -> Look:
    """A picture behind the text hides what colour is there, unless one stands beside it."""
    if value.lower() in ("none", "inherit", "transparent", "initial", "unset"):
        return look
    if name == "background-image":
        return replace(look, background=None)
    return replace(look, background=find_colour(value), background_given=True)
