"""An exam day in minutes on PostgreSQL: learners, a vendor that stumbles, processes that are killed; then an audit.

EXAM_DAY_DATABASE_URL or PROCTORING_TEST_POSTGRES_URL names the server; a database of its own is made there and
dropped. Writes report.txt and report.json into var/exam-day, or where EXAM_DAY_REPORTS says. Ends with 1 when the
audit found anything, with 2 when the day could not take place.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.exam_day import evening, memory, report
from benchmarks.exam_day.audit import audit
from benchmarks.exam_day.facts import Audit, Day
from benchmarks.exam_day.hall import Hall
from benchmarks.exam_day.mailbox import Mailbox, mailbox
from benchmarks.exam_day.options import Options, parsed
from benchmarks.exam_day.place import COURSE, ROOT, DayFailed, Place, place
from benchmarks.exam_day.supervisor import Supervisor, start_vendor, supervised
from proctoring_host.standalone.processes import ProcessEnded, Processes, Stopped, together

REPORTS = Path(os.environ.get("EXAM_DAY_REPORTS") or ROOT / "var" / "exam-day")
LOOK_SECONDS = 2.0


@dataclass(slots=True)
class Seen:
    """What is known once the processes have ended."""

    seconds: dict[str, int] = field(default_factory=dict)
    quiet: bool = False
    vendor: Mapping[str, Any] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments, __doc__ or "")
    folder = Path(tempfile.mkdtemp(prefix="exam-day-"))
    try:
        with together() as processes, mailbox() as mails, place(folder, mails.port, keep=options.keep) as here:
            found = _day(here, options, processes, mails)
    except (DayFailed, ProcessEnded, TimeoutError) as failed:
        print(f"{failed}\n{getattr(failed, 'output', '')}", file=sys.stderr)
        return 2
    except Stopped:
        print("Stopped.", file=sys.stderr)
        return 2
    finally:
        _keep_logs(folder, REPORTS)
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(report.write(REPORTS, found))
    return 1 if found["findings"] else 0


def _day(here: Place, options: Options, processes: Processes, mails: Mailbox) -> dict[str, Any]:
    _say("Preparing database and people ...")
    here.run("migrate", "-v0")
    seeded = here.module("seed", {"learners": options.learners, "course": COURSE})
    start_vendor(here, options, seeded["service"], processes)
    with supervised(here, options, processes) as supervisor:
        hall = Hall(here, seeded, options)
        seen = _held(here, hall, supervisor)
    return _reported(here, options, hall, supervisor, seen, mails)


def _held(here: Place, hall: Hall, supervisor: Supervisor) -> Seen:
    seen, begun = Seen(), time.monotonic()
    try:
        supervisor.watch()
        hall.open()
        while not hall.is_empty:
            time.sleep(LOOK_SECONDS)
            _progress(time.monotonic() - begun, hall, supervisor)
    finally:
        hall.close()
    seen.seconds["day"] = round(time.monotonic() - begun)
    _say("\nThe evening: what is left over is carried out ...")
    supervisor.spare_all()
    evening.calm(here)
    begun = time.monotonic()
    seen.quiet = evening.wait_until_quiet(here)
    seen.vendor = evening.vendors_record(here)
    seen.seconds["evening"] = round(time.monotonic() - begun)
    return seen


def _progress(seconds: float, hall: Hall, supervisor: Supervisor) -> None:
    kills = sum(supervisor.kills.values())
    text = f"{seconds:5.0f} s: {hall.done} of {len(hall.learners)} learners have left, {hall.tally.total()} requests"
    _say(f"{text}, {kills} kills", end="\r" if sys.stderr.isatty() else "\n")


def _reported(
    here: Place, options: Options, hall: Hall, supervisor: Supervisor, seen: Seen, mails: Mailbox
) -> dict[str, Any]:
    kept = here.module("collect", {})
    day = Day(
        learners=hall.records(),
        attempts=kept["attempts"],
        effects=kept["effects"],
        vendor=seen.vendor["attempts"],
        mails=mails.received,
        server_errors=hall.tally.failures,
        kills=sum(supervisor.kills.values()),
        quiet=seen.quiet,
    )
    found = audit(day)
    lives = list(supervisor.lives.values())
    memory.judge(found, lives)
    return {
        "options": options.as_json(),
        "seconds": seen.seconds,
        "requests": hall.tally.total(),
        "processor_seconds": _processor_seconds(),
        "kills": dict(supervisor.kills),
        "vendor": seen.vendor["counts"],
        "statuses": Counter(attempt["status"] for attempt in day.attempts),
        "latencies": hall.tally.as_json(),
        "memory": memory.shown(lives),
        **_judged(found),
    }


def _processor_seconds() -> dict[str, int]:
    """Of the learners, who are this process, and of everything that it has started; PostgreSQL is not among them."""
    used = {"learners": resource.RUSAGE_SELF, "servers, workers and vendor": resource.RUSAGE_CHILDREN}
    found = {name: resource.getrusage(who) for name, who in used.items()}
    return {name: round(each.ru_utime + each.ru_stime) for name, each in found.items()}


def _judged(found: Audit) -> dict[str, Any]:
    return {"notes": found.notes, "findings": [asdict(each) for each in found.findings]}


def _keep_logs(folder: Path, reports: Path) -> None:
    """Of the last day, to look up what a finding is about."""
    if (folder / "logs").is_dir():
        shutil.rmtree(reports / "logs", ignore_errors=True)
        shutil.copytree(folder / "logs", reports / "logs")


def _say(text: str, end: str = "\n") -> None:
    print(text, file=sys.stderr, end=end, flush=True)


if __name__ == "__main__":
    sys.exit(main())
