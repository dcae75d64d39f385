"""Long work on many rows, one after the other: in batches, with progress, to be stopped and gone on with at will.

Each row is a transaction of its own, and doing one twice does no harm. With a state file a second run tries what
failed, and goes on after the last row that was tried; without one it finds by itself what is done already, or does it
again.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError, CommandParser

from proctoring_host.errors import ProctoringError
from proctoring_host.management.subcommands import Stream

INTERRUPTED = 130
FAILED = "failed"
LARGEST_ID = 2**63 - 1
STATE_FILE_HELP = "Notes how far it came and what failed; the next time it tries that again, and goes on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`about` tells jobs apart, so that none goes on with the state of another; `ids` ascend.

    `act` does one row and returns in a few words what came of it; `preview` says what `act` would do.
    """

    about: str
    ids: Sequence[int]
    act: Callable[[int], str]
    preview: Callable[[int], str]


def add_arguments(parser: CommandParser) -> None:
    """The reference's two options, and ours."""
    parser.add_argument("--batch_size", type=_positive, default=300, help="Rows between two pauses (default: 300).")
    parser.add_argument("--sleep_time", type=_seconds, default=10, help="Seconds of each pause (default: 10).")
    parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
    parser.add_argument("--state-file", type=Path, help=STATE_FILE_HELP)


def carry_out(job: Job, options: Mapping[str, Any], stdout: Stream, stderr: TextIO | None = None) -> int:
    """0 when all went well, 1 when a row failed, 130 when it was interrupted. What was done is told in any case."""
    run = _Run(job, options, stdout, stderr or sys.stderr)
    last = run.to_the_end()
    run.progress.end()
    for outcome, number in sorted(run.outcomes.items()):
        stdout.write(f"{outcome}: {number}\n")
    if last:
        stdout.write(f"{last}\n")
        return INTERRUPTED
    if not run.outcomes:
        stdout.write(f"{run.nothing}\n")
    if FAILED not in run.outcomes:
        return 0
    if run.state.is_kept:
        stdout.write("Run the same command again to try what failed once more.\n")
    return 1


class _Run:
    """One run of a job."""

    def __init__(self, job: Job, options: Mapping[str, Any], stdout: Stream, stderr: TextIO) -> None:
        dry, self.batch_size, self.stdout = options["dry_run"], options["batch_size"], stdout
        self.work = job.preview if dry else job.act
        self.pause = 0 if dry else options["sleep_time"]
        self.state = _State(options["state_file"], job.about, writes=not dry)
        self.wanted = [row for row in job.ids if self.state.wants(row)]
        self.progress = Progress(len(self.wanted), stderr)
        self.outcomes: Counter[str] = Counter()

    @property
    def nothing(self) -> str:
        if self.state.done:
            return f"There is nothing left to do after {self.state.path}; remove it to begin anew."
        return "There is nothing to do."

    def to_the_end(self) -> str:
        """What to say where it did not come to its end."""
        try:
            for start in range(0, len(self.wanted), self.batch_size):
                if start:
                    time.sleep(self.pause)
                self._batch(self.wanted[start : start + self.batch_size])
        except KeyboardInterrupt:
            return f"Interrupted, with {self.progress.left} left. Run the same command again to go on."
        return ""

    def _batch(self, rows: Sequence[int]) -> None:
        try:
            for row in rows:
                outcome = _outcome(row, self.work, self.stdout)
                self.outcomes[outcome] += 1
                self.progress.step()
                self.state.tried(row, failed=outcome == FAILED)
        finally:
            self.state.write()
        self.progress.after_batch()


def _outcome(row: int, work: Callable[[int], str], stdout: Stream) -> str:
    try:
        return work(row)
    except ProctoringError as error:
        stdout.write(f"{row}: {error.detail}\n")
        return FAILED


class Progress:
    """On a terminal one line that counts on; elsewhere a line for each batch."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total, self.stream, self.done = total, stream, 0
        self.counts_on = stream.isatty()

    @property
    def left(self) -> int:
        return self.total - self.done

    def step(self, number: int = 1) -> None:
        self.done += number
        if self.counts_on:
            self._write("\r", "")

    def after_batch(self) -> None:
        if not self.counts_on:
            self._write("", "\n")

    def end(self) -> None:
        if self.counts_on and self.done:
            self.stream.write("\n")
            self.stream.flush()

    def _write(self, before: str, after: str) -> None:
        self.stream.write(f"{before}{self.done} of {self.total}{after}")
        self.stream.flush()


class _State:
    """How far a job came and what failed, in a file that is replaced as a whole.

    `done` is the last row that was tried for the first time; `failed` are rows up to it.
    """

    def __init__(self, path: Path | None, about: str, *, writes: bool) -> None:
        self.path, self.about, self.is_kept = path, about, writes and path is not None
        self.done, self.failed = self._read() if path and path.exists() else (0, set())

    def _read(self) -> tuple[int, set[int]]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
            about, done = known["about"], int(known["done"])
            failed = {int(row) for row in known.get("failed", [])}
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CommandError(f"{self.path} is no state file of this command ({type(error).__name__}).") from error
        if about != self.about:
            raise CommandError(f"{self.path} belongs to another run ({about}), not to this one ({self.about}).")
        return done, failed

    def wants(self, row: int) -> bool:
        return row > self.done or row in self.failed

    def tried(self, row: int, *, failed: bool) -> None:
        self.done = max(self.done, row)
        if failed:
            self.failed.add(row)
        else:
            self.failed.discard(row)

    def write(self) -> None:
        if not self.is_kept:
            return
        state = {"about": self.about, "done": self.done, "failed": sorted(self.failed)}
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            beside.write_text(json.dumps(state), encoding="utf-8")
            beside.replace(self._path)
        except OSError as error:
            raise CommandError(f"{self.path} cannot be written ({type(error).__name__}).") from error

    @property
    def _path(self) -> Path:
        if self.path is None:
            raise ValueError("There is no state file.")
        return self.path


def row_id(text: str) -> int:
    """For `type` of an option: an id that a database can be asked for."""
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(text)
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 3600:
        raise ValueError(text)
    return seconds
