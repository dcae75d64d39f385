"""Is a change of an attempt allowed, what does it become, and what follows: one table, read from the top."""

from proctoring_host.domain.facts import AttemptFacts, Consequence
from proctoring_host.domain.rows.general import GENERAL
from proctoring_host.domain.rows.learner import LEARNERS
from proctoring_host.domain.rows.machines import CLOCKS, SYSTEMS, VENDORS
from proctoring_host.domain.rows.staff import STAFFS
from proctoring_host.domain.rules import Follows, Move, Refusal, Rule
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.domain.words import gettext_noop

__all__ = ["TABLE", "AttemptFacts", "Consequence", "Follows", "Move", "Refusal", "Rule", "decide"]

TABLE: tuple[Rule, ...] = (*GENERAL, *LEARNERS, *STAFFS, *VENDORS, *CLOCKS, *SYSTEMS)
NO_RULE = gettext_noop("An attempt that is %(status)s cannot become %(to)s at the request of this actor: %(actor)s.")


def decide(facts: AttemptFacts, to: Status, actor: Actor) -> Move | Refusal:
    """Answer a request. What no row allows is refused."""
    for rule in TABLE:
        if rule.fits(facts, to, actor):
            return _answer(rule, facts, to)
    values = {"status": facts.status.value, "to": to.value, "actor": actor.value}
    return Refusal(code="illegal_transition", message=NO_RULE, values=values)


def _answer(rule: Rule, facts: AttemptFacts, to: Status) -> Move | Refusal:
    if rule.refusal:
        return Refusal(code=rule.refusal, message=rule.reason, rule=rule.id)
    reached = facts.status if rule.stays else rule.becomes or to
    if reached is facts.status:
        return Move(to=reached, changed=False, consequences=frozenset(), rule=rule.id)
    follows = frozenset(row.consequence for row in rule.consequences if row.holds(facts))
    return Move(to=reached, changed=True, consequences=follows, rule=rule.id)
