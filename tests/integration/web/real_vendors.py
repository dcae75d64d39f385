"""The two plugins of this repository behind the callbacks, an attempt for each, and what their vendors really send."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from proctoring_host.conf import ProctoringSettings
from proctoring_host.domain.statuses import Status
from proctoring_host.models import Attempt, Review
from proctoring_host.people.pseudonyms import pseudonym_of
from proctoring_host.registry import Registry, using_registry
from tests.factories import make_attempt, make_exam, make_user
from tests.integration.web.conftest import signed_in
from tests.rows import all_rows

# The lane of the host alone has no vendors; the lanes with all plugins run these tests.
for plugin in ("proctoring_software_secure", "proctoring_mock_backend"):
    pytest.importorskip(plugin, reason=f"{plugin} is not installed in this lane")

ROOT = "/api/edx_proctoring"
V1 = f"{ROOT}/v1"
CALLBACK_SECRET = "the-secret-of-the-review-callback"
MOCK = {"automatic": False, "callback_secret": CALLBACK_SECRET}
BACKENDS: Mapping[str, Mapping[str, Any]] = {
    "software_secure": {
        "exam_register_endpoint": "https://vendor.example/register",
        "exam_sponsor": "The Sponsor",
        "organization": "The Organization",
        "secret_key_id": "key-id",
        "software_download_url": "https://vendor.example/download",
        "crypto_key": "123456789123456712345678",
        "secret_key": "the-secret-of-the-signature",
        "video_review_aes_key": "000102030405060708090a0b0c0d0e0f",
        "review_callback_secret": CALLBACK_SECRET,
    },
    "mock": MOCK,
    "mock_abroad": {"BACKEND": "mock", **MOCK},
}


@contextmanager
def using_real_backends() -> Iterator[None]:
    settings = ProctoringSettings(enabled=True, backends=BACKENDS, default_backend="software_secure")
    registry = Registry.load(settings)
    assert registry.failures == ()
    with using_registry(registry):
        yield


def attempt_at(backend: str, status: Status = Status.SUBMITTED) -> Attempt:
    """As its registration leaves it: the learner has a name at the vendor."""
    attempt = make_attempt(make_exam(backend=backend), status=status)
    pseudonym_of(attempt.user_id, backend)
    return attempt


def service_user(backend: str) -> Client:
    user = make_user(f"service-of-{backend}")
    user.groups.add(Group.objects.get_or_create(name=f"{backend}_review")[0])
    return signed_in(user)


def review_of_software_secure(attempt: Attempt, **changes: Any) -> dict[str, Any]:
    meta = {"examCode": attempt.code, "ssiRecordLocator": attempt.external_id, "reviewedExam": True}
    comment = {"comments": "Looked away", "duration": 8, "eventStart": 1, "eventFinish": 9, "eventStatus": "Suspicious"}
    return {
        "examDate": "Jul 15 2015 1:13AM",
        "examMetaData": meta,
        "reviewStatus": "Clean",
        "videoReviewLink": "https://www.remoteproctor.com/AdminSite/Account/Reviewer/DirectLink-Generic.aspx?ID=foo",
        "webCamComments": [comment],
        "desktopComments": [comment],
        **changes,
    }


def review_of_mock(attempt: Attempt, **changes: Any) -> dict[str, Any]:
    comment = {"comment": "Looked away", "status": "suspicious", "start": 1, "stop": 9, "duration": 8}
    return {"attempt_code": attempt.code, "status": "passed", "comments": [comment], **changes}


@dataclass(frozen=True, kw_only=True)
class Door:
    """An address for callbacks, and the vendor who may open it. `proof` is sent along in the headers."""

    backend: str
    path: str
    signed_in: bool = False
    proof: Mapping[str, str] = field(default_factory=dict)

    def path_for(self, attempt: Attempt, token: str = CALLBACK_SECRET) -> str:
        return self.path.format(id=attempt.external_id, code=attempt.code, backend=self.backend, token=token)

    def client(self) -> Client:
        """With the vendor's own proof."""
        client = service_user(self.backend) if self.signed_in else Client()
        client.defaults.update({f"HTTP_{name.upper().replace('-', '_')}": text for name, text in self.proof.items()})
        return client

    def review(self, attempt: Attempt, **changes: Any) -> bytes:
        of = review_of_software_secure if self.backend == "software_secure" else review_of_mock
        return json.dumps(of(attempt, **changes)).encode()


SECRET_HEADER = {"X-Proctoring-Token": CALLBACK_SECRET}
ADDRESSED = f"{V1}/proctored_exam/attempt/{{id}}"
DOORS: Mapping[str, Door] = {
    "shared": Door(backend="software_secure", path=f"{ROOT}/proctoring_review_callback/?token={{token}}"),
    "shared with a secret": Door(backend="software_secure", path=f"{ROOT}/proctoring_review_callback/{{token}}/"),
    "generic": Door(backend="mock", path=f"{V1}/backends/mock/callback/", proof=SECRET_HEADER),
    "generic with a token": Door(backend="mock", path=f"{V1}/backends/mock/callback/{{token}}/", proof=SECRET_HEADER),
    "generic of another": Door(backend="software_secure", path=f"{V1}/backends/software_secure/callback/{{token}}/"),
    "ready": Door(backend="mock", path=f"{ADDRESSED}/ready", signed_in=True),
    "reviewed": Door(backend="mock", path=f"{ADDRESSED}/reviewed", signed_in=True),
    "reviewed of another": Door(backend="software_secure", path=f"{ADDRESSED}/reviewed", signed_in=True),
    "launch": Door(backend="software_secure", path=f"{ROOT}/proctoring_launch_callback/start_exam/{{code}}"),
}
OPEN_TO_REVIEWS = ("shared", "shared with a secret", "generic", "generic with a token", "reviewed")


def every_row() -> dict[str, list[dict[str, Any]]]:
    """All that is kept. Of a link to a recording, only whether there is one: each delivery encrypts it anew."""
    rows = all_rows()
    for review in rows[Review._meta.db_table]:
        review["encrypted_video_url"] = bool(review["encrypted_video_url"])
    return rows
