"""What learners are allowed, who they are at vendors, and what all of it was before."""

from django.utils.translation import gettext_lazy as _

from proctoring_host.models.allowances import Allowance
from proctoring_host.models.history import Revision
from proctoring_host.models.people import Pseudonym
from proctoring_host.models.personal.reasons import BACKEND, BESIDE_EXAM, FACT, LINK, OTHERS, WHEN_CHANGED, WHEN_MADE
from proctoring_host.models.personal.terms import Erasure, Held, Holds, Table, blanked, kept, nothing

ALLOWANCE = Table(
    model=Allowance,
    owner="user",
    name="allowances",
    text=_("What you are allowed beyond the other learners of an exam."),
    beside=BESIDE_EXAM,
    columns={
        **nothing("id", "exam"),
        "user": kept(Holds.ACCOUNT, LINK),
        "key": kept(Holds.CONDUCT, FACT, _("the kind of allowance")),
        "value": blanked(Holds.SPECIAL_NEED, _("how much time, or what else is allowed")),
        "created": kept(Holds.CONDUCT, FACT, WHEN_MADE),
        "modified": kept(Holds.CONDUCT, FACT, WHEN_CHANGED),
    },
)

PSEUDONYM = Table(
    model=Pseudonym,
    owner="user",
    name="pseudonyms",
    text=_("The names under which proctoring services know you."),
    columns={
        **nothing("id"),
        "user": kept(Holds.ACCOUNT, LINK),
        "backend": kept(Holds.CONDUCT, FACT, BACKEND),
        "value": kept(
            Holds.PSEUDONYM,
            "The vendor can be asked to forget the person only by this; it is random, or made from the account's id.",
            _("your name there"),
        ),
        "created": kept(Holds.CONDUCT, FACT, WHEN_MADE),
    },
)

REVISION = Table(
    model=Revision,
    owner="learner",
    name="earlier_versions",
    text=_("What your allowances and the reviews of your attempts were before they changed."),
    columns={
        **nothing("id"),
        "kind": kept(Holds.CONDUCT, FACT, _("what kind of entry this is about")),
        "object_id": kept(Holds.CONDUCT, FACT),
        "action": kept(Holds.CONDUCT, FACT, _("whether it was made, changed or deleted")),
        "values": Held(
            holds=Holds.WORDS, erasure=Erasure.LIKE_ITS_COLUMN, text=_("the entry as it was, named as above")
        ),
        "learner": kept(Holds.ACCOUNT, LINK),
        "changed_by": kept(Holds.ACCOUNT, OTHERS),
        "at": kept(Holds.CONDUCT, FACT, _("when this happened")),
    },
)

PEOPLE = (ALLOWANCE, PSEUDONYM, REVISION)
