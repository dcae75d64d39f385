"""`proctoring walkthrough`: takes exams from creation to mail, over real HTTP, and compares every step."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from django.core.management.base import CommandError, CommandParser

from proctoring_host.management.subcommands import Stream
from proctoring_host.standalone.demo import course, vendor
from proctoring_host.standalone.demo.site import COURSE, LOOPBACK, Site, SiteFailed
from proctoring_host.standalone.processes import ProcessEnded, Processes, Stopped, free_port, together
from proctoring_host.standalone.walkthrough.client import Client, Unexpected
from proctoring_host.standalone.walkthrough.evidence import Mailbox
from proctoring_host.standalone.walkthrough.journeys import JOURNEYS, Stage
from proctoring_host.standalone.walkthrough.timeline import Journey

HELP = (
    "Take three exams over real HTTP against freshly started servers, and compare every step. "
    "They have a database of their own, whatever DATABASE_URL says."
)


Show = Callable[[str], object]


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--keep", action="store_true", help="Keep database, mails and logs afterwards.")
    parser.add_argument("--json", action="store_true", help="Print the timeline as JSON.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    """1 when anything differs from what should happen."""
    try:
        vendor.require_installed()
    except vendor.VendorMissing as missing:
        raise CommandError(str(missing)) from None
    show: Show = _say_nothing if options["json"] else stdout.write
    with _folder(keep=options["keep"], show=show) as folder, together() as processes:
        journeys = _walk(folder, processes, show)
    ok = not any(journey.differences for journey in journeys)
    if options["json"]:
        stdout.write(json.dumps({"ok": ok, "journeys": [journey.as_json() for journey in journeys]}, indent=2))
    else:
        stdout.write(_verdict(journeys))
    return 0 if ok else 1


def _walk(folder: Path, processes: Processes, show: Show) -> list[Journey]:
    journeys = []
    try:
        stage = _stage(folder, processes)
        for name in JOURNEYS:
            journeys.append(_walked(name, stage))
            for line in journeys[-1].lines():
                show(line)
            show("")
    except Stopped:
        raise CommandError("Stopped before the end.") from None
    except ProcessEnded as ended:
        raise CommandError(f"The {ended.name} has ended with code {ended.code}:\n{ended.output}") from None
    except (SiteFailed, TimeoutError) as failed:
        raise CommandError(str(failed)) from None
    return journeys


def _walked(name: str, stage: Stage) -> Journey:
    """An answer after which a journey cannot go on is a difference, and the other journeys are walked all the same."""
    journey = Journey(name)
    try:
        JOURNEYS[name](stage, journey)
    except (Unexpected, requests.RequestException) as error:
        journey.differences.append(str(error))
    return journey


def _stage(folder: Path, processes: Processes) -> Stage:
    site = Site(folder=folder, port=free_port(LOOPBACK), vendor_port=free_port(LOOPBACK))
    site.write()
    accounts = course.accounts(folder)
    site.module("content", {"accounts": [account.as_json() for account in accounts], "course": COURSE, "exams": []})
    site.start_vendor(processes)
    site.start_server(processes)
    site.wait_for_vendor(processes)
    site.wait_for_server(processes)
    people = {account.username: Client(site.url, account) for account in accounts if account.username != "staff"}
    return Stage(
        site=site,
        processes=processes,
        control=vendor.SimulatorControl(site.vendor_url),
        mailbox=Mailbox(site.mails),
        **people,
    )


def _say_nothing(text: str) -> None:
    """With --json the document is all that is printed."""


def _verdict(journeys: list[Journey]) -> str:
    differing = sum(bool(journey.differences) for journey in journeys)
    if differing:
        return f"{differing} of {len(journeys)} journeys differ from what should happen."
    return f"All {len(journeys)} journeys went as they should."


@contextmanager
def _folder(*, keep: bool, show: Show) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="proctoring-walkthrough-"))
    try:
        yield folder
    finally:
        if keep:
            show(f"Database, mails and logs are kept in {folder}.")
        else:
            shutil.rmtree(folder, ignore_errors=True)
