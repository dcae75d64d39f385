import gzip
import socket
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from proctoring_host.registry import bounded_http, services
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


@pytest.fixture
def says() -> Iterator[Callable[..., str]]:
    """The address of a server that answers one call with these pieces, with a pause after each."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(pieces: Iterable[bytes], pause: float) -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                        over.wait(pause)
                except OSError:
                    return

        def start(*pieces: bytes, pause: float = 0) -> str:
            threading.Thread(target=serve, args=(pieces, pause), daemon=True).start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

        yield start
        over.set()


def answer(body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


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


def test_an_answer_is_read_to_its_end(says: Callable[..., str]) -> None:
    with http_session() as session:
        packed = session.get(says(answer(gzip.compress(b"all of it"), "Content-Encoding: gzip")))

    assert (packed.text, packed.content) == ("all of it", b"all of it")


def test_an_answer_in_chunks_is_read_to_its_end(says: Callable[..., str]) -> None:
    content = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nall\r\n6\r\n of it\r\n0\r\n\r\n"

    with http_session() as session:
        assert session.get(says(content)).text == "all of it"


def test_an_answer_that_comes_in_drips_is_given_up_as_a_whole(says: Callable[..., str]) -> None:
    with http_session() as session, pytest.raises(requests.ReadTimeout):
        session.get(says(answer(length=99), *[b" "] * 99, pause=0.02), timeout=0.2)


def test_headers_that_drip_are_given_up_as_well(says: Callable[..., str]) -> None:
    headers = [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ", *[b"x"] * 99, b"\r\n\r\n"]

    with http_session() as session, pytest.raises(requests.ReadTimeout):
        session.get(says(*headers, pause=0.02), timeout=0.2)


def test_headers_that_drip_are_given_up_in_a_stream_as_well(says: Callable[..., str]) -> None:
    headers = [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ", *[b"x"] * 99, b"\r\n\r\n"]

    with http_session() as session, pytest.raises(requests.RequestException):
        session.get(says(*headers, pause=0.02), timeout=0.2, stream=True)


def test_the_content_of_a_stream_may_take_its_time(says: Callable[..., str]) -> None:
    pieces = [answer(length=40), *[b"x"] * 40]

    with http_session() as session:
        streamed = session.get(says(*pieces, pause=0.02), timeout=0.3, stream=True)
        assert len(streamed.content) == 40


def test_the_time_of_one_call_is_not_that_of_the_next(says: Callable[..., str]) -> None:
    with http_session() as session:
        session.get(says(answer(b"all of it")))

    assert bounded_http._ends_at.get() is None


def test_whoever_streams_an_answer_keeps_time_alone(says: Callable[..., str]) -> None:
    with http_session() as session, session.get(says(answer(b"all of it")), stream=True) as streamed:
        assert b"".join(streamed.iter_content(1)) == b"all of it"


def test_a_huge_answer_is_not_read(says: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "LARGEST_ANSWER", 1000)
    url = says(answer(gzip.compress(b" " * 1001), "Content-Encoding: gzip"))

    with http_session() as session, pytest.raises(services.AnswerTooLong):
        session.get(url)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (answer(b"half", length=9), requests.exceptions.ChunkedEncodingError),
        (answer(b"no", "Content-Encoding: gzip"), requests.exceptions.ContentDecodingError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", requests.exceptions.ChunkedEncodingError),
    ],
    ids=["cut", "compression", "chunk"],
)
def test_a_broken_answer_is_an_error_of_requests(content: bytes, error: type, says: Callable[..., str]) -> None:
    url = says(content)

    with http_session() as session, pytest.raises(error):
        session.get(url)


def test_a_vendor_that_falls_silent_in_its_answer_is_not_waited_for(says: Callable[..., str]) -> None:
    with http_session() as session, pytest.raises(requests.ConnectionError):
        session.get(says(answer(b" ", length=2), pause=9), timeout=0.2)


@pytest.mark.parametrize("allowed", [True, False])
def test_no_redirect_is_followed(allowed: bool, says: Callable[..., str]) -> None:
    redirect = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

    with http_session() as session:
        assert session.get(says(redirect), allow_redirects=allowed).status_code == 307


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
    services._version.cache_clear()

    name = http_session().headers["User-Agent"]

    services._version.cache_clear()
    assert name == "proctoring-host/unknown"


def test_a_site_lends_clock_ids_and_sessions() -> None:
    lent = make_services()

    assert lent.clock().tzinfo is not None
    assert uuid.UUID(lent.new_id()) != uuid.UUID(lent.new_id())
    with lent.http() as session:
        assert isinstance(session, requests.Session)
