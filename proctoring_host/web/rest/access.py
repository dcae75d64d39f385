"""Tokens that tell a content service whether a learner may see an exam's content now, and the keys to verify them."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from proctoring_host import conf
from proctoring_host.attempts.access import access_to
from proctoring_host.cause import Cause
from proctoring_host.domain.access import Access, AccessReason
from proctoring_host.domain.statuses import Actor
from proctoring_host.errors import ProctoringError
from proctoring_host.exams.queries import exam_by_content, get_exam
from proctoring_host.models import Exam
from proctoring_host.signing import SigningKey, key_set
from proctoring_host.web import policy
from proctoring_host.web.causes import cause_of
from proctoring_host.web.entry import may_enter
from proctoring_host.web.rest.base import ApiView

CLAIMS_VERSION = "1.0.0"
KIND_IN_HEADER = "exam-access+jwt"
# A new key has to be published for longer than this before it signs.
KEYS_MAX_AGE_SECONDS = 300


class NoAccessTokens(ProctoringError):
    """The site has no key to sign with."""

    http_status = 404
    code = "no_access_tokens"


class AccessRefused(ProctoringError):
    """`code` is the reason."""

    http_status = 403

    def __init__(self, reason: AccessReason) -> None:
        super().__init__(refusal_text(reason))
        self.code = reason.value


class ExamAccessView(ApiView):
    """GET a token for the signed-in user, with its lifetime in seconds; 403 with the reason as `code`."""

    def get(self, request: Request, exam_id: int) -> Response:
        return token_response(request, get_exam(exam_id))


class ContentAccessView(ApiView):
    """The same, by the keys of course and content."""

    def get(self, request: Request, course_id: str, content_id: str) -> Response:
        return token_response(request, exam_by_content(course_id, content_id))


class AccessKeysView(ApiView):
    """The public keys, as a JWKS. Also those that sign no more, as long as they are configured."""

    authentication_classes = ()

    def get_permissions(self) -> list[Any]:
        return [AllowAny()]

    def get(self, request: Request) -> Response:
        headers = {"Cache-Control": f"public, max-age={KEYS_MAX_AGE_SECONDS}"}
        return Response(key_set(conf.get().access_token_keys), headers=headers)


def token_response(request: Request, exam: Exam) -> Response:
    """Nobody keeps the answer: it is good for seconds, and for one person."""
    cause = cause_of(request, Actor.CLOCK)
    access = access_to(
        exam,
        cause.user_id or 0,
        is_staff=policy.is_course_staff(request.user, exam.course_id),
        may_enter=lambda attempt: may_enter(request._request, attempt),
        cause=cause,
    )
    if not access.granted:
        raise AccessRefused(access.reason)
    token = _newest_key().sign(claims_of(exam, access, cause), kind=KIND_IN_HEADER)
    body = {"exam_access_token": token, "exam_access_token_expiration": access.seconds, "reason": access.reason}
    return Response(body, headers={"Cache-Control": "no-store"})


def claims_of(exam: Exam, access: Access, cause: Cause) -> dict[str, Any]:
    """`exp` is a whole second, and never later than the clock of the attempt."""
    issued = int(cause.at.timestamp())
    settings = conf.get()
    return {
        "iss": settings.base_url,
        "aud": settings.access_token_audience or settings.base_url,
        "sub": str(cause.user_id),
        "lms_user_id": cause.user_id,
        "course_id": exam.course_id,
        "content_id": exam.content_id,
        "reason": access.reason.value,
        "iat": issued,
        "nbf": issued,
        "exp": issued + access.seconds,
        "version": CLAIMS_VERSION,
    }


def _newest_key() -> SigningKey:
    keys = conf.get().access_token_keys
    if not keys:
        raise NoAccessTokens(_("This site issues no access tokens: no key is configured for them."))
    return keys[0]


def refusal_text(reason: AccessReason) -> str:
    texts = {
        AccessReason.TIME_IS_UP: _("The time for this exam is up."),
        AccessReason.WRONG_BROWSER: _("This exam is shown only in the browser that it was started with."),
        AccessReason.HIDDEN: _("This exam is not shown after its due date."),
        AccessReason.NOT_STARTED: _("This exam has not been started."),
        AccessReason.NOT_YET: _("This exam was handed in, and is not shown before its due date."),
    }
    return texts.get(reason) or _("This exam is not shown at the moment.")
