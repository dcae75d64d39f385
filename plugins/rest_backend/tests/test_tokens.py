"""Access tokens: what is asked, how long one is used, and what happens when it is refused."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from proctoring_host.errors import BackendAnswerInvalid, BackendError


@pytest.fixture
def clock(make):
    return make.clock()


@pytest.fixture
def ask(make, wire, clock):
    """Makes a call that is not kept."""
    backend = make.backend(base_url=wire.url, clock=clock, timeout=2.0)
    wire.answers(b'{"id": "A"}')
    return lambda: backend.register_exam(make.exam())


def test_the_token_is_asked_for_by_client_credentials(ask, wire, make):
    ask()

    token, call = wire.captured
    assert token.line == "POST /oauth2/access_token HTTP/1.1"
    assert token.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(token.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": [make.client_id],
        "client_secret": [make.client_secret],
        "token_type": ["jwt"],
    }
    assert call.headers["Authorization"] == f"JWT {make.token}"


@pytest.mark.parametrize(
    ("says", "good", "lapsed"),
    [
        (b', "expires_in": 300', 269, 271),
        (b', "expires_in": "100"', 89, 91),
        (b"", 53, 55),
        (b', "expires_in": null', 53, 55),
    ],
)
def test_a_token_is_used_until_shortly_before_it_lapses(says, good, lapsed, ask, wire, clock):
    wire.gives_token(b'{"access_token": "T"%s}' % says)
    begun = clock.now

    ask()
    clock.now = begun + timedelta(seconds=good)
    ask()
    assert len(wire.calls("access_token")) == 1
    clock.now = begun + timedelta(seconds=lapsed)
    ask()

    assert len(wire.calls("access_token")) == 2


@pytest.mark.parametrize("life", [b"0", b"-5"])
def test_a_token_without_a_future_is_used_once(life, ask, wire):
    wire.gives_token(b'{"access_token": "T", "expires_in": %s}' % life)

    ask()
    ask()

    assert len(wire.calls("access_token")) == 2


def test_a_refused_token_is_replaced_once(ask, simulator, make):
    backend = make.backend(base_url=simulator.url)
    backend.register_exam(make.exam())
    simulator.fault("401")

    backend.register_exam(make.exam())

    assert [entry["status"] for entry in simulator.state()["requests"]] == [200, 201, 401, 200, 201]


def test_a_vendor_that_refuses_every_token_is_asked_twice_and_no_more(ask, wire):
    wire.answers(b"{}", "401 No")

    with pytest.raises(BackendError) as caught:
        ask()

    assert len(wire.calls("/api/v1/exam/")) == len(wire.calls("access_token")) == 2
    assert (caught.value.vendor_status, caught.value.http_status, caught.value.final) == (401, 503, False)


def test_a_newer_token_outlives_the_refusal_of_an_older_one(make):
    from proctoring_rest_backend.tokens import Token, Tokens

    tokens = Tokens(make.options(), "jwt", lambda: make.now)
    tokens._kept = Token("newer", make.now + timedelta(seconds=60))

    tokens.forget("older")

    assert tokens.get(None, "") == "newer"
    tokens.forget("newer")
    assert tokens._kept is None


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_a_refused_account_is_tried_again_once_an_operator_has_mended_it(status, ask, wire):
    wire.gives_token(b'{"error": "invalid_client"}', f"{status} No")

    with pytest.raises(BackendError) as caught:
        ask()

    assert type(caught.value) is BackendError
    assert (caught.value.vendor_status, caught.value.final) == (status, False)
    assert wire.calls("/api/v1/") == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"access_token=T",
        b"[]",
        b"{}",
        b'{"error": "invalid_client"}',
        b'{"access_token": 7}',
        b'{"access_token": ""}',
        b'{"access_token": "two words"}',
        b'{"access_token": "a\\r\\nX-Header: 1"}',
        b'{"access_token": "\xc3\xa9"}',
        b'{"access_token": "T", "expires_in": "soon"}',
        b'{"access_token": "T", "expires_in": {}}',
    ],
)
def test_an_answer_without_a_usable_token_is_invalid(content, ask, wire):
    wire.gives_token(content)

    with pytest.raises(BackendAnswerInvalid):
        ask()

    assert wire.calls("/api/v1/") == []


def test_a_redirect_of_the_token_address_is_not_followed(ask, wire):
    wire.gives_token(b"", "302 Found")

    with pytest.raises(BackendAnswerInvalid):
        ask()
