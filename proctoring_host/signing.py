"""Keys that sign what others are to verify: read from PEM, published as JWKS. Knows nothing of exams."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

PrivateKey: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
SHORTEST_RSA_KEY = 2048
# What RFC 7638 makes the thumbprint of: the members that say which key it is.
THUMBPRINT_MEMBERS = ("crv", "e", "kty", "n", "x", "y")


class KeyUnusable(Exception):
    """The text says why, and nothing of the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """`public` is the JWK that verifiers need. `kid` is its thumbprint, so that one key has one name everywhere."""

    kid: str
    algorithm: str
    public: Mapping[str, str]
    private: PrivateKey = field(repr=False)

    def sign(self, claims: Mapping[str, Any], *, kind: str) -> str:
        """`kind` stands in the header as `typ`, so that no token is taken for one of another kind."""
        headers = {"kid": self.kid, "typ": kind}
        return jwt.encode(dict(claims), self.private, algorithm=self.algorithm, headers=headers)


def read_key(pem: str) -> SigningKey:
    """From an unencrypted private key in PEM: Ed25519, P-256, or RSA of at least 2048 bits. Raises `KeyUnusable`."""
    try:
        private = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnusable("It is not an unencrypted private key in PEM form.") from None
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return _key(private, "EdDSA", OKPAlgorithm.to_jwk(private.public_key(), as_dict=True))
    if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1):
        return _key(private, "ES256", ECAlgorithm.to_jwk(private.public_key(), as_dict=True))
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= SHORTEST_RSA_KEY:
        return _key(private, "RS256", RSAAlgorithm.to_jwk(private.public_key(), as_dict=True))
    raise KeyUnusable("It must be an Ed25519 key, a P-256 key, or an RSA key of at least 2048 bits.")


def key_set(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """The public halves, as RFC 7517 has it."""
    return {"keys": [dict(key.public) for key in keys]}


def _key(private: PrivateKey, algorithm: str, jwk: Mapping[str, Any]) -> SigningKey:
    members = {name: str(jwk[name]) for name in THUMBPRINT_MEMBERS if name in jwk}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    kid = base64url_encode(hashlib.sha256(canonical).digest()).decode()
    public = {**members, "alg": algorithm, "kid": kid, "use": "sig"}
    return SigningKey(kid=kid, algorithm=algorithm, public=public, private=private)
