"""`proctoring worker`: what no request has carried out."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import CommandParser
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

from proctoring_host.celery_schedule import RECONCILE_SECONDS
from proctoring_host.effects.prune import prune_by_setting
from proctoring_host.effects.reconcile import reconcile
from proctoring_host.effects.runner import RunReport
from proctoring_host.effects.sweep import sweep
from proctoring_host.management.database_causes import cause_of, sentence
from proctoring_host.management.subcommands import Stream
from proctoring_host.registry.guard import trace

HELP = "Carry out what is waiting in the outbox (vendor calls, mail, observers) and end attempts whose time is up."

logger = logging.getLogger(__name__)
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--once", action="store_true", help="Do what is due now, then end.")
    parser.add_argument(
        "--interval", type=_seconds, default=5.0, help="Seconds between two looks at the outbox (default: 5)."
    )


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """With `--once` a database that is away is an error; in the loop it is waited for."""
    with _stopping() as stop:
        if options["once"]:
            _round(stop, stdout)
            return 0
        seconds = "second" if options["interval"] == 1 else f"{options['interval']:g} seconds"
        stdout.write(f"The worker looks every {seconds}; stop it with Ctrl-C or SIGTERM.\n")
        outage, hourly = "", _Hourly()
        while not stop.is_set():
            outage = _guarded_round(stop, stdout, outage, hourly)
            stop.wait(options["interval"])
        stdout.write("The worker has stopped.\n")
    return 0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 3600:
        raise ValueError(text)
    return seconds


class _Hourly:
    """The first hour begins with the worker: one that is started again and again must not ask vendors each time."""

    def __init__(self) -> None:
        self.next_at = time.monotonic() + RECONCILE_SECONDS

    def __call__(self) -> bool:
        is_due = time.monotonic() >= self.next_at
        if is_due:
            self.next_at = time.monotonic() + RECONCILE_SECONDS
        return is_due


def _guarded_round(stop: threading.Event, stdout: Stream, outage: str, is_due: Callable[[], bool]) -> str:
    """Why the database cannot be used, or nothing. `outage` is what the round before answered: it is logged once."""
    close_old_connections()
    try:
        _round(stop, stdout)
        if is_due():
            reconcile(timezone.now())
            prune_by_setting(timezone.now(), stop.is_set)
    except DatabaseError as error:
        return _told(error, outage)
    finally:
        close_old_connections()
    if outage:
        logger.warning("worker goes on: the database can be used again")
    return ""


def _told(error: DatabaseError, outage: str) -> str:
    """A trace only where the cause is not one that an operator knows."""
    reason = sentence(error)
    if reason != outage:
        where = "" if cause_of(error) else f"\n{trace(error)}"
        logger.error("worker waits for its database error=%s: %s%s", type(error).__name__, reason, where)
    return reason


def _round(stop: threading.Event, stdout: Stream) -> None:
    swept = sweep(stop.is_set)
    if line := _line(swept.ended, swept.report):
        stdout.write(f"{timezone.now():%Y-%m-%d %H:%M:%S} {line}\n")
        stdout.flush()


def _line(ended: int, report: RunReport) -> str:
    """Nothing is said where nothing was done."""
    counts = {
        "attempt ended" if ended == 1 else "attempts ended": ended,
        "effect done" if report.done == 1 else "effects done": report.done,
        "to be tried again": report.postponed,
        "given up": report.dead,
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that the signals set; a call to a vendor that is under way is waited for."""
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
