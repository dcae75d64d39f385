"""What a template says of itself, in words that both template languages share."""

from dataclasses import dataclass, field

# Private characters stand for what a template puts out, so that no text of an author can be taken for them.
VALUE = "\ue000"
TRANSLATED = "\ue001"
END_TRANSLATED = "\ue002"


@dataclass(frozen=True, slots=True)
class At:
    """A name and the line it stands in."""

    name: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`blocks` are those outside of other blocks; `names` are those the mail has to bring, `defines` those that
    the template brings itself; `unsafe` ones are put out unescaped.

    `markup` is the source with everything between braces replaced: by `VALUE` where it puts something out, by the
    other two signs around text that is translated. Its lines are those of the source.
    """

    parent: At | None = None
    includes: tuple[At, ...] = ()
    blocks: tuple[At, ...] = ()
    all_blocks: frozenset[str] = frozenset()
    names: tuple[At, ...] = ()
    defines: frozenset[str] = frozenset()
    unsafe: tuple[At, ...] = ()
    markup: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Unusable(Exception):
    """The template cannot be compiled."""

    reason: str
    line: int


class Lines:
    """Puts text together so that each piece begins in the line it had, whatever was left out before it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._line = 1

    def put(self, line: int, text: str) -> None:
        missing = "\n" * max(0, line - self._line)
        self._pieces.append(missing + text)
        self._line += len(missing) + text.count("\n")

    def __str__(self) -> str:
        return "".join(self._pieces)
