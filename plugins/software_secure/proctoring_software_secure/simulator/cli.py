"""`proctoring software-secure-simulator`: the vendor on this machine, until Ctrl-C."""

import argparse
import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from proctoring_software_secure.simulator.account import Account, AccountProblem, read_account
from proctoring_software_secure.simulator.server import LOOPBACK, Simulator, running_simulator
from proctoring_software_secure.simulator.state_file import StateUnusable


class Output(Protocol):
    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class SimulatorCommand:
    """Keys come from `lms.auth.json`, as the platform's do; options replace them one by one."""

    HELP = "Play SoftwareSecure on this machine: take registrations, start exams, send reviews."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default=LOOPBACK, help="address to listen on (default: loopback only)")
        parser.add_argument("--port", type=int, default=8400, help="port to listen on; 0 takes a free one")
        parser.add_argument(
            "--platform", default="", help="site that reviews are posted to (default: the launch link's)"
        )
        parser.add_argument(
            "--config", default="", help="folder with lms.auth.json (default: PROCTORING_CONFIG_DIR, else here)"
        )
        parser.add_argument("--backend", default="software_secure", help="whose entry of PROCTORING_BACKENDS to read")
        parser.add_argument(
            "--state", default="", help="file that keeps attempts for the next start (default: they are forgotten)"
        )
        parser.add_argument("--secret-key", default="", help="instead of the configured one")
        parser.add_argument("--secret-key-id", default="", help="instead of the configured one")
        parser.add_argument("--crypto-key", default="", help="instead of the configured one")
        parser.add_argument("--review-token", default="", help="instead of review_callback_secret")

    def handle(self, options: Mapping[str, Any], stdout: Output) -> int:
        try:
            account = _account(options)
            with running_simulator(
                account, host=options["host"], port=options["port"], state_file=options["state"]
            ) as simulator:
                _announce(simulator, stdout)
                _wait_for_the_end()
        except (AccountProblem, StateUnusable) as problem:
            stdout.write(f"{problem}\n")
            return 1
        except OSError as error:
            stdout.write(f"Cannot listen on {options['host']}:{options['port']}: {error.strerror}.\n")
            return 1
        stdout.write("The simulator has stopped.\n")
        return 0


def _account(options: Mapping[str, Any]) -> Account:
    folder = Path(options["config"] or os.environ.get("PROCTORING_CONFIG_DIR") or ".")
    return read_account(
        folder,
        options["backend"],
        platform_url=options["platform"],
        secret_key=options["secret_key"],
        secret_key_id=options["secret_key_id"],
        crypto_key=options["crypto_key"],
        review_token=options["review_token"],
    )


def _announce(simulator: Simulator, stdout: Output) -> None:
    if simulator.problem:
        stdout.write(f"{simulator.problem}\n")
    stdout.write(
        f"SoftwareSecure simulator at {simulator.url}/ (Ctrl-C stops it)\n"
        f"  exam_register_endpoint  {simulator.register_url}\n"
        f"  software_download_url   {simulator.download_url}\n"
    )
    stdout.flush()


def _wait_for_the_end() -> None:
    """Until Ctrl-C or a polite kill; the signal handlers of before are put back."""
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ended.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


command = SimulatorCommand()
