"""`proctoring demo`: a whole installation on loopback, to look around in."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from proctoring_host.management.subcommands import Stream
from proctoring_host.standalone.demo import course, vendor
from proctoring_host.standalone.demo.content import Account
from proctoring_host.standalone.demo.site import COURSE, LOOPBACK, Site, SiteFailed
from proctoring_host.standalone.processes import ProcessEnded, Processes, Stopped, free_port, port_is_free, together

HELP = (
    "Start a demo: the host, a demo course, a simulated vendor and the worker, on this machine only. "
    "It has a database of its own, whatever DATABASE_URL says."
)
PORT, VENDOR_PORT, CONSOLE_PORT = 8000, 8400, 8765


def add_arguments(parser: CommandParser) -> None:
    port_help = f"Port of the host (default: {PORT}, or a free one; 0: free ones for all that listens)."
    parser.add_argument("--port", type=int, default=PORT, help=port_help)
    parser.add_argument("--reset", action="store_true", help="Forget the data of earlier demos and start over.")


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    try:
        vendor.require_installed()
    except vendor.VendorMissing as missing:
        raise CommandError(str(missing)) from None
    folder = _folder()
    with only_demo(folder):
        if options["reset"]:
            _remove(folder)
        site = _site(folder, options["port"], stdout)
        with together() as processes:
            return _run(site, processes, stdout)


@contextmanager
def only_demo(folder: Path) -> Iterator[None]:
    """For as long as it runs no other demo may use the folder. The lock lies beside it, where a reset leaves it.

    The file stays: to remove it would let two others lock two files of the same name. The processes that a demo starts
    do not inherit the lock, and the kernel releases it however the demo ends.
    """
    file = folder.with_name(f"{folder.name}.lock")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CommandError(f"The demo cannot keep its data in {folder.parent}: {error.strerror}.") from None
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"A demo is already running in {folder}.") from None


def _run(site: Site, processes: Processes, stdout: Stream) -> int:
    try:
        stdout.write("Preparing the demo ...")
        stdout.flush()
        accounts = prepare(site)
        _start(site, processes)
        for line in overview(site, accounts):
            stdout.write(line)
        stdout.flush()
        processes.wait()
    except Stopped:
        stdout.write("\nStopping. The data stays for the next time.")
        return 0
    except ProcessEnded as ended:
        raise CommandError(f"The {ended.name} has ended with code {ended.code}:\n{ended.output}") from None
    except (SiteFailed, TimeoutError) as failed:
        raise CommandError(str(failed)) from None
    except OSError as error:
        raise CommandError(f"The demo cannot keep its data in {site.folder}: {error.strerror}.") from None


def prepare(site: Site) -> Sequence[Account]:
    """Configuration, tables, accounts and exams; what is there already stays."""
    site.write()
    accounts = course.accounts(site.folder)
    given = {"accounts": [account.as_json() for account in accounts], "course": COURSE, "exams": course.exams()}
    site.module("content", given)
    return accounts


def overview(site: Site, accounts: Sequence[Account]) -> Iterator[str]:
    """What to open, and who to be."""
    yield f"\nThe demo runs at {site.url}/  (Ctrl-C stops it)\n"
    for account in accounts:
        yield f"  {account.role:<14} user name {account.username:<9} password {account.password}"
    yield ""
    for what, where in _places(site):
        yield f"  {what:<34} {where}"
    yield ""


def _places(site: Site) -> Iterator[tuple[str, str]]:
    yield "The course, as the learner", f"{site.url}/courses/{COURSE}/"
    yield "Attempts, as staff or reviewer", f"{site.url}/staff/courses/{COURSE}/attempts/"
    yield "Administration", f"{site.url}/admin/"
    yield "The simulated vendor", f"{site.vendor_url}/"
    if vendor.has_scripted_vendor():
        yield "The scripted vendor, by hand", f"{site.console_url}/"
    yield "Mails that were sent", str(site.mails)
    yield "Logs", str(site.log("server").parent)


def _start(site: Site, processes: Processes) -> None:
    """All side by side: most of a start is Python reading its modules."""
    site.start_vendor(processes)
    if vendor.has_scripted_vendor():
        site.start_console(processes)
    site.start_worker(processes)
    site.start_server(processes)
    site.wait_for_vendor(processes)
    site.wait_for_server(processes)


def _site(folder: Path, port: int, stdout: Stream) -> Site:
    taken: set[int] = set()
    ports = [_port(wanted, what, taken, stdout) for wanted, what in _wanted(port)]
    return Site(folder=folder, port=ports[0], vendor_port=ports[1], console_port=ports[2])


def _wanted(port: int) -> Iterator[tuple[int, str]]:
    """Who lets the system choose the host's port is not asked to keep the others free either."""
    yield port, "host"
    yield VENDOR_PORT if port else 0, "simulated vendor"
    yield CONSOLE_PORT if port else 0, "scripted vendor"


def _port(wanted: int, what: str, taken: set[int], stdout: Stream) -> int:
    """The wanted port, or a free one in its place; each is given away once."""
    port = wanted if wanted and wanted not in taken and port_is_free(LOOPBACK, wanted) else free_port(LOOPBACK)
    if wanted and port != wanted:
        stdout.write(f"Port {wanted} is taken, so the {what} listens on {port}.")
    taken.add(port)
    return port


def _folder() -> Path:
    from proctoring_host.standalone import environment  # noqa: PLC0415  needs the extra `standalone`

    return environment.data_folder(environment.current()) / "demo"


def _remove(folder: Path) -> None:
    """Only what a demo made is removed."""
    if folder.exists() and not (folder / Site.MARK).exists() and any(folder.iterdir()):
        raise CommandError(f"{folder} does not look like the data of a demo, so it is not removed.")
    shutil.rmtree(folder, ignore_errors=True)
