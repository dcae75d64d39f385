"""Direction B of the contract: the vendor's service user signs in at the platform and says what it has to say."""

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import requests

from proctoring_rest_backend.simulator.credentials import VendorAccount

TIMEOUT_SECONDS = 30.0
ANSWER_SHOWN = 500
LOGIN_PATH = "/accounts/login/"
ATTEMPT_PATH = "/api/edx_proctoring/v1/proctored_exam/attempt/"
CSRF_COOKIES = ("csrftoken", "csrf_token")


class SignInFailed(Exception):
    """The platform did not take user and password; the message says what it answered."""


class Platform:
    """One session for each platform, signed in at its first use and again when it has ended."""

    def __init__(self, account: VendorAccount, session: Callable[[], requests.Session] = requests.Session) -> None:
        self._account = account
        self._new_session = session
        self._lock = threading.Lock()
        self._sessions: dict[str, requests.Session] = {}

    def send(self, host: str, attempt_id: str, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the platform at `host` answered: `http_status` (0 for none) and `answer`."""
        root = (self._account.platform_url or host).rstrip("/")
        address = f"{root}{ATTEMPT_PATH}{quote(attempt_id, safe='')}/{verb}"
        try:
            answer = self._post(root, address, body)
        except SignInFailed as failed:
            return {"http_status": 0, "answer": str(failed)}
        except requests.RequestException as error:
            return {"http_status": 0, "answer": f"The platform did not answer ({type(error).__name__})."}
        return {"http_status": answer.status_code, "answer": answer.text[:ANSWER_SHOWN]}

    def close(self) -> None:
        with self._lock:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()

    def _post(self, root: str, address: str, body: dict[str, Any]) -> requests.Response:
        with self._lock:
            session = self._sessions.get(root)
            is_new = session is None
            if session is None:
                session = self._sessions[root] = self._signed_in(root)
            answer = self._say(session, root, address, body)
            if answer.status_code in {401, 403} and not is_new:
                session.close()
                session = self._sessions[root] = self._signed_in(root)
                answer = self._say(session, root, address, body)
            return answer

    def _say(self, session: requests.Session, root: str, address: str, body: dict[str, Any]) -> requests.Response:
        headers = {"X-CSRFToken": _csrf(session), "Referer": f"{root}/"}
        return session.post(address, json=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)

    def _signed_in(self, root: str) -> requests.Session:
        if not self._account.user:
            raise SignInFailed("The simulator has no user to sign in as.")
        session = self._new_session()
        address = f"{root}{LOGIN_PATH}"
        session.get(address, timeout=TIMEOUT_SECONDS)
        form = {"username": self._account.user, "password": self._account.password}
        answer = session.post(
            address,
            data={**form, "csrfmiddlewaretoken": _csrf(session)},
            headers={"Referer": address},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        if answer.status_code != 302:
            session.close()
            raise SignInFailed(f"The platform did not take user and password (status {answer.status_code}).")
        return session


def _csrf(session: requests.Session) -> str:
    return next((str(session.cookies.get(name)) for name in CSRF_COOKIES if session.cookies.get(name)), "")
