"""The blocks of the base templates, and what they are for; `docs/themes.md` holds them as a table."""

from functools import cache

from jinja2 import nodes

from proctoring_host.mail.environment import environment_for
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.places import BASE_PACKAGE, Place, PlaceKind, base_folder

MEANINGS = {
    "introduction": "which exam and course this is about",
    "status_information": "the result, and what follows from it",
    "contact_information": "whom to ask",
    "message": "the blocks above",
    "greeting": "the salutation",
    "footer": "why the learner gets this email",
    "preheader": "what mail programs show behind the subject; not seen in the email",
    "header": "the site's name, or a logo",
    "title": "title of the document",
    "head": "nothing; room for styles",
}
FEW = 2
LAYOUT = "proctoring_attempt_layout"


@cache
def base_blocks() -> dict[str, frozenset[str]]:
    """The blocks of each base template, by the name of its file."""
    environment = environment_for((Place(base_folder(), BASE_PACKAGE, PlaceKind.BASE),))
    found = {}
    for file in sorted((base_folder() / "emails").iterdir()):
        tree = environment.parse(file.read_text("utf-8"))
        found[file.name] = frozenset(block.name for block in tree.find_all(nodes.Block))
    return found


def blocks_table() -> str:
    """The blocks as a Markdown table."""
    rows = (f"| `{name}` | {where(name)} | {meaning} |" for name, meaning in MEANINGS.items())
    return "\n".join(("| block | stands in | holds |", "|---|---|---|", *rows))


def where(block: str) -> str:
    """In which mails, or in the layout only, and whether in HTML only."""
    holding = {name for name, blocks in base_blocks().items() if block in blocks}
    only_html = "" if any(name.endswith(".txt") for name in holding) else ", HTML"
    return _mails(holding) + only_html


def _mails(holding: set[str]) -> str:
    having = [kind for kind in MailKind if {kind.html_name, kind.text_name} & holding]
    lacking = [kind.value for kind in MailKind if kind not in having]
    if len(lacking) <= FEW:
        return "every email" + (f" but {' and '.join(lacking)}" if lacking else "")
    if any(name.startswith(LAYOUT) for name in holding):
        return "layout"
    return ", ".join(kind.value for kind in having)
