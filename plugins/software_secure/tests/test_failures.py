"""Everything that can go wrong on the wire becomes one of the host's errors, and none of them gives anything away."""

import gzip
import logging
import socket
import struct
import time
import traceback

import pytest

from proctoring_host.errors import BackendAnswerInvalid, BackendError, BackendUnreachable, RegistrationRefused

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
# Seconds to connect and to wait for each piece. Only what stays silent is given less: a busy machine may be slow.
PATIENT = (5.0, 10.0)


@pytest.fixture
def failing(make):
    """Registers, and returns the error after looking through everything it could have given away."""

    def failing(url, **options):
        backend = make.backend(exam_register_endpoint=url, **{"timeout": PATIENT, **options})
        with pytest.raises(BackendError) as caught:
            backend.register_attempt(make.registration())
        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(backend)
        for word in (*make.secrets.values(), "Lovelace", "ada@learner", "SSI ", "examPassword", "gCP9Yq"):
            assert word not in shown
        assert make.code in caught.value.detail
        assert caught.value.backend == "software_secure"
        return caught.value

    return failing


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize(
    "reply",
    [
        reset,
        lambda connection: None,
        lambda connection: connection.sendall(b"HTTP/1.1"),
        lambda connection: connection.sendall(b"this is no HTTP\r\n\r\n"),
        lambda connection: connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{"),
        lambda connection: connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        lambda connection: connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nno"),
    ],
    ids=["reset", "closed", "cut in the status", "no HTTP", "cut in the body", "wrong chunk", "wrong compression"],
)
def test_a_broken_connection_can_be_tried_again(reply, wire, failing):
    wire.reply = reply

    error = failing(wire.url)

    assert type(error) is BackendUnreachable
    assert not error.final
    assert "refused or broken" in error.detail


def test_a_refused_connection_can_be_tried_again(failing):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        error = failing(f"http://127.0.0.1:{bound.getsockname()[1]}/register")

    assert type(error) is BackendUnreachable
    assert error.http_status == 503
    assert "refused or broken" in error.detail


def test_a_silent_vendor_is_given_up(wire, failing):
    wire.reply = lambda connection: time.sleep(3)

    error = failing(wire.url, timeout=(5.0, 0.5))

    assert type(error) is BackendUnreachable
    assert "within 0.5 seconds" in error.detail


def test_a_vendor_that_falls_silent_in_the_body_is_given_up(wire, failing):
    def reply(connection):
        connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
        time.sleep(5)

    wire.reply = reply

    error = failing(wire.url, timeout=(5.0, 1.5))

    assert type(error) is BackendUnreachable
    assert "no answer for 1.5 seconds" in error.detail


def test_a_body_that_comes_in_drips_is_given_up_as_a_whole(wire, failing):
    wire.drips(HEAD + b"Content-Length: 9999\r\n\r\n", b" ", 0.05)
    begun = time.monotonic()

    error = failing(wire.url, timeout=(0.5, 1.0))

    assert type(error) is BackendUnreachable
    assert "no complete answer" in error.detail
    assert time.monotonic() - begun < 5


def test_an_address_where_nobody_answers_is_given_up(failing):
    # A listener whose queue is full takes no further connection.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        held = [socket.socket() for _ in range(4)]
        for client in held:
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        error = failing(f"http://127.0.0.1:{full.getsockname()[1]}/", timeout=(0.5, 10.0))
        for client in held:
            client.close()

    assert type(error) is BackendUnreachable
    assert "no connection within 0.5 seconds" in error.detail


def test_a_server_without_encryption_behind_an_encrypted_address_is_named(wire, failing):
    wire.listens = False
    wire.reply = lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    error = failing(wire.url.replace("http://", "https://"))

    assert type(error) is BackendUnreachable
    assert "certificate" in error.detail


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422])
def test_a_refusal_is_final_and_carries_the_vendors_status(status, wire, failing):
    wire.answers(b'{"secret": "the-secret-of-the-signature"}', f"{status} No")

    error = failing(wire.url)

    assert type(error) is RegistrationRefused
    assert (error.vendor_status, error.http_status, error.final) == (status, status, True)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_passing_refusal_can_be_tried_again(status, wire, failing):
    wire.answers(b"", f"{status} Later")

    error = failing(wire.url)

    assert type(error) is RegistrationRefused
    assert (error.vendor_status, error.final, error.retry_after) == (status, False, None)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("17", 17.0),
        ("Wed, 15 Jul 2015 05:12:31 GMT", 60.0),
        ("Wed, 15 Jul 2015 05:00:00 GMT", 0.0),
        ("9" * 400, 86400.0),
        ("Wed, 15 Jul 2099 05:00:00 GMT", 86400.0),
        ("Wed, 15 Jul 2015 05:12:31 -0000", None),
        ("-5", None),
        ("soon", None),
    ],
)
def test_the_vendors_wish_to_be_left_alone_is_kept(status, header, seconds, wire, failing):
    wire.answers(b"", f"{status} Later", [f"Retry-After: {header}"])

    assert failing(wire.url).retry_after == seconds


def test_only_statuses_with_such_a_wish_have_one(wire, failing):
    wire.answers(b"", "500 No", ["Retry-After: 17"])

    assert failing(wire.url).retry_after is None


def test_a_redirect_is_not_followed(wire, failing):
    wire.answers(b"", "307 Temporary Redirect", [f"Location: {wire.url}"])

    error = failing(wire.url)

    assert type(error) is BackendAnswerInvalid
    assert error.vendor_status == 307
    assert len(wire.captured) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>Maintenance</title>",
        b"\xff\xfe\xfd",
        b"[" * 9000,
        b"null",
        b"[]",
        b'["ssiRecordLocator"]',
        b"{}",
        b'{"ssiRecordLocator": null}',
        b'{"ssiRecordLocator": 17}',
        b'{"ssiRecordLocator": ["A"]}',
        b'{"ssiRecordLocator": ""}',
        b'{"ssiRecordLocator": "  "}',
        b'{"ssiRecordLocator": "A\\nB"}',
        b'{"ssiRecordLocator": "A\\u0000"}',
        b'{"ssiRecordLocator": "' + b"A" * 256 + b'"}',
    ],
)
def test_an_answer_without_a_usable_locator_is_invalid(content, wire, failing):
    wire.answers(content)

    error = failing(wire.url)

    assert type(error) is BackendAnswerInvalid
    assert (error.vendor_status, error.http_status, error.final) == (200, 502, False)


def test_a_status_of_success_without_content_is_invalid(wire, failing):
    wire.answers(b"", "204 No Content")

    error = failing(wire.url)

    assert type(error) is BackendAnswerInvalid
    assert error.vendor_status == 204


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "compressed"])
def test_a_huge_answer_is_not_read(compress, wire, failing):
    content = compress(b" " * 5_000_000)
    encoding = ["Content-Encoding: gzip"] if compress is gzip.compress else []
    wire.answers(content, headers=encoding)

    error = failing(wire.url)

    assert type(error) is BackendAnswerInvalid
    assert "longer than" in error.detail


def test_nothing_that_is_logged_gives_anything_away(wire, failing, make, caplog):
    caplog.set_level(logging.DEBUG)

    failing("http://127.0.0.1:1/register")
    wire.answers(b"", "400 No")
    failing(wire.url)
    wire.answers(b'{"ssiRecordLocator": "A"}')
    make.backend(exam_register_endpoint=wire.url).register_attempt(make.registration())

    assert caplog.text
    for word in (*make.secrets.values(), "Lovelace", "Authorization", "examPassword"):
        assert word not in caplog.text
