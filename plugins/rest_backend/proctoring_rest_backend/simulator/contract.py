"""Direction A of the contract: what a platform may ask the vendor, checked field by field."""

import hmac
import secrets
from datetime import timedelta
from typing import Any

import jwt

from proctoring_rest_backend.simulator import forms
from proctoring_rest_backend.simulator.credentials import VendorAccount
from proctoring_rest_backend.simulator.records import Attempt, Exam, Records
from proctoring_rest_backend.simulator.web import Answer, Refused, Request, json_answer, part

RULES = {"allow_notes": "You may use <b>notes on paper</b>.", "allow_calculator": "You may use a calculator."}
INSTRUCTIONS = {
    "en": ["Open the <strong>vendor's page</strong>.", "Show your <em>camera</em> your identity document."],
    "de": ["Öffne die <strong>Seite des Anbieters</strong>.", "Zeige der <em>Kamera</em> deinen Ausweis."],
}
REFUSALS = ("onboarding_missing", "onboarding_pending", "onboarding_failed", "onboarding_expired")
PROFILE_WORDS = ("no-profile", "approved-in-course", "approved-in-different-course", "rejected", "expired", "pending")
CLAIMS = {"course_id": str, "user": dict, "iss": str, "jti": str, "exp": int}
PROFILE_LIFE = timedelta(days=730)
MOST_TOKENS = 100


