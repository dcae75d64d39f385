import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from proctoring_host.registry import services
from proctoring_host.registry.services import http_session, make_services


class Handler(BaseHTTPRequestHandler):
    """Answers after as long as the path says, in milliseconds, with the headers it got."""

    def do_GET(self) -> None:
        threading.Event().wait(int(self.path.strip("/")) / 1000)
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def vendor() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_vendor_that_does_not_answer_is_not_waited_for(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "READ_SECONDS", 0.05)

    with http_session() as session, pytest.raises(requests.ReadTimeout):
        session.get(f"{vendor}/400")


def test_a_call_may_bring_its_own_time_out(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "READ_SECONDS", 0.05)

    with http_session() as session:
        assert session.get(f"{vendor}/150", timeout=5).status_code == 200


def test_the_defaults_leave_time_to_connect_and_to_read() -> None:
    assert (services.CONNECT_SECONDS, services.READ_SECONDS) == (3.05, 10.0)


def test_calls_carry_the_name_and_version_of_the_host(vendor: str) -> None:
    with http_session() as session:
        assert "User-Agent: proctoring-host/0." in session.get(f"{vendor}/0").text


def test_a_netrc_does_not_replace_a_signature(vendor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    with http_session() as session:
        answer = session.get(f"{vendor}/0", headers={"Authorization": "SSI key:signature"}).text

    assert "Authorization: SSI key:signature" in answer


def test_an_uninstalled_host_still_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise services.PackageNotFoundError(name)

    monkeypatch.setattr(services, "version", absent)

    assert http_session().headers["User-Agent"] == "proctoring-host/unknown"


def test_a_site_lends_clock_ids_and_sessions() -> None:
    lent = make_services()

    assert lent.clock().tzinfo is not None
    assert uuid.UUID(lent.new_id()) != uuid.UUID(lent.new_id())
    with lent.http() as session:
        assert isinstance(session, requests.Session)
