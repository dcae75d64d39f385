"""Which catalogues there are, and whose texts each of them holds."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("ar", "de", "es", "fr", "uk")
DOMAIN = "django"  # the one that Django reads from `locale` folders


@dataclass(frozen=True, slots=True)
class Place:
    """A distribution: its name, the packages whose texts count, and the folder of its catalogues."""

    name: str
    sources: tuple[Path, ...]
    folder: Path

    def file(self, language: str, ending: str = "po") -> Path:
        return self.folder / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def places() -> list[Place]:
    """The host, with the base emails, and each plugin that has a text."""
    host = ROOT / "proctoring_host"
    mails = ROOT / "email_templates" / "proctoring_email_templates"
    plugins = sorted((ROOT / "plugins").glob("*/proctoring_*/__init__.py"))
    return [
        Place("proctoring-host", (host, mails), host / "locale"),
        *(Place(_named(file), (file.parent,), file.parent / "locale") for file in plugins),
    ]


def _named(package: Path) -> str:
    return package.parent.name.replace("_", "-")
