"""An account at the vendor: its token, and what the vendor says of itself, shared by all hooks."""

from collections.abc import Mapping
from typing import ClassVar

from proctoring_host import Services
from proctoring_host.data import AttemptData, ExamData
from proctoring_host.errors import BackendError
from proctoring_rest_backend.addresses import Addresses, RestOptionsT
from proctoring_rest_backend.answers import mapping_of
from proctoring_rest_backend.api import Api
from proctoring_rest_backend.configuration import VendorConfig, config_of
from proctoring_rest_backend.kept import Kept
from proctoring_rest_backend.reading import in_language, read
from proctoring_rest_backend.tokens import Tokens
from proctoring_rest_backend.transport import Call, Transport

# A page waits for these calls.
HURRY_SECONDS = 3.0
CONFIG_SECONDS = 300.0
EXAM_RULES_SECONDS = 60.0


class Account(Addresses[RestOptionsT]):
    """Below the hooks, above HTTP."""

    token_type: ClassVar[str] = "jwt"  # noqa: S105  the word for the kind of token
    authorization_scheme: ClassVar[str] = "JWT"

    def __init__(self, name: str, options: RestOptionsT, services: Services) -> None:
        super().__init__(name, options, services)
        self._tokens = Tokens(options, self.token_type, services.clock)
        self._configs: Kept[VendorConfig] = Kept(CONFIG_SECONDS, services.clock)
        self._exam_rules: Kept[Mapping[str, bool]] = Kept(EXAM_RULES_SECONDS, services.clock)

    def configuration(self, language: str = "", *, hurry: bool = False) -> VendorConfig:
        """What the vendor says of itself, kept for some minutes."""
        return self._configs.get(language, lambda: self._fetch_config(language, hurry=hurry))

    def exam_rules(self, exam: ExamData) -> Mapping[str, bool]:
        """Which of the vendor's rules hold for an exam, kept for a minute."""
        exam_id = self.known_exam(exam)
        return self._exam_rules.get(exam_id, lambda: self._fetch_rules(exam_id))

    def _fetch_config(self, language: str, *, hurry: bool) -> VendorConfig:
        call = Call(
            what="asking for the configuration", method="GET", url=self.config_url, headers=in_language(language)
        )
        api = self.api(hurry=hurry)
        return read(api, call, config_of, api.ask_object(call))

    def _fetch_rules(self, exam_id: str) -> Mapping[str, bool]:
        call = Call(what="asking for the rules of an exam", method="GET", url=self.exam_url(exam_id))
        api = self.api(hurry=True)
        return read(api, call, lambda found: mapping_of(found, "rules", bool), api.ask_object(call))

    def config_or_nothing(self, language: str) -> VendorConfig:
        try:
            return self.configuration(language, hurry=True)
        except BackendError:
            return VendorConfig()

    def rules_or_default(self, exam: ExamData) -> Mapping[str, bool]:
        try:
            return self.exam_rules(exam)
        except BackendError:
            return self.options.default_rules

    def known_exam(self, exam: ExamData) -> str:
        if exam.external_id:
            return exam.external_id
        raise BackendError(
            f"The backend {self.name} does not know the exam {exam.id} yet. It is sent there again; try later.",
            backend=self.name,
        )

    def url_of(self, attempt: AttemptData) -> str:
        if not attempt.external_id:
            detail = f"The backend {self.name} does not know the attempt {attempt.code} yet."
            raise BackendError(detail, backend=self.name)
        return self.attempt_url(self.known_exam(attempt.exam), attempt.external_id)

    def api(self, *, hurry: bool = False) -> Api:
        connect, seconds = self.options.timeouts
        timeouts = (min(connect, HURRY_SECONDS), min(seconds, HURRY_SECONDS)) if hurry else (connect, seconds)
        return Api(
            transport=Transport(backend=self.name, services=self.services, timeouts=timeouts),
            tokens=self._tokens,
            token_url=self.token_url,
            scheme=self.authorization_scheme,
        )
