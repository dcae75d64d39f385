from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from proctoring_host import hookimpl
from proctoring_host.data import ReviewDecision, Stage
from proctoring_host.domain.statuses import Status
from proctoring_host.registry import Candidate, Registry, calls, using_registry
from tests.unit.registry.samples import Working, attempt, change, delivery_failed, email, load, review, saved

VERIFY = ReviewDecision(to_status=Status.VERIFIED, reason="because")
REJECT = ReviewDecision(to_status=Status.REJECTED, reason="because not")


def answering(hook: str, answer: Any) -> Any:
    """A function for a module, and for a class when bound: it takes whatever the hook gives."""

    def implementation() -> Any:
        if isinstance(answer, BaseException):
            raise answer
        return answer() if callable(answer) else answer

    return hookimpl(specname=hook)(implementation)


def plugin(name: str, hook: str, answer: Any) -> Candidate:
    module = ModuleType(name)
    module.implementation = answering(hook, answer)  # type: ignore[attr-defined]
    return Candidate.plugin(name, module)


def backend(name: str, hook: str, answer: Any) -> Candidate:
    return Candidate.backend(
        name, type("Answering", (Working,), {"implementation": staticmethod(answering(hook, answer))})
    )


@contextmanager
def loaded(*candidates: Candidate) -> Iterator[Registry]:
    registry = load(candidates)
    assert registry.failures == ()
    with using_registry(registry):
        yield registry


BROADCASTS: Mapping[str, Any] = {
    "attempt_changed": lambda **to: calls.broadcast_attempt_changed(change("one"), **to),
    "review_saved": lambda **to: calls.broadcast_review_saved(saved("one"), **to),
    "delivery_failed": lambda **to: calls.broadcast_delivery_failed(delivery_failed("one"), **to),
}


@pytest.mark.parametrize("hook", BROADCASTS)
def test_everybody_is_told_though_one_raises(hook: str) -> None:
    told: list[str] = []
    with loaded(
        plugin("a", hook, lambda: told.append("a")),
        plugin("b", hook, SystemExit("Ada Learner")),
        plugin("c", hook, lambda: told.append("c")),
    ) as registry:
        failures = BROADCASTS[hook]()

    assert told == ["c", "a"]
    (failure,) = failures
    assert (failure.plugin, failure.stage) == ("b", Stage.CALL)
    assert "Ada" not in failure.error
    assert registry.failures == failures


@pytest.mark.parametrize("hook", BROADCASTS)
def test_a_backend_is_told_only_of_its_own(hook: str) -> None:
    told: list[str] = []
    with loaded(backend("one", hook, lambda: told.append("one")), backend("two", hook, lambda: told.append("two"))):
        BROADCASTS[hook]()

    assert told == ["one"]


@pytest.mark.parametrize("hook", BROADCASTS)
def test_it_is_known_beforehand_whether_anybody_would_be_told(hook: str) -> None:
    with loaded(backend("one", hook, None), backend("two", "email_context", {})):
        assert calls.anybody_hears(hook, "one")
        assert not calls.anybody_hears(hook, "two")
        assert not calls.anybody_hears(hook, "")
    with loaded(plugin("a", hook, None)):
        assert calls.anybody_hears(hook, "")


@pytest.mark.parametrize("hook", BROADCASTS)
def test_a_repeat_tells_only_those_that_are_named(hook: str) -> None:
    told: list[str] = []
    with loaded(plugin("a", hook, lambda: told.append("a")), plugin("b", hook, lambda: told.append("b"))):
        BROADCASTS[hook](to=calls.Audience(only={"b"}))

    assert told == ["b"]


@pytest.mark.parametrize("hook", BROADCASTS)
def test_who_is_skipped_is_not_told(hook: str) -> None:
    told: list[str] = []
    with loaded(plugin("a", hook, lambda: told.append("a")), plugin("b", hook, lambda: told.append("b"))):
        BROADCASTS[hook](to=calls.Audience(skipped={"b"}))

    assert told == ["a"]


def test_the_platform_decides_about_a_review_before_the_backend() -> None:
    with loaded(backend("one", "review_decision", REJECT), plugin("a", "review_decision", VERIFY)):
        assert calls.review_decision(review(), attempt("one")) == VERIFY


