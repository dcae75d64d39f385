"""Somebody who is signed in, and uses the REST API and the pages as a browser would."""

import re
from collections.abc import Mapping
from typing import Any

import requests

from proctoring_host.standalone.demo.content import Account
from proctoring_host.standalone.walkthrough.timeline import Journey

TIMEOUT_SECONDS = 30.0
API = "/api/edx_proctoring/v1/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Unexpected(Exception):
    """An answer after which the journey cannot go on."""


class Client:
    """One session. Every request is noted in the journey that it is given."""

    def __init__(self, url: str, account: Account) -> None:
        self._url = url
        self.name = account.username
        self._http = requests.Session()
        self._sign_in(account)

    def api(
        self, journey: Journey, method: str, path: str, body: Mapping[str, Any] | None = None, *, status: int = 200
    ) -> dict[str, Any]:
        """The JSON of the answer; `Unexpected` for another status."""
        answer = self._http.request(
            method, self._url + API + path, json=body, headers=self._token(), timeout=TIMEOUT_SECONDS
        )
        journey.note("request", f"{self.name}: {method} {path}{_action(body)} -> {answer.status_code}")
        if answer.status_code != status:
            raise Unexpected(f"{method} {path}{_action(body)}: expected {status}, found {answer.status_code}.")
        found = answer.json()
        return found if isinstance(found, dict) else {"value": found}

    def post_page(self, journey: Journey, path: str, form: Mapping[str, str]) -> None:
        """Send a form of a page; the page that it leads to has to be shown."""
        answer = self._http.post(
            self._url + path, data=dict(form), headers={**self._token(), "Referer": self._url}, timeout=TIMEOUT_SECONDS
        )
        journey.note(
            "request", f"{self.name}: POST {path} -> {answer.history[0].status_code if answer.history else ''}"
        )
        if not answer.ok:
            raise Unexpected(f"POST {path}: expected a page, found {answer.status_code}.")

    def _sign_in(self, account: Account) -> None:
        address = f"{self._url}/accounts/login/"
        token = TOKEN.search(self._http.get(address, timeout=TIMEOUT_SECONDS).text)
        if token is None:
            raise Unexpected("The sign-in page has no form.")
        form = {"username": account.username, "password": account.password, "csrfmiddlewaretoken": token.group(1)}
        answer = self._http.post(
            address, data=form, headers={"Referer": address}, allow_redirects=False, timeout=TIMEOUT_SECONDS
        )
        if answer.status_code != 302:
            raise Unexpected(f"Sign-in of {account.username}: expected 302, found {answer.status_code}.")

    def _token(self) -> dict[str, str]:
        return {"X-CSRFToken": self._http.cookies.get("csrftoken") or ""}


def _action(body: Mapping[str, Any] | None) -> str:
    return f" {body['action']}" if body and "action" in body else ""
