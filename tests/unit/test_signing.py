"""Keys are read from PEM, named by their thumbprint and published without their secret half."""

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from proctoring_host.signing import KeyUnusable, key_set, read_key

MAKERS = {
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
}


def pem_of(private, encryption=None) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()).decode()


@pytest.mark.parametrize("algorithm", MAKERS)
def test_a_token_is_verified_with_nothing_but_the_published_key(algorithm):
    key = read_key(pem_of(MAKERS[algorithm]()))
    token = key.sign({"sub": "5"}, kind="test+jwt")

    published = jwt.PyJWKSet.from_dict(json.loads(json.dumps(key_set([key]))))[jwt.get_unverified_header(token)["kid"]]

    assert key.algorithm == algorithm
    assert jwt.decode(token, published, algorithms=[algorithm]) == {"sub": "5"}


@pytest.mark.parametrize("algorithm", MAKERS)
def test_what_is_published_holds_no_secret(algorithm):
    key = read_key(pem_of(MAKERS[algorithm]()))

    assert not set(key.public) & {"d", "p", "q", "dp", "dq", "qi"}
    assert "private" not in repr(key)


def test_the_name_of_a_key_is_its_thumbprint():
    # The example of RFC 8037, appendix A.
    secret = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")

    key = read_key(pem_of(ed25519.Ed25519PrivateKey.from_private_bytes(secret)))

    assert key.public["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(lambda: "", id="empty"),
        pytest.param(lambda: "no PEM", id="text"),
        pytest.param(lambda: pem_of(ed25519.Ed25519PrivateKey.generate())[:-40], id="cut off"),
        pytest.param(lambda: pem_of(MAKERS["EdDSA"](), BestAvailableEncryption(b"word")), id="encrypted"),
        pytest.param(lambda: pem_of(rsa.generate_private_key(65537, 1024)), id="short RSA"),
        pytest.param(lambda: pem_of(ec.generate_private_key(ec.SECP384R1())), id="other curve"),
        pytest.param(lambda: pem_of(dsa.generate_private_key(1024)), id="other kind"),
    ],
)
@pytest.mark.filterwarnings("ignore::Warning")
def test_a_key_that_cannot_be_used_is_refused_without_repeating_it(pem):
    text = pem()

    with pytest.raises(KeyUnusable) as refused:
        read_key(text)

    assert not text or text.strip() not in str(refused.value)
