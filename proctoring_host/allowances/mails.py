"""The mail about an allowance."""

from collections.abc import Sequence

from proctoring_host.attempts.mails import wanted
from proctoring_host.cause import Cause
from proctoring_host.domain.mails import MailKind
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.outbox import enqueue_together
from proctoring_host.models import Allowance, AllowanceKey, Effect, Revision


def tell_learners(changes: Sequence[tuple[Allowance, Revision]], cause: Cause) -> None:
    """Once for each change. The value is read when the mail is written: it is about a person, and may be erased."""
    if wanted(MailKind.ALLOWANCE_GRANTED):
        told = [_mail(allowance, revision) for allowance, revision in changes if allowance.key in AllowanceKey.values]
        enqueue_together(told, cause)


def _mail(allowance: Allowance, revision: Revision) -> Effect:
    return Effect(
        kind=Kind.MAIL,
        key=f"mail:allowance:{revision.pk}",
        lane=f"mail:allowance:{allowance.pk}",
        payload={
            "allowance_id": allowance.pk,
            "kind": MailKind.ALLOWANCE_GRANTED.value,
            "message": f"allowance-{revision.pk}",
        },
    )
