"""What a mail in the outbox is about, as it stands when the mail is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from proctoring_host.domain.mails import AWAITS_REVIEW, MailKind
from proctoring_host.mail.context import MailFacts, facts_about, facts_of
from proctoring_host.models import Allowance, Attempt
from proctoring_host.platform import Person
from proctoring_host.prepared import Given, Prepared

ATTEMPT = Prepared(lambda: Attempt.everything.whole().filter(pk=Given("pk")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """`about` names the attempt or the allowance in messages."""

    user_id: int
    about: str
    facts: Callable[[Person], MailFacts]


def occasion_of(payload: Mapping[str, Any]) -> Occasion | None:
    """None where there is nothing to tell any more: the allowance is gone, the review has come after all, or the
    learner was forgotten.
    """
    kind = MailKind(payload["kind"])
    if "allowance_id" in payload:
        return _of_allowance(payload["allowance_id"], kind)
    attempt = ATTEMPT.get(pk=payload["attempt_id"])
    if attempt.forgotten_at is not None:
        return None
    if kind is MailKind.REVIEW_DELAYED and (attempt.status not in AWAITS_REVIEW or attempt.removed_at is not None):
        return None
    ends = datetime.fromisoformat(payload["expires_at"]) if "expires_at" in payload else None
    return Occasion(
        user_id=attempt.user_id,
        about=f"attempt {attempt.code}",
        facts=lambda person: replace(facts_of(attempt, kind, person), expires_at=ends),
    )


def _of_allowance(allowance_id: int, kind: MailKind) -> Occasion | None:
    allowance = Allowance.objects.select_related("exam").filter(pk=allowance_id).exclude(value="").first()
    if allowance is None:
        return None
    granted = allowance.key, allowance.value
    return Occasion(
        user_id=allowance.user_id,
        about=f"allowance {allowance_id}",
        facts=lambda person: replace(facts_about(allowance.exam, kind, person), allowance=granted),
    )