class Contract:
    def __init__(self, account: VendorAccount, records: Records) -> None:
        self._account = account
        self._records = records

    def token(self, request: Request) -> Answer:
        form = request.form()
        if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
            raise Refused(415, "Content-Type is not application/x-www-form-urlencoded.")
        if set(form) != forms.TOKEN_FIELDS:
            raise Refused(400, f"The fields are not {', '.join(sorted(forms.TOKEN_FIELDS))}.")
        if form["grant_type"] != "client_credentials" or form["token_type"] != "jwt":  # noqa: S105  a word
            raise Refused(400, "grant_type is not client_credentials, or token_type is not jwt.")
        right = f"{self._account.client_id}\0{self._account.client_secret}".encode()
        if not hmac.compare_digest(right, f"{form['client_id']}\0{form['client_secret']}".encode()):
            raise Refused(401, "client_id or client_secret is wrong.")
        token, life = secrets.token_urlsafe(32), self._account.token_seconds
        with self._records.lock:
            self._records.tokens[token] = self._records.clock() + timedelta(seconds=life)
            if len(self._records.tokens) > MOST_TOKENS:
                self._records.tokens.popitem(last=False)
        return json_answer({"access_token": token, "token_type": "JWT", "expires_in": life})

    def authorise(self, request: Request) -> str:
        """The token of the call; raises `Refused`."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "JWT" or not token:
            raise Refused(401, "Authorization does not have the form JWT <token>.")
        with self._records.lock:
            until = self._records.tokens.get(token)
        if until is None or until <= self._records.clock():
            raise Refused(401, "The token is unknown or has lapsed.")
        return token

    def config(self, request: Request) -> Answer:
        return json_answer(
            {
                "name": "Simulated vendor",
                "download_url": f"{request.base_url}/download",
                "instructions": _instructions(request),
                "rules": RULES,
            }
        )

    def create_exam(self, request: Request) -> Answer:
        body = request.json_object()
        forms.check_exam(body)
        return json_answer({"id": self._records.keep_exam(body, None).id}, 201)

    def change_exam(self, request: Request, exam: str) -> Answer:
        known, body = self._exam(exam), request.json_object()
        forms.check_exam(body)
        return json_answer({"id": self._records.keep_exam(body, known).id})

    def exam(self, request: Request, exam: str) -> Answer:
        chosen = self._exam(exam).body.get("rules", {})
        return json_answer({"rules": {key: bool(chosen.get(key)) for key in RULES}})

    def create_attempt(self, request: Request, exam: str) -> Answer:
        known, body = self._exam(exam), request.json_object()
        forms.check_attempt(body)
        refusal = self._records.onboarding
        if refusal and not body["is_sample_attempt"]:
            return json_answer({"status": refusal})
        attempt = self._records.keep_attempt(known.id, request.headers.get("idempotency-key", ""), body)
        return json_answer({"id": attempt.id}, 201 if attempt.registrations == 1 else 200)

    def attempt(self, request: Request, exam: str, attempt: str) -> Answer:
        found = self._attempt(exam, attempt)
        texts = {"instructions": _instructions(request), "download_url": f"{request.base_url}/download"}
        return json_answer({"status": found.status, **texts})

    def notice(self, request: Request, exam: str, attempt: str) -> Answer:
        found, body = self._attempt(exam, attempt), request.json_object()
        forms.check_notice(body)
        with self._records.lock:
            found.status = body["status"]
            found.notices.append(found.status)
        return json_answer({"status": found.status})

    def delete_attempt(self, request: Request, exam: str, attempt: str) -> Answer:
        self._attempt(exam, attempt).status = "deleted"
        return json_answer({"status": "deleted"})

    def delete_learner(self, request: Request, learner: str) -> Answer:
        with self._records.lock:
            known = self._records.profiles.pop(part(learner), None) is not None
            for attempt in self._records.attempts.values():
                if attempt.body["user_id"] == part(learner):
                    attempt.body.update(full_name="", email="")
        return json_answer(known)

    def onboarding(self, request: Request, course: str) -> Answer:
        asked = dict(request.query)
        with self._records.lock:
            profiles = [self._profile(user, word) for user, word in sorted(self._records.profiles.items())]
        if set(asked) == {"user_id"}:
            one = [found for found in profiles if found["user_id"] == asked["user_id"]]
            return json_answer(one[0] if one else self._profile(asked["user_id"], "no-profile"))
        if not set(asked) <= {"status", "page", "page_size"}:
            raise Refused(400, "The query holds something else than user_id, or status, page and page_size.")
        if asked.get("status", PROFILE_WORDS[0]) not in PROFILE_WORDS:
            raise Refused(400, f"status is none of {', '.join(PROFILE_WORDS)}.")
        wanted = [found for found in profiles if found["status"] == asked.get("status", found["status"])]
        return json_answer(_page(wanted, _number(asked, "page", 1), _number(asked, "page_size", 25)))

    def instructor(self, request: Request, client: str) -> dict[str, Any]:
        """The claims of a link to the dashboard; raises `Refused`."""
        if part(client) != self._account.client_id:
            raise Refused(404, "There is no such client.")
        try:
            claims: dict[str, Any] = jwt.decode(
                request.query.get("jwt", ""),
                self._account.client_secret,
                algorithms=["HS256"],
                issuer=self._account.client_id,
                options={"require": list(CLAIMS)},
            )
        except jwt.PyJWTError as wrong:
            raise Refused(403, f"The token of the link is no good ({type(wrong).__name__}).") from None
        if any(type(claims[key]) is not kind for key, kind in CLAIMS.items()):
            raise Refused(400, "A claim has the wrong type.")
        if set(claims["user"]) != {"id", "full_name", "email"}:
            raise Refused(400, "user does not hold id, full_name and email.")
        return claims

    def _exam(self, exam: str) -> Exam:
        with self._records.lock:
            known = self._records.exams.get(part(exam))
        if known is None:
            raise Refused(404, "There is no such exam.")
        return known

    def _attempt(self, exam: str, attempt: str) -> Attempt:
        with self._records.lock:
            known = self._records.attempts.get(part(attempt))
        if known is None or known.exam_id != self._exam(exam).id or known.status == "deleted":
            raise Refused(404, "There is no such attempt of this exam.")
        return known

    def _profile(self, user: str, word: str) -> dict[str, Any]:
        until = self._records.clock() + PROFILE_LIFE if word.startswith("approved") else None
        return {"user_id": user, "status": word, "expiration_date": until.isoformat() if until else None}


def _instructions(request: Request) -> list[str]:
    language = request.headers.get("accept-language", "")[:2].lower()
    return INSTRUCTIONS.get(language, INSTRUCTIONS["en"])


def _number(asked: dict[str, str], key: str, default: int) -> int:
    text = asked.get(key, str(default))
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 1000):
        raise Refused(400, f"{key} is no number from 1 to 1000.")
    return int(text)


def _page(found: list[dict[str, Any]], page: int, size: int) -> dict[str, Any]:
    pages = max(1, -(-len(found) // size))
    return {
        "results": found[(page - 1) * size : page * size],
        "count": len(found),
        "num_pages": pages,
        "next": page + 1 if page < pages else None,
        "previous": page - 1 if page > 1 else None,
    }
