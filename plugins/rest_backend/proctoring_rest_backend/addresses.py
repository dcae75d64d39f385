"""Where each call goes. A vendor whose addresses differ overrides the methods that do."""

from typing import TypeVar
from urllib.parse import quote

from proctoring_host import Backend
from proctoring_rest_backend.options import RestOptions

RestOptionsT = TypeVar("RestOptionsT", bound=RestOptions)


def path(*parts: str) -> str:
    """Path parts that may hold anything, quoted, each after a slash."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


class Addresses(Backend[RestOptionsT]):
    """The documented addresses, below `base_url`."""

    @property
    def base_url(self) -> str:
        """Without a slash at its end."""
        return self.options.base_url.rstrip("/")

    @property
    def token_url(self) -> str:
        return f"{self.base_url}/oauth2/access_token"

    @property
    def config_url(self) -> str:
        return f"{self.base_url}/api/v1/config/"

    @property
    def create_exam_url(self) -> str:
        return f"{self.base_url}/api/v1/exam/"

    def exam_url(self, exam_id: str) -> str:
        return f"{self.base_url}/api/v1/exam{path(exam_id)}/"

    def create_attempt_url(self, exam_id: str) -> str:
        return f"{self.exam_url(exam_id)}attempt/"

    def attempt_url(self, exam_id: str, attempt_id: str) -> str:
        return f"{self.exam_url(exam_id)}attempt{path(attempt_id)}/"

    def learner_url(self, pseudonym: str) -> str:
        return f"{self.base_url}/api/v1/user{path(pseudonym)}/"

    def onboarding_url(self, course_id: str) -> str:
        return f"{self.base_url}/api/v1/courses{path(course_id)}/onboarding_statuses"

    def instructor_url(self) -> str:
        """Where a browser is sent; the token follows as `jwt`."""
        return f"{self.base_url}/api/v1/instructor{path(self.options.client_id)}/"
