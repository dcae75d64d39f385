"""`proctoring serve`: the host on gunicorn."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError

from proctoring_host.management.subcommands import Stream
from proctoring_host.standalone.processes import ProcessEnded, Stopped, proctoring, together

HELP = "Serve the host with gunicorn."
LAST_PORT = 65535
WSGI = "proctoring_host.standalone.wsgi:application"


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", help="Address to listen on, HOST:PORT or unix:PATH.")
    parser.add_argument("--workers", type=int, default=2, help="Processes that answer requests (default: 2).")
    parser.add_argument("--threads", type=int, default=4, help="Threads in each of them (default: 4).")
    parser.add_argument(
        "--with-worker", action="store_true", help="Also run the worker for vendor calls and mail, as a child process."
    )


def handle(options: Mapping[str, Any], stdout: Stream) -> int:
    _require_positive(options)
    _require_address(options["bind"])
    for line in warnings():
        stdout.write(f"Warning: {line}")
    _collect()
    connections.close_all()
    stdout.flush()
    command = gunicorn(options["bind"], options["workers"], options["threads"])
    if not options["with_worker"]:
        os.execv(sys.executable, command)  # noqa: S606  from here on this process is gunicorn, and takes its signals
    return _serve_with_worker(command, stdout)


def gunicorn(bind: str, workers: int, threads: int) -> list[str]:
    """The command line. Newer versions would open a control socket in the home folder, which nobody here uses."""
    from gunicorn.config import Config  # type: ignore[import-untyped]  # noqa: PLC0415  of the extra `standalone`

    sizes = ["--workers", str(workers), "--worker-class", "gthread", "--threads", str(threads)]
    quiet = ["--no-control-socket"] if "control_socket" in Config().settings else []
    return [sys.executable, "-m", "gunicorn", "--bind", bind, *sizes, *quiet, WSGI]


def warnings() -> list[str]:
    """What makes the site answer with errors although it starts."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return [f"The database does not answer ({type(error).__name__}). Run `proctoring doctor`."]
    if plan:
        return [f"{len(plan)} migrations are not applied. Run `proctoring migrate`."]
    return []


def _collect() -> None:
    """Styles and scripts of all apps, in one folder for the server to take them from."""
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise CommandError(
            f"Static files cannot be collected in {settings.STATIC_ROOT}: {error.strerror}. "
            "Make the folder writable for this user, or set PROCTORING_DATA_DIR to another one."
        ) from error


def _require_address(bind: str) -> None:
    """Gunicorn itself would end with a traceback."""
    from gunicorn.util import parse_address  # type: ignore[import-untyped]  # noqa: PLC0415  of the extra `standalone`

    try:
        address = parse_address(bind)
    except RuntimeError:
        address = ("", -1)
    if isinstance(address, tuple) and not 0 <= address[1] <= LAST_PORT:
        raise CommandError(f"--bind needs HOST:PORT with a port from 0 to {LAST_PORT}, or unix:PATH.")


def _require_positive(options: Mapping[str, Any]) -> None:
    for name in ("workers", "threads"):
        if options[name] < 1:
            raise CommandError(f"--{name} must be at least 1.")


def _serve_with_worker(command: list[str], stdout: Stream) -> int:
    """Either one ending ends the other, so that a supervisor notices."""
    with together() as processes:
        try:
            processes.start("server", command)
            processes.start("worker", proctoring("worker"))
            processes.wait()
        except ProcessEnded as ended:
            stdout.write(f"The {ended.name} has ended with code {ended.code}, so everything stops.")
            return ended.code if ended.code > 0 else 1
        except Stopped:
            return 0
