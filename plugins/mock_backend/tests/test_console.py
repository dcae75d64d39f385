"""The console: what its page shows, whom it answers, and what it sends to the platform."""

import io
import json
import threading
from argparse import ArgumentParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIServer
from wsgiref.util import setup_testing_defaults

import pytest
import requests
from django.test import override_settings
from proctoring_mock_backend import faults
from proctoring_mock_backend.console.app import ConsoleApp
from proctoring_mock_backend.console.cli import command, serve
from proctoring_mock_backend.console.platform import PlatformClient
from proctoring_mock_backend.fixtures import (
    CODE,
    SECRET,
    make_exam_data,
    make_mock_backend,
    make_registration,
)


class Platform(BaseHTTPRequestHandler):
    """Takes down every call and answers as `answer` says."""

    answer = (200, b'"OK"')
    calls: list

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((self.path, self.headers["X-Proctoring-Token"], json.loads(body)))
        self.send_response(self.answer[0])
        self.end_headers()
        self.wfile.write(self.answer[1])

    def log_message(self, *args):
        pass


@pytest.fixture
def platform():
    handler = type("Handler", (Platform,), {"calls": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    handler.root = f"http://127.0.0.1:{server.server_port}"
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def console(platform, tmp_path):
    path = tmp_path / "journal.jsonl"
    registration = make_registration(exam=make_exam_data(exam_name="Algebra <2>"))
    make_mock_backend(journal=str(path)).register_attempt(registration)
    return ConsoleApp(path, PlatformClient(root=platform.root, backend="mock", secret=SECRET))


def ask(console, path="/", *, method="GET", host="127.0.0.1:8765", **form):
    body = urlencode(form).encode()
    environ = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "HTTP_HOST": host,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    answered = []
    page = b"".join(console(environ, lambda status, headers: answered.append(status)))
    return answered[0], page.decode()


def external_id():
    return make_mock_backend().register_attempt(make_registration()).external_id


def test_page_lists_what_was_registered(console):
    status, page = ask(console)

    assert status == "200 OK"
    assert "Algebra &lt;2&gt;" in page
    assert CODE in page
    assert SECRET not in page


def test_ready_is_told_to_the_platform(console, platform):
    _, page = ask(console, "/ready", method="POST", token=console.token, external_id=external_id())

    assert platform.calls == [
        (
            "/api/edx_proctoring/v1/backends/mock/callback/",
            SECRET,
            {"external_id": external_id(), "status": "ready"},
        )
    ]
    assert "The platform took it" in page


def test_verdict_is_told_in_the_rest_form_which_the_backend_reads(console, platform, mock_review_callback):
    ask(
        console,
        "/verdict",
        method="POST",
        token=console.token,
        external_id=external_id(),
        verdict="suspicious",
        comments="A phone\r\n\r\nA second person",
        reviewed_by="reviewer@example.com",
    )

    ((_, _, body),) = platform.calls
    review = make_mock_backend().parse_callback(mock_review_callback(**body))
    assert review.status == "suspicious"
    assert [comment.comment for comment in review.comments] == ["A phone", "A second person"]
    assert review.reviewed_by == "reviewer@example.com"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((400, b'{"detail": "No such attempt."}'), "400: No such attempt."),
        ((500, b"<html>"), "500: without a reason."),
        ((403, b"[]"), "403: without a reason."),
        ((302, b""), "302: without a reason."),
    ],
)
def test_refusal_of_the_platform_is_shown(console, platform, answer, told):
    platform.answer = answer

    _, page = ask(console, "/ready", method="POST", token=console.token, external_id="x")

    assert told in page


def test_platform_that_does_not_answer_is_said_so(tmp_path):
    client = PlatformClient(root="http://127.0.0.1:9", backend="mock", secret=SECRET)

    assert "did not answer" in client.ready("x")