def test_the_first_decision_that_is_one_counts() -> None:
    with loaded(backend("one", "review_decision", REJECT), plugin("a", "review_decision", None)):
        assert calls.review_decision(review(), attempt("one")) == REJECT


def test_without_a_decision_the_policy_decides() -> None:
    with loaded(backend("one", "review_decision", REJECT), plugin("a", "review_decision", None)):
        assert calls.review_decision(review(), attempt("two")) is None


STARTS = ReviewDecision(to_status=Status.STARTED, reason="")


@pytest.mark.parametrize(
    "answer", [ValueError("x"), "verified", ReviewDecision(to_status="verified", reason=""), STARTS]
)  # type: ignore[arg-type]
def test_a_decision_that_fails_is_a_second_review(answer: Any) -> None:
    with loaded(plugin("a", "review_decision", answer), plugin("b", "review_decision", None)) as registry:
        decision = calls.review_decision(review(), attempt("one"))

    assert decision is not None
    assert decision.to_status is Status.SECOND_REVIEW_REQUIRED
    assert "plugin a" in decision.reason
    assert len(registry.failures) == 1


def test_a_decision_that_fails_leaves_a_reviewers_verdict_to_the_policy() -> None:
    with loaded(plugin("a", "review_decision", ValueError("x"))) as registry:
        assert calls.review_decision(review(), attempt("one"), has_reviewer=True) is None

    assert len(registry.failures) == 1


def test_a_decision_to_change_nothing_is_a_decision() -> None:
    unchanged = ReviewDecision(to_status=None, reason="wait")
    with loaded(plugin("a", "review_decision", unchanged)):
        assert calls.review_decision(review(), attempt("one")) == unchanged


@pytest.mark.django_db
def test_a_decision_whose_query_fails_does_not_spoil_the_transaction() -> None:
    User.objects.create(username="ada")

    def query() -> None:
        User.objects.create(username="ada")

    with loaded(plugin("a", "review_decision", query)) as registry, transaction.atomic():
        decision = calls.review_decision(review(), attempt("one"))
        assert User.objects.filter(username="ada").count() == 1

    assert decision is not None
    assert decision.to_status is Status.SECOND_REVIEW_REQUIRED
    assert IntegrityError.__name__ in registry.failures[0].error


def test_template_names_are_collected_most_specific_first() -> None:
    with loaded(
        plugin("a", "email_template_names", ["a.html", "both.html"]),
        plugin("b", "email_template_names", ValueError()),
        plugin("c", "email_template_names", None),
        plugin("d", "email_template_names", "a text"),
        backend("one", "email_template_names", ["both.html", "one.html"]),
        backend("two", "email_template_names", ["two.html"]),
    ) as registry:
        assert calls.email_template_names(email("one")) == ("a.html", "both.html", "one.html")

    assert {failure.plugin for failure in registry.failures} == {"b", "d"}


def test_template_folders_are_those_of_platform_plugins_and_of_the_one_backend() -> None:
    with loaded(
        backend("one", "email_template_dirs", [Path("one")]),
        backend("two", "email_template_dirs", [Path("two")]),
        plugin("a", "email_template_dirs", [Path("a"), Path("one")]),
        plugin("b", "email_template_dirs", ["text"]),
    ):
        assert calls.email_template_dirs("one") == (Path("a"), Path("one"))
        assert calls.email_template_dirs("") == (Path("a"), Path("one"))


def test_names_for_a_template_are_merged_and_the_platform_wins() -> None:
    with loaded(
        backend("one", "email_context", {"x": "backend", "y": "backend"}),
        plugin("a", "email_context", {"x": "platform"}),
        plugin("b", "email_context", ["x"]),
        plugin("c", "email_context", RuntimeError()),
    ):
        assert calls.email_context(email("one")) == {"x": "platform", "y": "backend"}


def test_without_plugins_nothing_is_collected() -> None:
    with loaded():
        assert calls.email_template_names(email()) == ()
        assert calls.email_template_dirs("one") == ()
        assert calls.email_context(email()) == {}
        assert calls.broadcast_attempt_changed(change()) == ()
