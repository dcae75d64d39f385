"""Numbers for Prometheus where several processes answer: each scrape tells what all of them counted."""

import json
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from proctoring_host.standalone.processes import free_port
from tests.integration.standalone.conftest import ENABLED, Standalone
from tests.integration.standalone.test_serve import _answer

TOKEN = "for-the-scraper"
COUNTED = 'proctoring_callbacks_total{backend="mock",outcome="refused"}'


def scraped(port: int) -> dict[str, float]:
    text = requests.get(
        f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10
    ).text
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def call_back(port: int) -> int:
    """As anybody might who does not know the secret."""
    address = f"http://127.0.0.1:{port}/api/edx_proctoring/v1/backends/mock/callback/"
    return requests.post(address, json={}, timeout=10).status_code


def eventually(done: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.1)
    return done()


@pytest.mark.slow
def test_every_scrape_tells_what_all_processes_counted_also_one_that_was_killed(
    migrated: Standalone, tmp_path: Path
) -> None:
    settings = {"METRICS_TOKEN": TOKEN, "THROTTLES": {"backend_callback": None}}
    migrated.configure(env={**ENABLED, "PROCTORING_SETTINGS": settings})
    folder, port, sent = tmp_path / "shared" / "numbers", free_port("127.0.0.1"), []
    migrated.variables["PROMETHEUS_MULTIPROC_DIR"] = str(folder)

    def counting() -> list[int]:
        return [int(file.stem.removeprefix("counter_")) for file in folder.glob("counter_*.db")]

    def both_count() -> bool:
        with ThreadPoolExecutor(8) as pool:
            sent.extend(pool.map(call_back, [port] * 16))
        return len(counting()) >= 2

    with migrated.started("serve", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2"):
        assert _answer(port) == 200
        assert eventually(both_count)
        before = [scraped(port)[COUNTED] for _ in range(8)]
        os.kill(counting()[0], signal.SIGKILL)
        after = [scraped(port)[COUNTED] for _ in range(8) if _answer(port) == 200]

    assert set(sent) == {403}
    assert before == [float(len(sent))] * 8
    assert after == before


def test_a_folder_that_cannot_be_made_stops_nothing(standalone: Standalone, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    standalone.variables["PROMETHEUS_MULTIPROC_DIR"] = str(tmp_path / "file" / "numbers")
    call = (
        "from proctoring_host.observing import observers\nobservers.callback('mock', accepted=True)\nprint('went on')"
    )

    shown = standalone.python(call)
    noted = standalone.run("plugins").stderr

    assert shown == "went on"
    assert "PROMETHEUS_MULTIPROC_DIR cannot be used error=Not a directory" in noted


def test_a_folder_that_vanishes_while_the_site_runs_stops_nothing(standalone: Standalone, tmp_path: Path) -> None:
    folder = tmp_path / "numbers"
    standalone.variables["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    code = f"""
import json, shutil
from proctoring_host.observing import observers
shutil.rmtree({str(folder)!r})
with observers.call("mock", "register_attempt"):
    pass
observers.callback("mock", accepted=True)
from proctoring_host.web.operations.metrics import _registries
print(json.dumps(len(list(_registries()))))
"""
    assert json.loads(standalone.python(code)) == 2
