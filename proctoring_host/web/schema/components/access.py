"""Tokens for services that hold exams' content."""

from typing import Any

from proctoring_host.domain.access import AccessReason
from proctoring_host.web.schema.shapes import Schema, array, integer, one_of, record, ref, string

TOKEN: dict[str, Any] = {
    "exam_access_token": "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiI3In0.c2lnbmF0dXJl",
    "exam_access_token_expiration": 60,
    "reason": "running",
}
KEYS: dict[str, Any] = {"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "n": "u1W5", "e": "AQAB"}]}

COMPONENTS: dict[str, Schema] = {
    "AccessToken": record(
        "That nothing of the exam stands against showing this content to this person now; not that they are enrolled.",
        {
            "exam_access_token": string(
                "A signed JWT, `typ` is `exam-access+jwt`. It names the site, the audience, the person, the "
                "course, the content and the reason."
            ),
            "exam_access_token_expiration": integer("Seconds for which it is good."),
            "reason": one_of(AccessReason, "Why it was given."),
        },
    ),
    "AccessKey": record("A public key as JWK.", {"kty": string(), "kid": string()}, additionalProperties=True),
    "AccessKeys": record("A JWKS.", {"keys": array(ref("AccessKey"))}),
}
