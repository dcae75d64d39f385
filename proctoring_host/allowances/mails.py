"""The mail about an allowance."""

from proctoring_host.attempts.mails import wanted
from proctoring_host.cause import Cause
from proctoring_host.domain.mails import MailKind
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue
from proctoring_host.models import Allowance, AllowanceKey, Revision


def tell_learner(allowance: Allowance, revision: Revision, cause: Cause) -> None:
    """Once for each change. The value is read when the mail is written: it is about a person, and may be erased."""
    if wanted(MailKind.ALLOWANCE_GRANTED) and allowance.key in AllowanceKey.values:
        enqueue(
            Kind.MAIL,
            key=f"mail:allowance:{revision.pk}",
            lane=f"mail:allowance:{allowance.pk}",
            payload={
                "allowance_id": allowance.pk,
                "kind": MailKind.ALLOWANCE_GRANTED.value,
                "message": f"allowance-{revision.pk}",
            },
            cause=cause,
        )
