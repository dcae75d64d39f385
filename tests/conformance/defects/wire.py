"""A defect each: a vendor that fails."""

import json

import requests

from proctoring_host import hookimpl
from proctoring_host.errors import BackendError, BackendUnreachable, RegistrationRefused
from tests.conformance.good import Good


class RawErrors(Good):
    """Exceptions of the HTTP library go through."""

    def send(self, method, path, what, body=None, timeout=10):
        with self.services.http() as http:
            return http.request(method, self.options.api_url + path, json=body, headers=self.headers())


class EverythingIsRefusal(Good):
    """A broken connection is called a refusal."""

    def unreachable(self, what, error):
        return RegistrationRefused("No.", backend=self.name)


class FinalOutage(Good):
    """A broken connection is final."""

    def unreachable(self, what, error):
        return BackendUnreachable(f"{what} failed.", backend=self.name, final=True)


class OwnSession(Good):
    """Its own session waits for each piece, and for as long as it takes."""

    def send(self, method, path, what, body=None, timeout=10):
        try:
            with requests.Session() as http:
                return http.request(method, self.options.api_url + path, json=body, headers=self.headers(), timeout=0.3)
        except requests.RequestException as error:
            raise self.unreachable(what, error) from None


class NoTimeOut(Good):
    """Its own session has no time-out at all."""

    def send(self, method, path, what, body=None, timeout=10):
        try:
            return requests.request(method, self.options.api_url + path, json=body, headers=self.headers())
        except requests.RequestException as error:
            raise self.unreachable(what, error) from None


class IgnoresStatus(Good):
    """Whatever has an id in it is good."""

    def content(self, what, answer):
        return {"id": "session-7", **(json.loads(answer.content) if answer.content[:1] == b"{" else {})}


class NoVendorStatus(Good):
    """It does not say with which status it was refused."""

    def refused(self, what, answer):
        return RegistrationRefused(f"{what} was refused.", backend=self.name)


class FinalFiveHundred(Good):
    """Every refusal is final."""

    def refused(self, what, answer):
        error = super().refused(what, answer)
        error.final = True
        return error


class DeafToRetryAfter(Good):
    """It does not hand on how long the vendor wants to be left alone."""

    def refused(self, what, answer):
        error = super().refused(what, answer)
        error.retry_after = None
        return error


class RawJson(Good):
    """An answer that is no JSON is a ValueError."""

    def content(self, what, answer):
        if not answer.ok:
            raise self.refused(what, answer)
        return answer.json()


class DeepJson(Good):
    """Brackets without end are a RecursionError."""

    def content(self, what, answer):
        if not answer.ok:
            raise self.refused(what, answer)
        try:
            found = json.loads(answer.content)
        except ValueError:
            raise self.invalid(what) from None
        if not isinstance(found, dict):
            raise self.invalid(what)
        return found


class NonsenseIsOutage(Good):
    """A page in HTML is taken for a broken connection."""

    def invalid(self, what):
        return BackendUnreachable(f"{what} failed.", backend=self.name)


class LoopsOnFailure(Good):
    """It tries five times before it tells."""

    def send(self, method, path, what, body=None, timeout=10):
        for _ in range(5):
            answer = super().send(method, path, what, body, timeout)
            if answer.ok:
                break
        return answer


class WrongBackendInErrors(Good):
    """Its errors carry the usual name and not the configured one."""

    def refused(self, what, answer):
        error = super().refused(what, answer)
        error.backend = "good"
        return error


class NamelessErrors(Good):
    """Its errors do not say which attempt they are about."""

    def refused(self, what, answer):
        return RegistrationRefused("The vendor said no.", backend=self.name, vendor_status=answer.status_code)


class BreaksForGood(Good):
    """After one failure it refuses to work."""

    def send(self, method, path, what, body=None, timeout=10):
        if getattr(self, "broken", False):
            raise BackendError("Broken before.", backend=self.name)
        answer = super().send(method, path, what, body, timeout)
        self.broken = not answer.ok
        return answer


class FollowsRedirects(Good):
    """Its own session goes wherever it is led."""

    def send(self, method, path, what, body=None, timeout=10):
        try:
            with requests.Session() as http:
                return http.request(method, self.options.api_url + path, json=body, headers=self.headers(), timeout=5)
        except requests.RequestException as error:
            raise self.unreachable(what, error) from None


class SwallowsProfileErrors(Good):
    """Where profiles cannot be read there are none."""

    @hookimpl
    def onboarding_profiles(self, query):
        try:
            return super().onboarding_profiles(query)
        except BackendError:
            return []
