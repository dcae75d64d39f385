"""The template files of a theme, and what their paths mean."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proctoring_host.mail.kinds import MailKind

EMAILS, OURS = "emails", "proctoring"
SCOPES = ("courses", "organisations")
SUFFIXES = frozenset({".html", ".txt"})
LAYOUTS = frozenset({"proctoring_attempt_layout.html", "proctoring_attempt_layout.txt"})
PARTS = {name: kind for kind in MailKind for name in (kind.html_name, kind.text_name, kind.subject_name)}
KNOWN_NAMES = LAYOUTS | PARTS.keys()
# A folder may be a whole project; what is installed or generated in it is nobody's theme.
SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "build", "dist"})
MOST_FILES = 5_000


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A file below the folder `root`, which is searched as one place; `path` is what authors call it."""

    root: Path
    path: str

    @property
    def file(self) -> Path:
        return self.root / self.path

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def backend(self) -> str | None:
        """The backend this is for, and None for what is for all of them."""
        parts = PurePosixPath(self.path).parts
        return parts[2] if len(parts) > 3 and parts[1] == OURS else None

    def strange_folder(self, languages: Collection[str]) -> str | None:
        """The first folder of the path into which nobody looks; `names` says what a path may look like."""
        rest = list(PurePosixPath(self.path).parts[1:-1])
        for scopes in ((OURS,), SCOPES):
            if len(rest) > 1 and rest[0] in scopes:
                del rest[:2]
        if rest and rest[0] in languages:
            del rest[0]
        return rest[0] if rest else None

    def language_of(self, languages: Collection[str]) -> str | None:
        """The language of whose mails this is a part; None for all."""
        folder = PurePosixPath(self.path).parent.name
        return folder if folder in languages else None

    @property
    def is_ours(self) -> bool:
        """By its path; a site's folder may hold other people's emails, too."""
        return self.name.startswith(f"{OURS}_") or PurePosixPath(self.path).parts[1] == OURS


def roots(path: Path) -> tuple[Path, ...]:
    """The folders that hold `emails/`: the path itself, those below it, or else the one that it lies in.

    A theme may be kept in a folder that happens to be called so, too.
    """
    below = sorted(folder.parent for folder in _folders(path) if folder.name == EMAILS)
    if below:
        return tuple(below)
    around = next((folder.parent for folder in path.parents if folder.name == EMAILS), None)
    return () if around is None else (around,)


def template_files(root: Path) -> tuple[TemplateFile, ...]:
    found = (file for folder in _folders(root / EMAILS) for file in sorted(folder.iterdir()) if file.is_file())
    files = [TemplateFile(root, file.relative_to(root).as_posix()) for file in found if file.suffix in SUFFIXES]
    return tuple(files[:MOST_FILES])


def _folders(top: Path) -> Iterator[Path]:
    """This folder and those below that can be read; never through a link, which may lead in a circle."""
    for folder, names, _ in os.walk(top):
        names[:] = sorted(name for name in names if not _is_skipped(name))
        yield Path(folder)


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED
