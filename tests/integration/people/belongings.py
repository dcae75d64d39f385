"""A learner of whom every table knows something that is to be erased."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.core import serializers
from django.db.models import Model

from proctoring_host.attempts.incidents import new_reference
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status
from proctoring_host.effects.kinds import Kind
from proctoring_host.models import (
    Allowance,
    Attempt,
    Effect,
    EffectState,
    Incident,
    Review,
    ReviewComment,
    Revision,
    Transition,
)
from proctoring_host.models.personal import DATA_MAP
from proctoring_host.people.pseudonyms import pseudonym_of
from tests.factories import T0, make_attempt, make_exam

SECRET = "a secret"


def give_everything_to(user: User) -> Attempt:
    """The attempt that most of it is about."""
    attempt = make_attempt(user=user, status=Status.VERIFIED)
    pseudonym_of(user.pk, "fake")
    _log(attempt)
    review = _review(attempt)
    allowance = Allowance.objects.create(user=user, exam=make_exam(), key="review_policy_exception", value=SECRET)
    _version("allowance", allowance.pk, user, value=SECRET, key="review_policy_exception", user_id=user.pk)
    _version("review", review.pk, user, notes=SECRET, raw_data=SECRET, encrypted_video_url=SECRET, status="passed")
    _version("kind of an earlier release", 1, user, anything=SECRET)
    Incident.objects.create(
        reference=new_reference(), kind="client", exam=attempt.exam, attempt=attempt, user=user, detail=SECRET,
        facts={"browser": SECRET}, at=T0,
    )  # fmt: skip
    _effect(attempt, Kind.FOLLOW_UP, EffectState.DONE)
    return attempt


def whole_database() -> str:
    """Every row of ours, as text."""
    rows: list[Model] = [row for table in DATA_MAP for row in table.model._base_manager.all()]
    return json.dumps(json.loads(serializers.serialize("json", rows)), sort_keys=True)


def _log(attempt: Attempt) -> None:
    for actor, before, reason in (
        (Actor.LEARNER, "", SECRET),
        (Actor.STAFF, Status.SUBMITTED, SECRET),
        (Actor.VENDOR, Status.SUBMITTED, SECRET),
        (Actor.STAFF, Status.VERIFIED, f"Removed: {SECRET}"),
        (Actor.CLOCK, Status.STARTED, "The deadline had passed."),
    ):
        Transition.objects.create(
            attempt=attempt, from_status=before, to_status=Status.VERIFIED, actor=actor, reason=reason, at=T0
        )


def _review(attempt: Attempt) -> Review:
    review = Review.objects.create(
        attempt=attempt, attempt_code=attempt.code, backend="fake", status=ReviewStatus.PASSED, raw_data=SECRET,
        encrypted_video_url=SECRET, notes=SECRET,
    )  # fmt: skip
    ReviewComment.objects.create(review=review, position=0, comment=SECRET, status=SECRET)
    return review


def _version(kind: str, object_id: int, learner: User, **values: Any) -> None:
    Revision.objects.create(kind=kind, object_id=object_id, action="changed", values=values, learner=learner, at=T0)


def _effect(attempt: Attempt, kind: Kind, state: EffectState) -> Effect:
    return Effect.objects.create(
        kind=kind, key=f"{kind}:{Effect.objects.count()}", attempt=attempt, backend="fake", state=state, next_at=T0,
        payload={"payload": SECRET}, result={"answer": SECRET}, last_error=SECRET,
    )  # fmt: skip
