"""The rules about HTML: links, scripts, images, contrast, text that is the same in every language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from proctoring_host.mail.lint.colours import contrast
from proctoring_host.mail.lint.facts import END_TRANSLATED, TRANSLATED, VALUE
from proctoring_host.mail.lint.findings import Rule
from proctoring_host.mail.lint.styles import Look, StyleRule, look_of, style_rules
from proctoring_host.mail.plain import Parser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SILENT = frozenset({"style", "script", "head"})
SHOWN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
ACTIVE = frozenset({"script", "iframe", "object", "embed", "applet"})
WORD = re.compile(r"[^\W\d_]{2,}")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
SIGNS = re.compile(f"[{VALUE}{TRANSLATED}{END_TRANSLATED}]")
SIGNED_TEXT = re.compile(f"([{TRANSLATED}{END_TRANSLATED}])")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something wrong in one line of some markup. `quoted` is what stands there, to find it again elsewhere."""

    rule: Rule
    line: int
    message: str
    hint: str = ""
    quoted: str = ""


def remarks_on(markup: str, *, whole: bool) -> list[Remark]:
    """`whole` markup is a mail of its own: where it names no colour, it is black on white."""
    walker = Walker(list(_sheet_rules(markup)), whole=whole)
    walker.feed(markup)
    walker.close()
    return walker.remarks


def _sheet_rules(markup: str) -> Iterator[StyleRule]:
    for sheet in re.findall(r"<style\b[^>]*>(.*?)</style", markup, re.S | re.I):
        yield from style_rules(sheet)


def untranslated(text: str, first_line: int = 1) -> Iterator[Remark]:
    """Words outside of the signs for translated text, one remark for each line."""
    line, inside = first_line, False
    for piece in SIGNED_TEXT.split(text):
        if piece in (TRANSLATED, END_TRANSLATED):
            inside = piece == TRANSLATED
            continue
        for offset, words in enumerate(piece.split("\n")):
            if not inside and WORD.search(words.replace(VALUE, "")):
                yield _untranslated(words, line + offset)
        line += piece.count("\n")


def _untranslated(words: str, line: int) -> Remark:
    shown = " ".join(words.replace(VALUE, "…").split())
    shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
    return Remark(Rule.UNTRANSLATED, line, f'"{shown}" is not translated.', "Put it between trans tags.", shown)


class Walker(Parser):
    """Goes through markup once, and remembers for each open element how its text looks."""

    def __init__(self, rules: list[StyleRule], *, whole: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.rules = rules
        self.whole = whole
        self.remarks: list[Remark] = []
        self.open: list[tuple[str, Look]] = []
        self.judged: set[tuple[object, object]] = set()
        self.inside_translation = False

    @property
    def line(self) -> int:
        return self.getpos()[0]

    def remark(self, rule: Rule, message: str, hint: str = "", quoted: str = "") -> None:
        self.remarks.append(Remark(rule, self.line, message, hint, quoted))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.scripts(tag, attributes)
        self.links(tag, attributes)
        self.texts(tag, attributes)
        if tag not in VOID:
            around = self.open[-1][1] if self.open else Look()
            self.open.append((tag, look_of(tag, attributes, around, self.rules)))

    def handle_endtag(self, tag: str) -> None:
        """What an author forgot to close is closed with what is around it."""
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position][0] == tag:
                del self.open[position:]
                return

    def handle_data(self, data: str) -> None:
        if any(tag in SILENT for tag, _ in self.open):
            return
        self.untranslated(data)
        if SIGNED_TEXT.sub("", data).strip():
            self.contrast()

    def untranslated(self, data: str) -> None:
        """A translated sentence may go on over several elements."""
        start = TRANSLATED if self.inside_translation else ""
        self.remarks.extend(untranslated(start + data, self.line))
        signs = re.findall(SIGNED_TEXT, data)
        if signs:
            self.inside_translation = signs[-1] == TRANSLATED

    def contrast(self) -> None:
        look = self.open[-1][1] if self.open else Look()
        known = self.whole or (look.text_given and look.background_given)
        if look.hidden or not known or look.text is None or look.background is None:
            return
        ratio = contrast(look.text, look.background)
        pair = (look.text, look.background)
        if ratio >= look.needed or pair in self.judged:
            return
        self.judged.add(pair)
        colours = f"{_hex(look.text)} on {_hex(look.background)}"
        message = f"The contrast of {colours} is {ratio:.1f} : 1 and must be at least {look.needed} : 1."
        self.remark(Rule.CONTRAST, message, quoted=_hex(look.text))

    def scripts(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ACTIVE:
            self.remark(Rule.SCRIPT, f"Email programs remove <{tag}>, or refuse the mail.", "Leave it out.", f"<{tag}")
        for name, value in attributes.items():
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                self.remark(Rule.SCRIPT, f"The script in {name} never runs in a mail.", "Leave it out.", name)

    def links(self, tag: str, attributes: dict[str, str]) -> None:
        for name in ("href", "src", "action", "background"):
            if name in attributes and tag not in ACTIVE:
                self.link(name, attributes[name].strip())

    def link(self, name: str, address: str) -> None:
        scheme = SCHEME.match(address)
        shown = SIGNS.sub("…", address)
        if scheme is not None and scheme[1].lower() == "http":
            self.remark(Rule.LINK, f"{name}={shown} is not encrypted.", "Use https.", shown)
        elif scheme is None and address and not address.startswith(("#", VALUE, TRANSLATED)):
            hint = "Write the whole address, from https:// on."
            self.remark(Rule.LINK, f"{name}={shown} is a relative address, which leads nowhere in a mail.", hint, shown)

    def texts(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "img" and "alt" not in attributes:
            hint = 'Say in alt="…" what it shows; alt="" is for mere decoration.'
            self.remark(Rule.ALTERNATIVE_TEXT, "The image has no alternative text.", hint, attributes.get("src", ""))
        for name in SHOWN_ATTRIBUTES:
            if name in attributes and not self.inside_translation:
                self.remarks.extend(untranslated(attributes[name], self.line))


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
