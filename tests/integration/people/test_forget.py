"""A learner is forgotten as the data map says, and nothing else happens."""

import pytest
from django.core import mail
from django.db import connection

from proctoring_host.allowances.set import set_allowance
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.runner import Runner
from proctoring_host.errors import UserNotFound
from proctoring_host.models import Allowance, Attempt, Effect, EffectState, Revision, Transition
from proctoring_host.people.forget import forget_learner, what_would_go
from tests.factories import T0, FakeClock, cause, make_exam, make_user
from tests.fake_backend import FakeVendor
from tests.integration.people.belongings import SECRET, give_everything_to, whole_database

pytestmark = pytest.mark.django_db
# MySQL and MariaDB are asked twice more to lock attempts in order.
QUERIES = 37 if connection.vendor == "mysql" else 35


def test_nothing_that_was_said_of_a_learner_is_left_anywhere(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)
    assert whole_database().count(SECRET) >= 20

    forget_learner(learner.pk)

    assert SECRET not in whole_database()


def test_a_dry_run_tells_what_is_erased_then_and_changes_nothing(vendor: FakeVendor) -> None:
    learner = make_user()
    attempt = give_everything_to(learner)
    waiting(attempt, Kind.MAIL, EffectState.PENDING)
    before = whole_database()

    told = what_would_go(learner.pk)

    assert whole_database() == before
    assert told == forget_learner(learner.pk)
    assert told["history_of_attempts"] == 4
    assert (told["allowances"], told["reviews"], told["review_comments"], told["messages"]) == (1, 1, 1, 2)


def test_who_is_forgotten_twice_is_forgotten(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)
    forget_learner(learner.pk)
    after = whole_database()

    assert set(forget_learner(learner.pk).values()) == {0}
    assert whole_database() == after


def test_others_keep_what_they_have(vendor: FakeVendor) -> None:
    learner, other = make_user(), make_user()
    give_everything_to(other)
    of_other = whole_database().count(SECRET)
    give_everything_to(learner)

    forget_learner(learner.pk)

    assert whole_database().count(SECRET) == of_other


def test_no_workflow_runs(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)
    steps, effects = Transition.objects.count(), Effect.objects.count()
    states = list(Attempt.everything.values("status", "modified", "removed_at"))

    forget_learner(learner.pk)

    assert (Transition.objects.count(), Effect.objects.count()) == (steps, effects)
    assert list(Attempt.everything.values("status", "modified", "removed_at")) == states
    assert (vendor.called("notify_attempt"), mail.outbox) == ([], [])


def test_the_log_keeps_the_sites_own_words(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)

    forget_learner(learner.pk)

    assert list(Transition.objects.values_list("reason", flat=True)) == [
        "",
        "",
        "",
        "Removed.",
        "The deadline had passed.",
    ]


def test_the_verdict_of_an_earlier_version_stays(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)

    forget_learner(learner.pk)

    assert Revision.objects.get(kind="review").values["status"] == "passed"
    assert Revision.objects.get(kind="allowance").values == {
        "value": "",
        "key": "review_policy_exception",
        "user_id": learner.pk,
    }


def test_history_without_its_learner_is_found_by_what_it_is_a_version_of(vendor: FakeVendor) -> None:
    learner = make_user()
    give_everything_to(learner)
    Revision.objects.filter(kind__in=("review", "allowance")).update(learner=None)

    forget_learner(learner.pk)

    assert SECRET not in whole_database()


def waiting(attempt: Attempt, kind: Kind, state: EffectState) -> Effect:
    return Effect.objects.create(
        kind=kind, key=f"{kind}:{state}", attempt=attempt, backend="fake", state=state, next_at=T0,
        payload={"external_id": "e-1", "said": SECRET},
    )  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.MAIL, Kind.VENDOR_REGISTER, Kind.VENDOR_NOTIFY, Kind.FOLLOW_UP])
@pytest.mark.parametrize("state", [EffectState.PENDING, EffectState.DEAD])
def test_what_would_still_tell_somebody_is_discarded(kind: Kind, state: EffectState, vendor: FakeVendor) -> None:
    learner = make_user()
    effect = waiting(give_everything_to(learner), kind, state)

    forget_learner(learner.pk)

    effect.refresh_from_db()
    assert (effect.state, effect.payload) == (EffectState.DISCARDED, {})


def test_an_attempt_that_is_still_to_be_removed_at_its_vendor_is_removed_afterwards(vendor: FakeVendor) -> None:
    learner = make_user()
    effect = waiting(give_everything_to(learner), Kind.VENDOR_REMOVE, EffectState.PENDING)

    forget_learner(learner.pk)
    Runner(clock=FakeClock()).run(effect.pk)

    assert [known.external_id for known in vendor.called("remove_attempt")] == ["e-1"]


def test_a_mail_about_an_allowance_is_not_sent_any_more(vendor: FakeVendor, settings) -> None:
    settings.PROCTORING_SETTINGS = {"EMAILS": {"KINDS": {"allowance_granted": True}}}
    learner = make_user()
    set_allowance(make_exam().pk, learner.pk, "review_policy_exception", SECRET, cause())
    told = Effect.objects.get(kind=Kind.MAIL)

    forget_learner(learner.pk)

    told.refresh_from_db()
    assert (told.state, told.payload) == (EffectState.DISCARDED, {})
    assert Allowance.objects.get().value == ""


def test_nobody_is_forgotten_where_there_is_nobody() -> None:
    for ask in (forget_learner, what_would_go):
        with pytest.raises(UserNotFound):
            ask(424242)


@pytest.mark.parametrize("number", [1, 6])
def test_the_number_of_queries_does_not_grow_with_what_is_kept(
    number: int, vendor: FakeVendor, django_assert_num_queries
) -> None:
    learner = make_user()
    attempt = give_everything_to(learner)
    Transition.objects.bulk_create(
        Transition(attempt=attempt, to_status="error", actor="learner", reason=SECRET, at=T0) for _ in range(number)
    )

    with django_assert_num_queries(QUERIES):
        forget_learner(learner.pk)
