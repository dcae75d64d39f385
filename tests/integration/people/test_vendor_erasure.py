"""Vendors are made to forget a learner by effects, which keep the proof."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from proctoring_host.backend import Capability
from proctoring_host.domain.statuses import Actor
from proctoring_host.effects.kinds import Kind
from proctoring_host.effects.runner import Runner
from proctoring_host.errors import BackendUnreachable
from proctoring_host.management.subcommands import retire_learner
from proctoring_host.models import Effect, EffectState, Transition
from proctoring_host.people.forget_at_vendors import forget_at_vendors, proofs_of
from proctoring_host.people.pseudonyms import pseudonym_of
from tests.factories import T0, FakeClock, cause, make_attempt, make_exam, make_user
from tests.fake_backend import FakeVendor, using_fake_backend
from tests.integration.people.belongings import SECRET, give_everything_to, whole_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    with using_fake_backend("fake", "second", capabilities=[Capability.RETIREMENT]) as made:
        yield made


def known_learner(name: str = "ada"):
    user = make_user(name)
    make_attempt(user=user)
    pseudonym_of(user.pk, "fake")
    return user


def forget(user):
    return forget_at_vendors(user.pk, cause(Actor.STAFF))


def test_the_proof_says_when_and_what_the_vendor_answered_and_names_nobody(vendor: FakeVendor) -> None:
    ada = known_learner()

    assert forget(ada) == {"fake": True}

    [proof] = proofs_of(ada.pk)
    assert (proof.kind, proof.backend, proof.state) == (Kind.VENDOR_RETIRE, "fake", EffectState.DONE)
    assert set(proof.result) == {"answer", "answered_at"}
    assert proof.result["answer"] == "forgotten"
    assert (proof.payload, proof.done_at is None) == ({"user_id": ada.pk}, False)
    kept = json.dumps([proof.payload, proof.result, proof.key, proof.last_error])
    assert not [name for name in (ada.username, ada.email, pseudonym_of(ada.pk, "fake")) if name in kept]


def test_each_backend_has_a_proof_of_its_own(vendor: FakeVendor) -> None:
    ada = known_learner()
    make_attempt(make_exam(backend="second"), ada)

    assert forget(ada) == {"fake": True, "second": True}

    assert {proof.backend: proof.result["answer"] for proof in proofs_of(ada.pk)} == {
        "fake": "forgotten",
        "second": "never told",
    }


def test_a_vendor_that_has_not_forgotten_is_asked_again_by_the_worker(vendor: FakeVendor) -> None:
    ada = known_learner()
    vendor.retires = False
    assert forget(ada) == {"fake": False}
    [waiting] = proofs_of(ada.pk)
    assert (waiting.state, waiting.result["answer"]) == (EffectState.PENDING, "refused")

    vendor.retires = True
    Runner(clock=FakeClock(waiting.next_at)).run_due()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.result["answer"], waiting.last_error) == (EffectState.DONE, "forgotten", "")


def test_a_second_request_asks_with_the_effect_that_is_still_open(vendor: FakeVendor) -> None:
    ada = known_learner()
    vendor.raises["retire_learner"] = BackendUnreachable("No answer.", backend="fake")
    assert forget(ada) == {"fake": False}

    vendor.raises.clear()

    assert forget(ada) == {"fake": True}
    assert len(proofs_of(ada.pk)) == 1


def test_who_was_forgotten_and_may_have_come_back_is_forgotten_again(vendor: FakeVendor) -> None:
    ada = known_learner()

    assert (forget(ada), forget(ada)) == ({"fake": True}, {"fake": True})

    assert [proof.state for proof in proofs_of(ada.pk)] == [EffectState.DONE] * 2
    assert len(vendor.called("retire_learner")) == 2


def test_the_proofs_of_somebody_whose_id_begins_alike_are_others(vendor: FakeVendor) -> None:
    ada = known_learner()
    Effect.objects.create(kind=Kind.VENDOR_RETIRE, key=f"retire:{ada.pk}1:1:x", backend="fake", next_at=T0)

    assert proofs_of(ada.pk) == []


def test_no_workflow_runs(vendor: FakeVendor) -> None:
    ada = known_learner()

    forget(ada)

    assert set(Effect.objects.values_list("kind", flat=True)) == {Kind.VENDOR_RETIRE}
    assert not Transition.objects.exists()
    assert set(vendor.counts) == {"retire_learner"}


def run(*arguments: str) -> tuple[int, str]:
    shown = io.StringIO()
    try:
        call_command("proctoring", "retire-learner", *arguments, stdout=shown)
    except SystemExit as ended:
        return int(ended.code or 0), shown.getvalue()
    return 0, shown.getvalue()


def test_the_command_erases_here_and_at_the_vendors_and_tells_how_much(vendor: FakeVendor) -> None:
    learner = make_user("ada")
    give_everything_to(learner)

    code, shown = run("ada", "--vendors", "--yes")

    assert (code, SECRET in whole_database()) == (0, False)
    assert "history_of_attempts: 4 erased\n" in shown
    assert shown.endswith("fake: forgotten\n")
    assert len(vendor.called("retire_learner")) == 1


def test_a_dry_run_of_the_command_asks_and_erases_nothing(vendor: FakeVendor) -> None:
    learner = make_user("ada")
    give_everything_to(learner)
    before = whole_database()

    code, shown = run("ada", "--vendors", "--dry-run", "--json")

    told = json.loads(shown)
    assert (code, told["erased"]["reviews"], told["vendors"]) == (0, 1, {"fake": "would be asked"})
    assert (whole_database(), vendor.calls) == (before, [])


def test_the_command_fails_where_a_vendor_does_and_erases_here_all_the_same(vendor: FakeVendor) -> None:
    learner = make_user("ada")
    give_everything_to(learner)
    vendor.retires = False

    code, shown = run("ada", "--vendors", "--yes")

    assert (code, SECRET in whole_database()) == (1, False)
    assert "fake: not forgotten\n" in shown


def test_without_a_yes_nothing_is_erased(vendor: FakeVendor) -> None:
    give_everything_to(make_user("ada"))
    before = whole_database()

    with pytest.raises(CommandError, match="add --yes"):
        run("ada")

    assert whole_database() == before


@pytest.mark.parametrize(("typed", "goes_on"), [("ada", True), ("yes", False)])
def test_only_who_types_the_name_goes_on(typed: str, goes_on: bool) -> None:
    try:
        retire_learner._require_consent("ada", lambda question, default: typed)
    except CommandError:
        assert not goes_on
    else:
        assert goes_on


def test_digits_that_mean_two_people_are_refused(vendor: FakeVendor) -> None:
    ada = make_user("ada")
    make_user(str(ada.pk))

    with pytest.raises(CommandError, match="one person and the id of another"):
        run(str(ada.pk), "--yes")
