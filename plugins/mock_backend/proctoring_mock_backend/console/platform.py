"""The console's calls to the platform: the vendor's side of the REST form, authenticated by the callback secret."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformClient:
    """Posts to `backends/<name>/callback/` and says in a sentence what became of it."""

    root: str
    backend: str
    secret: str = field(repr=False)
    session: Callable[[], requests.Session] = requests.Session

    @property
    def address(self) -> str:
        return f"{self.root.rstrip('/')}/api/edx_proctoring/v1/backends/{quote(self.backend, safe='')}/callback/"

    def ready(self, external_id: str) -> str:
        return self._post({"external_id": external_id, "status": "ready"})

    def verdict(self, external_id: str, word: str, comments: list[str], reviewed_by: str = "") -> str:
        remarks = [{"comment": text, "status": "", "start": 0, "stop": 0, "duration": 0} for text in comments]
        return self._post({"external_id": external_id, "status": word, "comments": remarks, "reviewed_by": reviewed_by})

    def _post(self, body: dict[str, Any]) -> str:
        try:
            with self.session() as session:
                answer = session.post(
                    self.address,
                    json=body,
                    headers={"X-Proctoring-Token": self.secret},
                    timeout=TIMEOUT_SECONDS,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            return f"The platform at {self.root} did not answer ({type(error).__name__})."
        if answer.status_code < 300:
            return f"The platform took it: {body['status']} for {body['external_id']}."
        return f"The platform answered {answer.status_code}: {_detail(answer)}"


def _detail(answer: requests.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return "without a reason."
