"""The commands below `proctoring emails`. A module has `HELP`, `add_arguments` and `handle`, like a subcommand."""

import argparse
from collections.abc import Mapping
from typing import Any, Protocol

from proctoring_host.management.emails import explain, lint, preview, send_test
from proctoring_host.management.subcommands import Stream


class Command(Protocol):
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None: ...

    def handle(self, options: Mapping[str, Any], stdout: Stream, /) -> int: ...


COMMANDS: dict[str, Command] = {
    "explain": explain,
    "lint": lint,
    "preview": preview,
    "send-test": send_test,
}
