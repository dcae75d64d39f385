"""Calls in the account's name: a token on each, one retry when it is refused, failures as the host's errors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from proctoring_host.errors import BackendAnswerInvalid, BackendError
from proctoring_rest_backend.tokens import Tokens
from proctoring_rest_backend.transport import Answer, Call, Transport

ACCEPTED = frozenset({200, 201})
# With these the vendor asks to be called again. A refused token is about the account, which an operator mends.
WORTH_RETRYING = frozenset({401, 408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """`scheme` stands before the token in the header."""

    transport: Transport
    tokens: Tokens
    token_url: str
    scheme: str

    def answer(self, call: Call) -> Answer:
        """The vendor's answer, whatever its status; a refused token is replaced once."""
        answer, token = self._authorised(call)
        if answer.status == 401:
            self.tokens.forget(token)
            answer, token = self._authorised(call)
        if answer.status == 401:
            self.tokens.forget(token)
        return answer

    def ask(self, call: Call, *, refusal: type[BackendError] = BackendError) -> Any:
        """The JSON of a good answer. Raises `refusal` when the vendor says no."""
        return self.content(call, self.answer(call), refusal=refusal)

    def ask_object(self, call: Call, *, refusal: type[BackendError] = BackendError) -> Mapping[str, Any]:
        """As `ask`, where the contract promises a JSON object."""
        return self.as_object(call, self.ask(call, refusal=refusal))

    def content(self, call: Call, answer: Answer, *, refusal: type[BackendError] = BackendError) -> Any:
        if answer.status not in ACCEPTED:
            raise self._refusal(call, answer, refusal)
        try:
            return answer.parsed()
        except ValueError:
            raise self.invalid(call, "is not JSON", answer.status) from None

    def as_object(self, call: Call, content: Any) -> Mapping[str, Any]:
        if not isinstance(content, dict):
            raise self.invalid(call, "is no JSON object")
        return content

    def invalid(self, call: Call, what: str, status: int | None = None) -> BackendAnswerInvalid:
        """The error for an answer that the contract does not allow; `what` goes on a sentence about the answer."""
        backend = self.transport.backend
        return BackendAnswerInvalid(
            f"The answer of the backend {backend} to {call.what} {what}. Check base_url, or ask the vendor.",
            backend=backend,
            vendor_status=status,
        )

    def _authorised(self, call: Call) -> tuple[Answer, str]:
        token = self.tokens.get(self.transport, self.token_url)
        headers = {**call.headers, "Authorization": f"{self.scheme} {token}"}
        return self.transport.send(replace(call, headers=headers)), token

    def _refusal(self, call: Call, answer: Answer, refusal: type[BackendError]) -> BackendError:
        status = answer.status
        if status < 400:
            return self.invalid(call, f"has the status {status} in place of 200 or 201", status)
        final = status < 500 and status not in WORTH_RETRYING
        # A client of ours that is told 401 would take it for its own.
        kind = BackendError if status == 401 else refusal
        advice = "Ask the vendor why." if final else "It can be tried again."
        return kind(
            f"The backend {self.transport.backend} failed at {call.what}: the vendor answered with the status "
            f"{status}. {advice}",
            backend=self.transport.backend,
            vendor_status=status,
            retry_after=answer.retry_after(self.transport.services.clock()),
            final=final,
        )
