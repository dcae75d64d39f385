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
BOUNDARIES = ("leased", "before_call", "after_call", "done")
PLAIN = [*(f"{kind}:{boundary}:" for kind in KINDS for boundary in BOUNDARIES), "mail:handed_over:"]
# With a mail server nobody knows what became of a mail that was being handed over: it waits for a person.
PARKED = {"mail:handed_over:server": 0, "mail:after_call:server": 1}
SERVER = ["mail:before_call:server", *PARKED, "mail:done:server"]
DOWN = [
    *("vendor_exam:after_call:down", "vendor_notify:after_call:down", "follow_up:after_call:down"),
    *(f"vendor_register:{boundary}:down" for boundary in ("before_call", "after_call", "postponed")),
]
CASES = [*PLAIN, *SERVER, *DOWN]


class Vendor(ThreadingHTTPServer):
    """Registers an exam code once, as vendors do, and counts how often it was told what."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.ids: dict[str, str] = {}
        self.told: Counter[str] = Counter()
        self.is_down = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Vendor

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.startswith("/control/"):
            self.server.is_down = self.path == "/control/down"
        elif self.server.is_down:
            self.send_error(503)
            return
        about = str(body.get("examCode") or body.get("id"))
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
@pytest.mark.parametrize("case", PLAIN)
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
    assert asked == (2 if case == "vendor_register:after_call:" else 1)


@pytest.mark.slow
@pytest.mark.parametrize("case", SERVER)
def test_no_mail_is_delivered_twice_by_a_server_that_would(case: str, stories: dict[str, dict]) -> None:
    story = stories[case]
    end = story["at_end"]
    delivered = Counter(name.split("@")[0] for name in end["mails"])

    assert (story["killed"], story["worker"], story["end"]) == (77, 0, 0)
    assert set(delivered.values()) == {1}
    assert (end["mail_effects"], end["status"]) == (2, "verified")
    if case in PARKED:
        [(kind, state, reason)] = end["open"]
        assert (kind, state, "may have been delivered" in reason) == ("mail", "dead", True)
        assert len(delivered) == 1 + PARKED[case]
    else:
        assert (end["open"], len(delivered)) == ([], 2)


@pytest.mark.slow
@pytest.mark.parametrize("case", DOWN)
def test_nothing_is_lost_while_the_vendor_is_away(case: str, stories: dict[str, dict], vendor: Vendor) -> None:
    story = stories[case]
    after, end = story["after_worker"], story["at_end"]
    waiting = {kind: state for kind, state, _ in after["open"]}

    assert (story["killed"], story["worker"], story["end"]) == (77, 0, 0)
    assert waiting[case.split(":", maxsplit=1)[0]] == "pending"
    assert end["open"] == []
    assert (end["attempts"], end["status"]) == (1, "verified")
    assert end["external_id"] == vendor.ids[end["code"]]
    assert len(end["mails"]) == end["mail_effects"] == 2
    assert vendor.told[f"/registrations {end['code']}"] == 1
