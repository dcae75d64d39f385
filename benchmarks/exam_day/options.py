"""What can be chosen on the command line."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Shares are percents. `outage_every` and `outage_seconds` say how often and how long the vendor is down."""

    learners: int = 2000
    seed: int = 1
    workers: int = 2
    outbox_workers: int = 2
    at_once: int = 150
    kill_every: float = 6.0
    fails: float = 10.0
    hangs: float = 2.0
    hang_seconds: float = 5.0
    outage_every: float = 120.0
    outage_seconds: float = 12.0
    duplicates: float = 20.0
    out_of_order: float = 10.0
    secure_browsers: float = 20.0
    sleepers: float = 1.0
    minutes: float = 15.0
    keep: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


HELP = {
    "learners": "how many take an exam",
    "seed": "of everything that is left to chance",
    "workers": "processes of the first server; the second one has one, and is killed as a whole at times",
    "outbox_workers": "processes of `proctoring worker`",
    "at_once": "learners in the hall at the same time",
    "kill_every": "seconds between two kills, on average; 0 for none",
    "fails": "percent of the vendor's answers that fail",
    "hangs": "percent of the vendor's answers that come too late",
    "hang_seconds": "how late",
    "outage_every": "seconds from one outage of the vendor to the next; 0 for none",
    "outage_seconds": "seconds that an outage lasts",
    "duplicates": "percent of callbacks that come twice",
    "out_of_order": "percent of attempts with a callback out of order",
    "secure_browsers": "percent of learners with the vendor that has a secure browser",
    "sleepers": "percent of learners who let their minute run out",
    "minutes": "after so many the day ends, whoever is still at work",
    "keep": "keep database and folder",
}


def parsed(arguments: Sequence[str] | None, description: str) -> Options:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    for name, default in asdict(Options()).items():
        flag = f"--{name.replace('_', '-')}"
        if isinstance(default, bool):
            parser.add_argument(flag, action="store_true", help=HELP[name])
        else:
            parser.add_argument(flag, type=type(default), default=default, help=HELP[name])
    return Options(**vars(parser.parse_args(arguments)))
