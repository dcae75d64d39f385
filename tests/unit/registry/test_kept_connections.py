"""Sessions that are lent one after the other speak on one connection, and share nothing else."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from urllib3 import Retry

from proctoring_host.registry import bounded_http
from proctoring_host.registry.services import http_session

IN_A_CHILD = """
import os, sys
from proctoring_host.registry.services import http_session
def ask():
    with http_session() as session:
        return session.get(sys.argv[1], timeout=5).text
mine = ask()
child = os.fork()
if child == 0:
    os._exit(0 if ask() != mine else 1)
ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(ended, ask() == mine)
"""


@dataclass
class Vendor:
    """Answers on each connection until it is told to hang up, with the connection's number and what it was sent."""

    url: str = ""
    cookies: list[str | None] = field(default_factory=list)
    hangs_up: bool = False
    open: list[socket.socket] = field(default_factory=list)

    def hang_up(self) -> None:
        for connection in self.open:
            connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    made = Vendor()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            made.cookies.append(self.headers["Cookie"])
            if self.connection not in made.open:
                made.open.append(self.connection)
            if made.hangs_up:
                self.close_connection = True
                return
            body = str(self.client_address[1]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Set-Cookie", "who=somebody")
            self.end_headers()
            # In a second piece, as plain servers do.
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}/"
    yield made
    server.shutdown()
    server.server_close()


def ask(vendor: Vendor, **how: object) -> str:
    with http_session() as session:
        return session.get(vendor.url, timeout=5, **how).text  # type: ignore[arg-type]


def test_the_next_session_speaks_on_the_connection_of_the_last(vendor: Vendor) -> None:
    assert ask(vendor) == ask(vendor) == ask(vendor)


def test_a_streamed_answer_that_was_read_leaves_its_connection_to_others(vendor: Vendor) -> None:
    with http_session() as session, session.get(vendor.url, stream=True) as streamed:
        first = streamed.raw.read1(1024, decode_content=True) + streamed.raw.read1(1024, decode_content=True)

    assert ask(vendor) == first.decode()


def test_an_answer_that_was_not_read_does_not(vendor: Vendor) -> None:
    with http_session() as session, session.get(vendor.url, stream=True):
        pass
    first = ask(vendor)

    assert len(vendor.open) == 2
    assert ask(vendor) == first


def test_no_cookie_goes_from_one_call_to_the_next(vendor: Vendor) -> None:
    ask(vendor)
    ask(vendor)

    assert vendor.cookies == [None, None]


def test_two_calls_at_once_have_connections_of_their_own(vendor: Vendor) -> None:
    with http_session() as one, http_session() as two:
        first, second = one.get(vendor.url, stream=True), two.get(vendor.url, stream=True)

        assert first.text != second.text


def test_a_connection_that_the_vendor_has_closed_is_not_used_again(vendor: Vendor) -> None:
    first = ask(vendor)
    vendor.hang_up()
    time.sleep(0.05)

    assert ask(vendor) != first


def test_a_connection_is_left_before_a_server_would_close_it(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(vendor)
    monkeypatch.setattr(bounded_http, "KEPT_SECONDS", 0.0)

    assert ask(vendor) != first


def test_a_vendor_that_hangs_up_on_a_kept_connection_is_asked_once(vendor: Vendor) -> None:
    ask(vendor)
    vendor.hangs_up = True

    with pytest.raises(requests.ConnectionError):
        ask(vendor)

    assert len(vendor.cookies) == 2


def test_the_rest_of_an_answer_is_not_waited_for_on_a_kept_connection(vendor: Vendor) -> None:
    ask(vendor)
    begun = time.monotonic()
    for _ in range(20):
        ask(vendor)

    # Each would take 40 milliseconds and more.
    assert time.monotonic() - begun < 20 * 0.04


def test_what_differs_in_certificates_shares_no_connection(vendor: Vendor) -> None:
    assert ask(vendor) != ask(vendor, verify=False)


@pytest.mark.parametrize("unverified", [None, 0, ""])
def test_nobody_speaks_on_a_connection_whose_certificate_another_did_not_want_verified(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch, unverified: object
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    with http_session() as careless:
        careless.verify = unverified  # type: ignore[assignment]
        first = careless.get(vendor.url, timeout=5).text

    assert ask(vendor) != first


def test_what_one_backend_does_to_its_session_is_not_done_to_the_next(vendor: Vendor) -> None:
    with http_session() as eager:
        for adapter in eager.adapters.values():
            adapter.max_retries = Retry(3, allowed_methods=None)  # type: ignore[attr-defined]
    ask(vendor)
    vendor.hangs_up = True

    with pytest.raises(requests.ConnectionError):
        ask(vendor)

    assert len(vendor.cookies) == 2


def test_a_kernel_that_cannot_be_asked_to_acknowledge_at_once_is_done_without(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "TCP_QUICKACK", 9999, raising=False)

    assert ask(vendor)


def test_a_call_names_addresses_that_it_wants_no_proxy_for(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert ask(vendor, proxies={"no_proxy": "127.0.0.1"})
    with pytest.raises(requests.ConnectionError):
        ask(vendor)


def test_a_proxy_that_is_set_later_is_used(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(vendor)
    monkeypatch.setenv("http_proxy", vendor.url)

    with http_session() as session:
        proxied = session.get("http://vendor.invalid/", timeout=5)
    monkeypatch.setenv("no_proxy", "vendor.invalid")

    assert proxied.status_code == 200
    with http_session() as session, pytest.raises(requests.ConnectionError):
        session.get("http://vendor.invalid/", timeout=5)


def test_a_bundle_of_certificates_in_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/bundle.pem")
    session = http_session()

    chosen = session.merge_environment_settings("https://vendor.invalid/", {}, None, None, None)
    named = session.merge_environment_settings("https://vendor.invalid/", {}, None, "/own.pem", None)
    session.trust_env = False
    ignored = session.merge_environment_settings("https://vendor.invalid/", {}, None, None, None)

    assert [each["verify"] for each in (chosen, named, ignored)] == ["/bundle.pem", "/own.pem", True]


def test_a_forked_process_does_not_speak_on_the_connection_of_its_parent(vendor: Vendor) -> None:
    command = [sys.executable, "-W", "ignore", "-c", IN_A_CHILD, vendor.url]

    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert ran.stdout.split() == ["0", "True"]
