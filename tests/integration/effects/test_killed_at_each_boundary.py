"""A process that ends anywhere loses nothing and sends nothing twice, once the worker has run."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KINDS = ("vendor_exam", "vendor_register", "vendor_notify", "follow_up", "mail", "observers", "review_observers")
CASES = [f"{kind}:{boundary}" for kind in KINDS for boundary in ("leased", "before_call", "after_call", "done")]
CASES.append("mail:handed_over")


class Vendor(ThreadingHTTPServer):
    """Registers an exam code once, as vendors do, and counts how often it was told what."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.ids: dict[str, str] = {}
        self.told: Counter[str] = Counter()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Vendor

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        about = str(body.get("examCode") or body["id"])
        self.server.told[f"{self.path} {about} {body.get('to', '')}".strip()] += 1
        answer = json.dumps({"id": self.server.ids.setdefault(about, f"id-{len(self.server.ids) + 1}")}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    server = Vendor()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def stories(vendor: Vendor, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What became of each case, by its name."""
    folder = tmp_path_factory.mktemp("killed")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.integration.effects.kill_settings",
        "DATABASE_URL": f"sqlite:///{folder / 'killed.sqlite3'}",
        "KILL_TEST_MAILS": str(folder / "mails"),
        "KILL_TEST_VENDOR": vendor.url,
        "PYTHONPATH": str(ROOT),
    }
    script = Path(__file__).with_name("kill_script.py")
    command = [sys.executable, str(script), str(folder / "template.sqlite3"), *CASES]
    run = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    assert [line["case"] for line in lines] == CASES, run.stdout + run.stderr
    return {line["case"]: line for line in lines}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_lost_and_nothing_is_sent_twice(case: str, stories: dict[str, dict], vendor: Vendor) -> None:
    story = stories[case]
    after, end = story["after_worker"], story["at_end"]

    assert (story["killed"], story["worker"], story["end"]) == (77, 0, 0)
    assert after["open"] == end["open"] == []
    assert after["attempts"] in ({0, 1} if case.startswith("vendor_exam") else {1})
    assert (end["attempts"], end["status"]) == (1, "verified")
    assert end["external_id"] == vendor.ids[end["code"]]
    assert len(after["mails"]) == after["mail_effects"]
    assert len(end["mails"]) == end["mail_effects"] == 2
    assert vendor.told[f"/changes {end['external_id']} started"] in {1, 2}
    # Only a lost answer is asked for again; the vendor knows the code, so it is one registration.
    asked = vendor.told[f"/registrations {end['code']}"]
    assert asked == (2 if case == "vendor_register:after_call" else 1)
