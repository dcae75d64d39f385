"""Everything that can go wrong on the wire becomes one of the host's errors, and none of them gives anything away."""

import gzip
import logging
import socket
import struct
import time
import traceback

import pytest

from proctoring_host.data import LearnerRef, OnboardingQuery, Status
from proctoring_host.errors import (
    BackendAnswerInvalid,
    BackendError,
    BackendUnreachable,
    OnboardingRequired,
    RegistrationRefused,
    RemovalFailed,
)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
def failing(make, wire):
    """Makes one call, and returns the error after looking through everything it could have given away."""

    def failing(hook="register_attempt", url=None, **options):
        backend = make.backend(base_url=url or wire.url, **{"timeout": (0.5, 0.5), **options})
        with pytest.raises(BackendError) as caught:
            CALLS[hook](backend, make)
        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(backend)
        for word in make.secrets:
            assert word not in shown
        assert make.client_secret not in repr(backend.options)
        assert caught.value.backend == "rest"
        return caught.value

    return failing


CALLS = {
    "register_exam": lambda backend, make: backend.register_exam(make.exam()),
    "register_attempt": lambda backend, make: backend.register_attempt(make.registration()),
    "launch_info": lambda backend, make: backend.launch_info(make.attempt(), "en"),
    "notify_attempt": lambda backend, make: backend.notify_attempt(make.change(Status.STARTED)),
    "remove_attempt": lambda backend, make: backend.remove_attempt(make.attempt()),
    "retire_learner": lambda backend, make: backend.retire_learner(LearnerRef(pseudonym="someone")),
    "profile": lambda backend, make: backend.onboarding_profiles(OnboardingQuery(course_id="c", pseudonym="someone")),
    "profiles": lambda backend, make: backend.onboarding_profiles(OnboardingQuery(course_id="c")),
    "configuration": lambda backend, make: backend.configuration(),
    "exam_rules": lambda backend, make: backend.exam_rules(make.exam(external_id="exam/1")),
}
HOOKS = list(CALLS)
REFUSALS = {
    "register_attempt": RegistrationRefused,
    "register_exam": RegistrationRefused,
    "remove_attempt": RemovalFailed,
}


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


BROKEN = {
    "reset": reset,
    "closed": lambda connection: None,
    "no HTTP": lambda connection: connection.sendall(b"this is no HTTP\r\n\r\n"),
    "cut in the body": lambda connection: connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{"),
    "wrong compression": lambda connection: connection.sendall(
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nno"
    ),
}


@pytest.mark.parametrize("token", [False, True], ids=["call", "token"])
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_connection_can_be_tried_again(how, token, wire, failing):
    if token:
        wire.token_reply = BROKEN[how]
    else:
        wire.reply = BROKEN[how]

    error = failing()

    assert type(error) is BackendUnreachable
    assert not error.final
    assert "refused or broken" in error.detail


def test_a_refused_connection_can_be_tried_again(failing):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        error = failing(url=f"http://127.0.0.1:{bound.getsockname()[1]}")

    assert type(error) is BackendUnreachable
    assert error.http_status == 503


def test_a_server_without_encryption_behind_an_encrypted_address_is_named(wire, failing):
    error = failing(url=wire.url.replace("http://", "https://"))

    assert type(error) is BackendUnreachable


def test_a_silent_vendor_is_given_up(wire, failing):
    wire.reply = lambda connection: time.sleep(3)

    error = failing()

    assert type(error) is BackendUnreachable
    assert "within 0.5 seconds" in error.detail


def test_a_vendor_that_falls_silent_in_the_body_is_given_up(wire, failing):
    def reply(connection):
        connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
        time.sleep(3)

    wire.reply = reply

    assert "no answer for 0.5 seconds" in failing().detail


def test_a_body_that_comes_in_drips_is_given_up_as_a_whole(wire, failing):
    wire.drips(HEAD + b"Content-Length: 9999\r\n\r\n", b" ", 0.05)
    begun = time.monotonic()

    error = failing()

    assert type(error) is BackendUnreachable
    assert "no complete answer" in error.detail
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("status", [400, 403, 409, 422])
def test_a_refusal_is_final_and_carries_the_vendors_status(status, hook, wire, failing):
    wire.answers(b'{"secret": "Lovelace"}', f"{status} No")

    error = failing(hook)

    assert type(error) is REFUSALS.get(hook, BackendError)
    assert (error.vendor_status, error.final) == (status, True)


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_passing_refusal_can_be_tried_again(status, hook, wire, failing):
    wire.answers(b"", f"{status} Later", ["Retry-After: 17"])

    error = failing(hook)

    assert (error.vendor_status, error.final) == (status, False)
    assert error.retry_after == (17.0 if status in {429, 503} else None)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Mon, 12 Jan 2026 09:01:00 GMT", 60.0),
        ("Mon, 12 Jan 2026 08:00:00 GMT", 0.0),
        ("9" * 400, 86400.0),
        ("Mon, 12 Jan 2026 09:01:00 -0000", None),
        ("-5", None),
        ("soon", None),
    ],
)
def test_the_vendors_wish_to_be_left_alone_is_kept(header, seconds, wire, failing):
    wire.answers(b"", "429 Later", [f"Retry-After: {header}"])

    assert failing().retry_after == seconds


