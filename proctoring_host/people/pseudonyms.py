"""A learner's name at a vendor."""

import hashlib
import hmac
import uuid
from collections.abc import Mapping, Sequence
from contextlib import nullcontext

from django.db import IntegrityError, connection, transaction

from proctoring_host import conf
from proctoring_host.models import Pseudonym
from proctoring_host.prepared import Given, Prepared, insert

VALUE = Prepared(
    lambda: Pseudonym.objects.filter(user_id=Given("user_id"), backend=Given("backend")).values_list("value")
)


def pseudonym_of(user_id: int, backend: str) -> str:
    """The name under which this backend knows the learner; made at first use, then for ever the same.

    Two requests that ask at the same time get the same name.
    """
    known = VALUE.rows(user_id=user_id, backend=backend)
    if known:
        return str(known[0][0])
    try:
        # Where there is no transaction, one statement needs none; where there is, its failure must not end it.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            made = Pseudonym(user_id=user_id, backend=backend, value=_new_value(user_id, backend))
            return insert(made).value
    except IntegrityError:
        # Another request was first, unless it is the name itself that somebody else has already.
        known = VALUE.rows(user_id=user_id, backend=backend)
        if not known:
            raise
        return str(known[0][0])


def known_pseudonym(user_id: int, backend: str) -> str:
    """The name under which this backend may know the learner; empty where none was ever made. Makes none."""
    found = Pseudonym.objects.filter(user_id=user_id, backend=backend).values_list("value", flat=True).first()
    return found or legacy_pseudonym(user_id, backend)


def _new_value(user_id: int, backend: str) -> str:
    return legacy_pseudonym(user_id, backend) or uuid.uuid4().hex


def legacy_pseudonym(user_id: int, backend: str) -> str:
    """What older installations sent, where their key is configured: vendors go on knowing their learners.

    Empty without the key. `user_id` is the id in the installation that the vendor knows.
    """
    key = conf.get().user_obfuscation_key
    return name_made_with(key, user_id, backend) if key else ""


def name_made_with(key: str, user_id: int, backend: str) -> str:
    """The name that an older installation with this key sent to the vendor."""
    # SHA-1 because the old names have to come out again; it protects nothing new.
    return hmac.new(key.encode(), f"{user_id}{backend}".encode(), hashlib.sha1).hexdigest()


def known_names(user_ids: Sequence[int], backend: str) -> Mapping[int, str]:
    """By learner, what `known_pseudonym` says, in one query."""
    rows = Pseudonym.objects.filter(backend=backend, user_id__in=user_ids).values_list("user_id", "value")
    return {user_id: legacy_pseudonym(user_id, backend) for user_id in user_ids} | dict(rows)
