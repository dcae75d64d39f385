"""A defect each: registering an attempt."""

from typing import Any

from proctoring_host import hookimpl
from proctoring_host.data import RegisteredAttempt, Registration
from tests.conformance.good import Good


class NoId(Good):
    """An answer without an id counts as one."""

    def id_in(self, what, content):
        return str(content.get("id") or "")


class IdOfItsOwn(Good):
    """It makes an id up in place of the vendor's."""

    def id_in(self, what, content):
        return f"mine-{content['id']}"


class BareId(Good):
    """It returns the id itself."""

    @hookimpl
    def register_attempt(self, registration: Registration) -> Any:
        what = "Registering"
        return self.id_in(
            what, self.content(what, self.send("POST", "/sessions", what, self.registration_body(registration)))
        )


class CountingId(Good):
    """A second registration of the same attempt gets another id."""

    counter = 0

    def id_in(self, what, content):
        type(self).counter += 1
        return f"{super().id_in(what, content)}-{self.counter}"


class RegistersTwice(Good):
    """It calls to see whether it works, and then calls."""

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        self.send("POST", "/sessions", "Trying", self.registration_body(registration))
        return super().register_attempt(registration)


class NamelessCall(Good):
    """The vendor is not told the attempt's code."""

    def registration_body(self, registration):
        return {**super().registration_body(registration), "key": registration.learner.pseudonym}


class RemembersTheFirst(Good):
    """It keeps the first registration's key for all."""

    def registration_body(self, registration):
        self.__dict__.setdefault("key", registration.attempt_code)
        return {**super().registration_body(registration), "key": self.key}


class SharedState(Good):
    """It keeps the registration on the instance while it calls."""

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        self.current = registration
        return super().register_attempt(registration)

    def send(self, method, path, what, body=None, timeout=10):
        with self.services.http():
            pass
        body = {**body, "key": self.current.attempt_code} if path == "/sessions" else body
        return super().send(method, path, what, body, timeout)


class WantsTwoNames(Good):
    """Every learner has a first and a last name."""

    def registration_body(self, registration):
        first, last = registration.learner.full_name.split(" ", 1)
        return {**super().registration_body(registration), "first": first, "last": last}


class AsciiExams(Good):
    """The exam's name goes into a header."""

    def headers(self):
        return {**super().headers(), "X-Exam": self.exam_name}

    @hookimpl
    def register_attempt(self, registration: Registration) -> RegisteredAttempt:
        self.exam_name = registration.exam.exam_name.encode("ascii").decode()
        return super().register_attempt(registration)

    exam_name = ""


class HandmadeJson(Good):
    """It writes JSON by hand."""

    def send(self, method, path, what, body=None, timeout=10):
        if path != "/sessions":
            return super().send(method, path, what, body, timeout)
        text = ", ".join(f'"{key}": "{value}"' for key, value in body.items())
        headers = {**self.headers(), "Content-Type": "application/json"}
        with self.services.http() as http:
            return http.post(f"{self.options.api_url}{path}", data=f"{{{text}}}".encode(), headers=headers)


class NoPractice(Good):
    """Practice exams fall over."""

    def registration_body(self, registration):
        return {**super().registration_body(registration), "due": {False: 1}[registration.is_sample_attempt]}


class OnlyItsOwnName(Good):
    """It works under one configured name only."""

    def headers(self):
        return {**super().headers(), "X-Account": {"good": "1"}[self.name]}


class DeafToOnboarding(Good):
    """The vendor's wish for onboarding is an invalid answer."""

    def content(self, what, answer):
        found = super().content(what, answer)
        found.pop("onboarding", None)
        return found


class LongestExam(Good):
    """An exam takes a day at most."""

    def registration_body(self, registration):
        assert registration.time_limit_mins <= 24 * 60
        return super().registration_body(registration)


class AnythingIsAnId(Good):
    """Whatever stands where the id should be is made text."""

    def id_in(self, what, content):
        return str(content["id"])