@pytest.mark.parametrize("hook", [hook for hook in HOOKS if hook != "remove_attempt"])
def test_404_means_gone_only_for_a_removal(hook, wire, failing):
    wire.answers(b"{}", "404 Not Found")

    assert failing(hook).vendor_status == 404


@pytest.mark.parametrize("status", ["204 No Content", "302 Found"])
def test_a_status_the_contract_does_not_have_is_invalid_and_no_redirect_is_followed(status, wire, failing):
    wire.answers(b"", status, [f"Location: {wire.url}/api/v1/exam/"])

    error = failing()

    assert type(error) is BackendAnswerInvalid
    assert len(wire.calls("/api/v1/")) == 1


NO_JSON = [b"", b"<!doctype html><title>Maintenance</title>", b"\xff\xfe\xfd", b"[" * 20000, b'{"id": NaN}']


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("content", NO_JSON, ids=["empty", "html", "bytes", "deep", "NaN"])
def test_an_answer_that_is_no_json_is_invalid(content, hook, wire, failing):
    wire.answers(content)

    error = failing(hook)

    assert type(error) is BackendAnswerInvalid
    assert (error.http_status, error.final) == (502, False)


@pytest.mark.parametrize(
    ("hook", "content"),
    [
        *((hook, content) for hook in HOOKS for content in (b"null", b"[]", b'"text"', b"17")),
        *((hook, b'{"id": %s}' % value) for hook in ("register_exam", "register_attempt")
          for value in (b"null", b"true", b"1.5", b'""', b'" "', b'["a"]', b'"A\\nB"', b'"' + b"A" * 256 + b'"')),
        ("notify_attempt", b'{"status": 1}'),
        ("remove_attempt", b'{"status": ["deleted"]}'),
        ("retire_learner", b'"true"'),
        ("retire_learner", b"{}"),
        ("launch_info", b'{"instructions": {}}'),
        ("launch_info", b'{"instructions": [1]}'),
        ("launch_info", b'{"download_url": "javascript:alert(1)"}'),
        ("launch_info", b'{"download_url": "http://["}'),
        ("launch_info", b'{"download_url": 7}'),
        ("configuration", b'{"rules": {"a": 1}}'),
        ("configuration", b'{"rules": []}'),
        ("configuration", b'{"name": []}'),
        ("exam_rules", b'{"rules": {"a": "yes"}}'),
        ("profile", b'{"user_id": "someone", "status": "excellent"}'),
        ("profile", b'{"status": "pending"}'),
        ("profile", b'{"user_id": "someone", "status": "pending", "expiration_date": "soon"}'),
        ("profiles", b'{"results": {}}'),
        ("profiles", b'{"results": [1]}'),
        ("profiles", b"{}"),
    ],
)  # fmt: skip
def test_values_of_the_wrong_type_are_invalid(hook, content, wire, failing):
    wire.answers(content)

    assert type(failing(hook)) is BackendAnswerInvalid


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "compressed"])
def test_a_huge_answer_is_not_read(compress, wire, failing):
    headers = ["Content-Encoding: gzip"] if compress is gzip.compress else []
    wire.answers(compress(b" " * 5_000_000), headers=headers)

    error = failing(timeout=(5.0, 10.0))

    assert type(error) is BackendAnswerInvalid
    assert "longer than" in error.detail


def test_onboarding_may_be_asked_for_with_an_error_status(wire, make):
    wire.answers(b'{"status": "onboarding_expired"}', "403 Forbidden")

    with pytest.raises(OnboardingRequired) as caught:
        make.backend(base_url=wire.url).register_attempt(make.registration())

    assert caught.value.status is Status.ONBOARDING_EXPIRED


def test_an_attempt_the_vendor_keeps_is_not_gone(wire, make):
    wire.answers(b'{"status": "archived"}')

    assert make.backend(base_url=wire.url).remove_attempt(make.attempt()) is False


@pytest.mark.parametrize(("content", "external_id"), [(b'{"id": 17}', "17"), (b'{"id": "abc/1"}', "abc/1")])
def test_ids_may_be_numbers_and_201_is_as_good_as_200(content, external_id, wire, make):
    wire.answers(content, "201 Created")

    assert make.backend(base_url=wire.url).register_attempt(make.registration()).external_id == external_id


def test_ids_are_quoted_in_addresses(wire, make):
    wire.answers(b'{"status": "started"}')

    make.backend(base_url=wire.url).notify_attempt(make.change(Status.STARTED))

    assert wire.captured[-1].line == "PATCH /api/v1/exam/exam%2F1/attempt/attempt%201/ HTTP/1.1"


def test_nothing_that_is_logged_gives_anything_away(wire, make, caplog):
    caplog.set_level(logging.DEBUG)
    backend = make.backend(base_url=wire.url)

    for content, status in ((b'{"id": "A"}', "200 OK"), (b'{"detail": "Lovelace"}', "400 No")):
        wire.answers(content, status)
        for hook in HOOKS:
            try:
                CALLS[hook](backend, make)
            except BackendError as error:
                logging.getLogger("test").exception("failed", exc_info=error)

    assert caplog.text
    for word in (*make.secrets, "Authorization"):
        assert word not in caplog.text
