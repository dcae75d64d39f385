"""Moves a site over from the reference: made by the reference itself, imported, compared, and imported once more.

`make import-trial ARGS="--attempts 10000 --database postgres"`. Prints how long each step took, and ends with 1 when a
row is unaccounted for, when the second import changes anything, or when both sides do not say the same afterwards.
Databases are made anew under the name proctoring_import_trial, on the servers of PROCTORING_TEST_*_URL.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.processes import ROOT, SideFailed, reference_python
from benchmarks.sides.old_site import OBFUSCATION_KEY, backends
from benchmarks.vendor import vendor

NAME = "proctoring_import_trial"
ADDRESSES = {"postgres": "PROCTORING_TEST_POSTGRES_URL", "mariadb": "PROCTORING_TEST_MARIADB_URL"}
PROMISED_SECONDS = 120
STEPS = {
    "rehearsal": ("--dry-run",),
    "import": (),
    "comparison": ("--verify",),
    "second import": (),
}


@dataclass(slots=True)
class Trial:
    """`command` runs ours and gives what it prints; what is wrong is collected."""

    command: Callable[..., str]
    seconds: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def step(self, name: str, *arguments: str) -> Mapping[str, Any]:
        began = time.monotonic()
        report: Mapping[str, Any] = json.loads(self.command("import-edx-proctoring", "--json", *arguments))
        self.seconds[name] = time.monotonic() - began
        if not report["settled"]:
            self.wrong.append(f"{name}: not settled, {_unsettled(report)}")
        return report


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    try:
        with (
            vendor() as url,
            tempfile.TemporaryDirectory() as folder,
            _database(options.database, Path(folder)) as site,
        ):
            told = _old_site(site, url, options)
            trial = Trial(_ours(site, url, Path(folder)))
            trial.command("migrate", "--verbosity", "0")
            _moved_over(trial, told)
    except SideFailed as failed:
        print(failed, file=sys.stderr)
        return 2
    for name, seconds in trial.seconds.items():
        print(f"{name}: {seconds:.1f} s")
    print("\n".join(f"Wrong: {each}" for each in trial.wrong) or "Everything is as it should be.")
    return 1 if trial.wrong else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--lived", type=int, default=220, help="of which went through the API step by step")
    parser.add_argument("--database", choices=["sqlite", *ADDRESSES], default="sqlite")
    return parser.parse_args(arguments)


def _moved_over(trial: Trial, told: Mapping[str, Any]) -> None:
    before: Mapping[str, Any] = {}
    for name, arguments in STEPS.items():
        if name == "second import":
            before = _said(trial)
        report = trial.step(name, *arguments)
        print(f"{name}: {_rows(report)}")
    after = _said(trial)
    if before["digest"] != after["digest"]:
        trial.wrong.append("the second import changed something")
    for what in ("attempts", "reviews"):
        if after[what] != told[what]:
            trial.wrong.append(f"the {what} are not what the reference says: {_differences(told[what], after[what])}")
    if after["effects"]:
        trial.wrong.append(f"{after['effects']} effects were written")
    if trial.seconds["import"] > PROMISED_SECONDS:
        trial.wrong.append(f"the import took more than {PROMISED_SECONDS} s")


def _said(trial: Trial) -> Mapping[str, Any]:
    code = "from benchmarks.sides.imported import print_all; print_all()"
    said: Mapping[str, Any] = json.loads(trial.command("shell", "--verbosity", "0", "-c", code))
    return said


def _rows(report: Mapping[str, Any]) -> str:
    names = ("read", "new", "unchanged", "changed", "skipped", "unaccounted")
    sums = {name: sum(table[name] for table in report["tables"].values()) for name in names}
    return ", ".join(f"{number} {name}" for name, number in sums.items())


def _unsettled(report: Mapping[str, Any]) -> str:
    return json.dumps({name: table["reasons"] for name, table in report["tables"].items() if table["reasons"]})


def _differences(told: Sequence[Any], said: Sequence[Any]) -> str:
    return json.dumps([[one for one in told if one not in said][:3], [one for one in said if one not in told][:3]])


def _old_site(site: Mapping[str, Any], vendor_url: str, options: argparse.Namespace) -> Mapping[str, Any]:
    began = time.monotonic()
    words = [json.dumps(site["settings"]), vendor_url, str(options.attempts), str(options.lived)]
    told: Mapping[str, Any] = json.loads(
        _run([str(reference_python()), "-W", "ignore", "-m", "benchmarks.sides.old_site", *words], {})
    )
    print(f"The reference's site: {len(told['attempts'])} attempts in {time.monotonic() - began:.1f} s")
    return told


def _ours(site: Mapping[str, Any], vendor_url: str, folder: Path) -> Callable[..., str]:
    env = {"FEATURES": {"ENABLE_SPECIAL_EXAMS": True}, "SITE_NAME": "testserver"}
    keys = {"PROCTORING_BACKENDS": backends(vendor_url), "PROCTORING_USER_OBFUSCATION_KEY": OBFUSCATION_KEY}
    (folder / "lms.env.json").write_text(json.dumps(env))
    (folder / "lms.auth.json").write_text(json.dumps(keys))
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "proctoring_host.standalone.settings",
        "PROCTORING_DATA_DIR": str(folder),
        "PROCTORING_CONFIG_DIR": str(folder),
        "DATABASE_URL": site["url"],
        "EMAIL_URL": "memorymail://",
    }
    command = str(Path(sys.executable).parent / "proctoring")
    return lambda *arguments: _run([command, *arguments], surroundings, may_fail=True)


def _run(command: Sequence[str], surroundings: Mapping[str, str], *, may_fail: bool = False) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
    done = subprocess.run(  # noqa: S603  our own choice of words
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    # An import that leaves rows unaccounted for ends with 1, and its report says which.
    if done.returncode and not (may_fail and done.stdout.startswith("{")):
        raise SideFailed(f"{' '.join(command[:4])} ended with code {done.returncode}; what it wrote stands above.")
    return done.stdout


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[Mapping[str, Any]]:
    """A new one, with its settings for Django and its address; thrown away afterwards."""
    if kind == "sqlite":
        file = folder / "site.sqlite3"
        yield {"url": f"sqlite:///{file}", "settings": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}}
        return
    address = os.environ.get(ADDRESSES[kind], "")
    if not address:
        raise SideFailed(f"{ADDRESSES[kind]} is not set.")
    parts = urlsplit(address)
    _on_server(kind, address, f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}{_charset(kind)}")
    try:
        settings = {
            "ENGINE": f"django.db.backends.{'postgresql' if kind == 'postgres' else 'mysql'}",
            "NAME": NAME,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname,
            "PORT": parts.port,
        }
        yield {"url": parts._replace(path=f"/{NAME}").geturl(), "settings": settings}
    finally:
        _on_server(kind, address, f"DROP DATABASE {NAME}")


def _charset(kind: str) -> str:
    return " CHARACTER SET utf8mb4" if kind == "mariadb" else ""


def _on_server(kind: str, address: str, *statements: str) -> None:
    parts = urlsplit(address)
    account: dict[str, Any] = {"host": parts.hostname, "user": unquote(parts.username or "")}
    account["password"] = unquote(parts.password or "")
    if kind == "postgres":
        import psycopg

        connection: Any = psycopg.connect(**account, port=parts.port or 5432, dbname="postgres", autocommit=True)
    else:
        import pymysql

        connection = pymysql.connect(**account, port=parts.port or 3306)
    with connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


if __name__ == "__main__":
    sys.exit(main())
