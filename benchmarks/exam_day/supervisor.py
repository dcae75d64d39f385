"""Starts the servers and workers, kills them at random, starts them again, and measures their memory."""

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.exam_day.chances import Chances
from benchmarks.exam_day.options import Options
from benchmarks.exam_day.place import Place
from benchmarks.exam_day.wire import BROKEN, LOOPBACK, Ask, send
from proctoring_host.standalone.processes import Processes, proctoring

PAGE_MEBIBYTES = os.sysconf("SC_PAGE_SIZE") / 2**20
SAMPLE_SECONDS = 2.0
START_SECONDS = 180.0
SERVERS = ("server-a", "server-b")
WORKER = "worker-"


@dataclass(slots=True)
class Life:
    """The memory of one process, in MiB, sampled every few seconds. `spared` means that nobody kills it."""

    name: str
    spared: bool
    sizes: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Supervisor:
    """`server-a` and `worker-0` are spared in part: one process of each lives through the whole day."""

    place: Place
    options: Options
    processes: Processes
    chances: Chances
    kills: Counter[str] = field(default_factory=Counter)
    lives: dict[int, Life] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for name in SERVERS:
            self._start(name)
        for number in range(self.options.outbox_workers):
            self._start(f"{WORKER}{number}")
        for port in self.place.server_ports:
            self._wait_until_ready(port)

    def _wait_until_ready(self, port: int) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            self.processes.check()
            with suppress(*BROKEN):
                if send(port, Ask(method="GET", path="/readyz")).status == 200:
                    return
            time.sleep(0.2)
        raise TimeoutError(f"No server answers at port {port} after {START_SECONDS:.0f} seconds.")

    def watch(self) -> None:
        """From now on memory is sampled, whoever ends is started again, and kills begin."""
        loops = [self._sampling, self._restarting, *([self._killing] if self.options.kill_every else [])]
        self._threads = [threading.Thread(target=loop, daemon=True) for loop in loops]
        for thread in self._threads:
            thread.start()

    def spare_all(self) -> None:
        """No kills any more; memory is still sampled."""
        self.options = Options(**{**self.options.as_json(), "kill_every": 0.0})

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()
        for name in (*SERVERS, *self._workers()):
            self.processes.stop(name)
        self._end_orphans()

    def _workers(self) -> list[str]:
        return [name for name in self.processes.running if name.startswith(WORKER)]

    def _start(self, name: str) -> None:
        port, workers = self.place.server_ports[SERVERS.index(name) if name in SERVERS else 0], 1
        if name == SERVERS[0]:
            workers = self.options.workers
        serve = ["serve", "--bind", f"{LOOPBACK}:{port}", "--workers", str(workers)]
        command = serve if name in SERVERS else ["worker", "--interval", "1"]
        self.processes.start(name, proctoring(*command), env=self.place.environment(), log=self.place.log(name))

    def _restarting(self) -> None:
        while not self._ended.wait(0.2):
            for name, process in list(self.processes.running.items()):
                if process.poll() is not None and name.startswith((*SERVERS, WORKER)):
                    self._start(name)

    def _sampling(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            for name, process in list(self.processes.running.items()):
                for pid in [process.pid, *children(process.pid)]:
                    self._sample(name, pid)

    def _sample(self, name: str, pid: int) -> None:
        size = mebibytes(pid)
        if size is None or not is_ours(pid):
            return
        life = self.lives.setdefault(pid, Life(name, spared=pid in self._spared()))
        life.sizes.append(size)

    def _spared(self) -> set[int]:
        """The oldest process of the first server that answers requests, that server itself, and the first worker."""
        server = self.processes.running[SERVERS[0]].pid
        workers = [name for name in self._workers() if name == f"{WORKER}0"]
        return {server, *children(server)[:1], *(self.processes.running[name].pid for name in workers)}

    def _killing(self) -> None:
        while not self._ended.wait(self.options.kill_every * self.chances.between(0.5, 1.5)):
            if not self.options.kill_every:
                return
            kind, pids = self._victims()
            if pids:
                self.kills[kind] += 1
                with suppress(ProcessLookupError):
                    os.kill(pids[int(self.chances.number() * len(pids))], signal.SIGKILL)

    def _victims(self) -> tuple[str, list[int]]:
        """Mostly what answers requests, often a worker, at times the whole second server."""
        drawn, (first, second) = self.chances.number(), (self.processes.running[name].pid for name in SERVERS)
        if drawn < 0.5:
            return "process of a server", [*children(first)[1:], *children(second)]
        if drawn < 0.9:
            workers = [self.processes.running[name].pid for name in self._workers() if name != f"{WORKER}0"]
            return "worker", workers
        return "server", [second]

    def _end_orphans(self) -> None:
        """What a killed server left behind ends by itself; whatever has not yet is ended here, by its number."""
        for pid in list(self.lives):
            if is_ours(pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def children(pid: int) -> list[int]:
    """The oldest first."""
    try:
        return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def mebibytes(pid: int) -> float | None:
    """What a process holds in memory; None for one that is gone."""
    try:
        return float(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MEBIBYTES
    except (OSError, IndexError):
        return None


def is_ours(pid: int) -> bool:
    """Whether the number still belongs to a process that runs our host."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return command.startswith(sys.executable.encode()) and b"proctoring_host.standalone" in command


@contextmanager
def supervised(place: Place, options: Options, processes: Processes) -> Iterator[Supervisor]:
    supervisor = Supervisor(place, options, processes, Chances(f"kills {options.seed}"))
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.stop()


def start_vendor(place: Place, options: Options, service_session: str, processes: Processes) -> None:
    order = {
        **options.as_json(),
        "port": place.vendor_port,
        "platform_ports": place.server_ports,
        "service_session": service_session,
        "review_secret": place.review_secret,
    }
    file = place.folder / "vendor.json"
    file.write_text(json.dumps(order), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.exam_day.vendor", str(file)]
    processes.start("vendor", command, env=place.environment(), log=place.log("vendor"))
    processes.wait_for_port("vendor", LOOPBACK, place.vendor_port)
