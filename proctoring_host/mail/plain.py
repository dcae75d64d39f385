"""Plain text out of the HTML of a mail: paragraphs, lists and links as a person would write them."""

import re
from html.parser import HTMLParser

from proctoring_host.mail.budget import spend

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol"),
        *("p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
APART = frozenset({"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "dl", "pre"})
UNSEEN = frozenset({"head", "style", "script", "title", "template"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
RULE = "-" * 40
DEEPEST = 10
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)


def plain_text(html: str) -> str:
    """Hidden elements are left out; a link whose text is not its address gets the address in brackets behind it.

    Raises `SecurityError` where the budget is used up.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]+\n", "\n", "".join(reader.written))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


class Parser(HTMLParser):
    """Reads whatever an author wrote: Python's own gives up at a `<![` that it does not know."""

    def parse_html_declaration(self, i: int) -> int:
        """As browsers do: a comment up to the next angle bracket."""
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)


class _Reader(Parser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.links: list[tuple[str, int]] = []
        self.lists: list[int | None] = []
        self.unseen: list[str] = []
        self.pending = 0
        self.indent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spend()
        given = {name: value or "" for name, value in attrs}
        if self.unseen:
            if tag not in VOID:
                self.unseen.append(tag)
        elif self._is_unseen(tag, given):
            self.unseen.extend([] if tag in VOID else [tag])
        else:
            self._start(tag, given)

    def handle_endtag(self, tag: str) -> None:
        spend()
        if tag in self.unseen:
            while self.unseen.pop() != tag:
                pass
        elif not self.unseen:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        spend()
        if not self.unseen:
            self._write(re.sub(r"\s+", " ", data))

    def _is_unseen(self, tag: str, given: dict[str, str]) -> bool:
        return tag in UNSEEN or "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag in BLOCKS:
            self._break(2 if tag in APART and not self.lists else 1)
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "a":
            self.links.append((given.get("href", ""), len(self.written)))
        else:
            self._start_void(tag, given)

    def _start_void(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._break(1)
        elif tag == "hr":
            self._write(RULE)
            self._break(2)
        elif tag == "img":
            self._write(given.get("alt", ""))
        elif tag in ("td", "th"):
            self._write(" ")

    def _end(self, tag: str) -> None:
        if tag == "a" and self.links:
            self._link(*self.links.pop())
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in BLOCKS:
            self._break(2 if tag in APART and not self.lists else 1)
        if tag in ("ul", "ol", "li"):
            self._indent(len(self.lists) - (tag == "li"))

    def _item(self) -> None:
        """A number in an ordered list, a dash in any other; what stands in it is indented.

        The item before it may not have been closed.
        """
        number = self.lists[-1] if self.lists else None
        self._indent(len(self.lists) - 1)
        if number is not None:
            self.lists[-1] = number + 1
        self._write("- " if number is None else f"{number + 1}. ")
        self._indent(len(self.lists))

    def _indent(self, depth: int) -> None:
        self.indent = "  " * min(depth, DEEPEST)

    def _link(self, address: str, start: int) -> None:
        text = "".join(self.written[start:]).strip()
        bare = address.removeprefix("mailto:")
        if address and not address.startswith("#") and text not in (address, bare):
            self._write(f" ({bare})" if text else bare)

    def _break(self, lines: int) -> None:
        self.pending = max(self.pending, lines)

    def _write(self, text: str) -> None:
        """Line breaks are written once there is something behind them; blanks are never doubled."""
        at_start = self.pending or not self.written or self.written[-1].endswith((" ", "\n"))
        text = text.lstrip(" ") if at_start and text != "- " else text
        if not text:
            return
        if self.pending and self.written:
            self.written.append("\n" * self.pending + self.indent)
        self.pending = 0
        spend(output=len(text))
        self.written.append(text)
