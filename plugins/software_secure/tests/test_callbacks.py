import pytest

from proctoring_host.data import Callback, CallbackKind, Entry, Launched
from proctoring_host.errors import CallbackRejected

SECRET = "the-secret-of-the-callback"
NETWORKS = ("192.0.2.0/24", "2001:db8::/32", "198.51.100.7")


def call(kind=CallbackKind.REVIEW, **changes):
    given = {"backend": "software_secure", "method": "POST", "path": "/callback/", "remote_address": "203.0.113.9"}
    return Callback(kind=kind, **{**given, **changes})


def test_without_any_proof_configured_a_review_is_accepted(make):
    assert make.backend().authenticate_callback(call()) is True


@pytest.mark.parametrize("proof", [{"token": SECRET}, {"query": {"token": SECRET}}], ids=["path", "query"])
def test_the_secret_is_taken_from_path_or_query(proof, make):
    backend = make.backend(review_callback_secret=SECRET)

    assert backend.authenticate_callback(call(**proof)) is True


@pytest.mark.parametrize(
    "proof",
    [
        {},
        {"token": SECRET[:-1]},
        {"token": SECRET + "x"},
        {"token": SECRET.upper()},
        {"token": "пароль"},
        {"token": "\udc80"},
        {"query": {"token": ""}},
        {"query": {"secret": SECRET}},
        {"headers": {"authorization": SECRET}, "service_user": True},
        {"body": SECRET.encode()},
    ],
)
def test_without_the_secret_a_review_is_rejected(proof, make):
    backend = make.backend(review_callback_secret=SECRET)

    with pytest.raises(CallbackRejected) as caught:
        backend.authenticate_callback(call(**proof))

    assert caught.value.http_status == 403
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("address", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::17", "198.51.100.7"])
def test_a_review_from_the_vendors_networks_is_accepted(address, make):
    backend = make.backend(review_callback_networks=NETWORKS)

    assert backend.authenticate_callback(call(remote_address=address)) is True


@pytest.mark.parametrize(
    "address", ["203.0.113.9", "198.51.100.8", "::ffff:203.0.113.9", "2001:db9::1", "", "localhost", "192.0.2.1:80"]
)
def test_a_review_from_elsewhere_is_rejected(address, make):
    backend = make.backend(review_callback_networks=NETWORKS)

    with pytest.raises(CallbackRejected):
        backend.authenticate_callback(call(remote_address=address, headers={"x-forwarded-for": "192.0.2.1"}))


@pytest.mark.parametrize(
    ("token", "address"), [(SECRET, "203.0.113.9"), ("wrong", "192.0.2.1")], ids=["secret only", "network only"]
)
def test_of_two_configured_proofs_one_is_not_enough(token, address, make):
    backend = make.backend(review_callback_secret=SECRET, review_callback_networks=NETWORKS)

    with pytest.raises(CallbackRejected):
        backend.authenticate_callback(call(token=token, remote_address=address))

    assert backend.authenticate_callback(call(token=SECRET, remote_address="192.0.2.1"))


@pytest.mark.parametrize("kind", [CallbackKind.READY, CallbackKind.REVIEWED, CallbackKind.GENERIC])
def test_a_call_at_any_other_address_is_rejected(kind, make):
    backend = make.backend(review_callback_secret=SECRET)

    with pytest.raises(CallbackRejected):
        backend.authenticate_callback(call(kind, token=SECRET, service_user=True))


def test_the_learners_return_needs_no_proof(make):
    backend = make.backend(review_callback_secret=SECRET, review_callback_networks=NETWORKS)

    assert backend.authenticate_callback(call(CallbackKind.LAUNCH, method="GET")) is True


def test_the_learners_return_gives_the_browser_its_cookie(make):
    returned = make.backend().parse_callback(call(CallbackKind.LAUNCH, method="GET", attempt=make.attempt()))

    assert returned == Launched(attempt_code=make.code, cookies={"exam": make.code})


@pytest.mark.parametrize("end", ["", "/"])
def test_the_attempt_of_a_return_is_also_found_in_the_path(end, make):
    path = f"/api/edx_proctoring/proctoring_launch_callback/start_exam/{make.code}{end}"

    returned = make.backend().parse_callback(call(CallbackKind.LAUNCH, method="GET", path=path))

    assert returned.attempt_code == make.code


def test_the_browser_with_the_cookie_of_this_attempt_may_enter(make):
    assert make.backend().allows_entry(Entry(attempt=make.attempt(), cookies={"exam": make.code})) is True


@pytest.mark.parametrize(
    "cookies",
    [
        {},
        {"exam": ""},
        {"exam": "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E43"},
        {"exam": "7a30d0d3-7f0d-4e6e-9c2d-3b1f0a5c9e42"},
        {"other": "7A30D0D3-7F0D-4E6E-9C2D-3B1F0A5C9E42"},
    ],
)
def test_no_other_browser_may_enter(cookies, make):
    assert make.backend().allows_entry(Entry(attempt=make.attempt(), cookies=cookies)) is False
