"""Access to the content of exams."""

from proctoring_host.domain.access import AccessReason
from proctoring_host.web.schema.components.access import KEYS, TOKEN
from proctoring_host.web.schema.operation import Operation, answers, component

TAG = "Access to content"
WHO = "everybody who is signed in, for themselves"
NO_KEY = (
    "The site has no key to sign with (`no_access_tokens`), or special exams are switched off. As HTML: no address.",
    "no_access_tokens",
)
REFUSED = (
    "Nobody is signed in, or this person may not see the content now; `code` is the reason.",
    AccessReason.NOT_STARTED.value,
)


def _token(name: str, summary: str) -> Operation:
    return Operation(
        name=name,
        method="GET",
        tag=TAG,
        who=WHO,
        summary=summary,
        text="For a service that holds the content, which checks it with the keys. It does not prove that the person "
        "is enrolled in the course.",
        answers=answers(
            "A token.", component("AccessToken"), TOKEN, Cache_Control="`no-store`: it is for one person, for seconds."
        ),
        problems={400: ("There is no such exam.", "exam_not_found"), 403: REFUSED, 404: NO_KEY},
    )


OPERATIONS = (
    _token("access-by-exam", "Get a token for an exam"),
    _token("access-by-content", "Get a token for a content"),
    Operation(
        name="access-keys",
        method="GET",
        tag=TAG,
        who="everybody",
        summary="Read the keys that tokens are checked with",
        text="Also those that sign no more, as long as they are configured; an empty list where none is.",
        answers=answers(
            "The public keys.", component("AccessKeys"), KEYS, Cache_Control="How long the keys may be kept."
        ),
        problems={
            404: ("Special exams are switched off on this site.", "feature_disabled"),
            406: ("No content type that was asked for can be sent.", "not_acceptable"),
            429: ("Too many requests; `Retry-After` says how many seconds to wait.", "throttled"),
        },
        anonymous=True,
    ),
)