def test_fault_switches_are_written_for_the_backend(console):
    ask(console, "/faults", method="POST", token=console.token, registration="unreachable", delay_seconds="1.5")

    switches = faults.read(faults.beside(console.journal_path), faults.Faults())
    assert switches == faults.Faults(registration="unreachable", delay_seconds=1.5)
    assert '<option value="unreachable" selected>' in ask(console)[1]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/faults", {"registration": "explode", "delay_seconds": "0"}),
        ("/faults", {"registration": "", "delay_seconds": "soon"}),
        ("/faults", {"registration": "", "delay_seconds": "nan"}),
        ("/faults", {"registration": "", "delay_seconds": "-1"}),
        ("/verdict", {"external_id": "x", "verdict": "splendid"}),
    ],
)
def test_form_with_unknown_words_does_nothing(console, platform, path, form):
    status, page = ask(console, path, method="POST", token=console.token, **form)

    assert status == "200 OK"
    assert "Choose one of" in page
    assert platform.calls == []
    assert not faults.beside(console.journal_path).exists()


@pytest.mark.parametrize("path", ["/ready", "/verdict", "/faults"])
@pytest.mark.parametrize("token", ["", "guess", "schlüssel"])
def test_form_of_another_page_is_refused(console, platform, path, token):
    status, _ = ask(console, path, method="POST", token=token, external_id="x", verdict="passed")

    assert status == "403 Forbidden"
    assert platform.calls == []


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", ""])
def test_other_host_names_are_refused(console, host):
    assert ask(console, host=host)[0] == "403 Forbidden"


def test_other_addresses_and_methods_are_refused(console):
    assert ask(console, "/other")[0] == "404 Not Found"
    assert ask(console, "/ready")[0] == "405 Method Not Allowed"


def test_command_serves_the_console_of_the_configured_backend(tmp_path):
    backends = {"demo": {"BACKEND": "mock", "journal": str(tmp_path / "j.jsonl"), "callback_secret": SECRET}}
    with override_settings(PROCTORING_BACKENDS=backends):
        server, problem = serve("demo", "", 0)

    assert (server is not None, problem) == (True, "")
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    page = requests.get(f"http://127.0.0.1:{server.server_port}/", timeout=5)
    thread.join()
    server.server_close()
    assert "Console of demo" in page.text


def test_command_says_where_it_is_and_ends_with_ctrl_c(tmp_path, monkeypatch):
    parser = ArgumentParser()
    command.add_arguments(parser)
    options = vars(parser.parse_args(["--port", "0"]))
    backends = {"mock": {"journal": str(tmp_path / "j.jsonl"), "callback_secret": SECRET}}
    served = []

    def until_ctrl_c(server):
        served.append(server)
        raise KeyboardInterrupt

    monkeypatch.setattr(WSGIServer, "serve_forever", until_ctrl_c)
    stdout = io.StringIO()
    with override_settings(PROCTORING_BACKENDS=backends):
        code = command.handle(options, stdout)

    assert code == 0
    assert f"http://127.0.0.1:{served[0].server_port}/" in stdout.getvalue()
    assert served[0].socket.fileno() == -1


@pytest.mark.parametrize(
    ("backends", "told"),
    [
        ({}, 'PROCTORING_BACKENDS["mock"] is not configured.'),
        ({"mock": {}}, "The console needs journal and callback_secret"),
        ({"mock": {"journal": "j"}}, "The console needs callback_secret"),
    ],
)
def test_command_says_what_the_configuration_lacks(backends, told):
    stdout = io.StringIO()

    with override_settings(PROCTORING_BACKENDS=backends):
        code = command.handle({"backend": "mock", "platform": "", "port": 0}, stdout)

    assert code == 1
    assert told in stdout.getvalue()


def test_command_says_that_its_port_is_no_port(tmp_path):
    backends = {"mock": {"journal": str(tmp_path / "j.jsonl"), "callback_secret": SECRET}}

    with override_settings(PROCTORING_BACKENDS=backends):
        server, problem = serve("mock", "", 99999)

    assert server is None
    assert "Port 99999" in problem


def test_command_says_that_its_port_is_taken(platform, tmp_path):
    port = int(platform.root.rsplit(":", 1)[1])
    backends = {"mock": {"journal": str(tmp_path / "j.jsonl"), "callback_secret": SECRET}}

    with override_settings(PROCTORING_BACKENDS=backends):
        server, problem = serve("mock", "", port)

    assert server is None
    assert f"Port {port}" in problem
