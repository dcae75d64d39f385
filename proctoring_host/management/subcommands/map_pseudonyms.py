"""`proctoring map-pseudonyms`: what learners were called at a vendor before the key changed, and what now."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from proctoring_host.management.subcommands import Stream
from proctoring_host.people.pseudonyms import known_names, name_made_with

HELP = "Map learners' old names at a vendor to their present ones, after PROCTORING_USER_OBFUSCATION_KEY changed."
COLUMN = "user_id"
CHUNK = 500


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("input_file_path", type=Path, help=f"A CSV file with a column {COLUMN}.")
    parser.add_argument("output_file_path", type=Path, help="Gets the same rows with two columns more.")
    parser.add_argument("--backend", required=True, help="The name of the backend whose vendor is meant.")
    parser.add_argument(
        "--old-key-file", type=Path, required=True, help="A file that holds the old key; never give it as an argument."
    )
    parser.add_argument("--dry-run", action="store_true", help="Read and check everything, write nothing.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """Makes no name that is not there yet: such a learner has an empty one. May be repeated."""
    key = _read(options["old_key_file"]).strip()
    if not key:
        raise CommandError(f"{options['old_key_file']} is empty.")
    rows = _rows(options["input_file_path"])
    mapped = list(_mapped(rows, options["backend"], key))
    if not options["dry_run"] and mapped:
        _write(options["output_file_path"], mapped)
    unnamed = sum(1 for row in mapped if not row["pseudonym"])
    stdout.write(f"Learners: {len(mapped)}. Without a name at {options['backend']}: {unnamed}.\n")
    return 0


def _rows(path: Path) -> Sequence[dict[str, str]]:
    found = list(csv.DictReader(_read(path).splitlines()))
    for number, row in enumerate(found, start=2):
        text = (row.get(COLUMN) or "").strip()
        if not (text.isascii() and text.isdecimal()):
            raise CommandError(f"Line {number} of {path} has no number in the column {COLUMN}. Nothing was written.")
    return found


def _mapped(rows: Sequence[dict[str, str]], backend: str, key: str) -> Iterator[dict[str, str]]:
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        names = known_names([int(row[COLUMN]) for row in chunk], backend)
        for row in chunk:
            user_id = int(row[COLUMN])
            old = name_made_with(key, user_id, backend)
            yield {**row, "old_pseudonym": old, "pseudonym": names[user_id]}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read ({type(error).__name__}).") from error


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise CommandError(f"{path} cannot be written ({type(error).__name__}).") from error
