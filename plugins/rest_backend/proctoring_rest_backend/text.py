"""Markup to text: what a vendor sends is shown to learners as text and never as HTML."""

from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg"})
BREAKING = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "hr"})
LONGEST_TEXT = 2000


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent.append(tag)
        if tag in BREAKING:
            self.pieces.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKING:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        if tag in BREAKING:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)


def plain(markup: str) -> str:
    """The words alone, in one line, without control characters."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    words = " ".join("".join(parser.pieces).split())
    return "".join(character for character in words if character.isprintable())[:LONGEST_TEXT]
