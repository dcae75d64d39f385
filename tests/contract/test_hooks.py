"""Every hook is called by the host with the arguments its specification names, and with no others."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from proctoring_host import Capability, hookimpl
from proctoring_host.data import (
    BackfillQuery,
    DashboardQuery,
    Entry,
    Failure,
    FollowUpDue,
    LaunchInfo,
    Learner,
    LearnerRef,
    Notified,
    OnboardingQuery,
    Ready,
    RegisteredAttempt,
    Stage,
    VideoLink,
    VideoQuery,
)
from proctoring_host.hookspecs import REQUIRED_HOOKS
from proctoring_host.registry import Candidate, calls, get_registry, using_registry
from proctoring_host.registry.hooks import HOOK_OF_CAPABILITY, hook_specs
from tests.unit.registry.samples import (
    Working,
    attempt,
    callback,
    change,
    delivery_failed,
    email,
    exam,
    load,
    registration,
    review,
    saved,
)

DUE = FollowUpDue(attempt=attempt(), name="ask")
ENTRY = Entry(attempt=attempt())
SINCE = BackfillQuery(since=datetime(2026, 1, 1, tzinfo=UTC))
LINK = VideoLink(encrypted_video_url="x")
VIDEO = VideoQuery(attempt=attempt(), encrypted_video_url="x")
DASHBOARD = DashboardQuery(course_id="c", staff=Learner(pseudonym="s"))
ONBOARDING = OnboardingQuery(course_id="c")
REF = LearnerRef(pseudonym="p")
FAILURE = Failure(plugin="one", distribution="here", stage=Stage.RENDER, error="x")

# hook: how the host calls it, what an implementation has to be given, what it answers
HOOKS: Mapping[str, tuple[Callable[[], object], Mapping[str, object], object]] = {
    "check": (lambda: calls.check("one", live=True), {"live": True}, []),
    "register_exam": (lambda: calls.register_exam("one", exam()), {"exam": exam()}, "1"),
    "register_attempt": (
        lambda: calls.register_attempt("one", registration()),
        {"registration": registration()},
        RegisteredAttempt(external_id="1"),
    ),
    "launch_info": (
        lambda: calls.launch_info("one", attempt(), "pt-br"),
        {"attempt": attempt(), "language": "pt-br"},
        LaunchInfo(),
    ),
    "allows_entry": (lambda: calls.allows_entry("one", ENTRY), {"entry": ENTRY}, True),
    "notify_attempt": (lambda: calls.notify_attempt("one", change()), {"change": change()}, Notified()),
    "follow_up": (lambda: calls.follow_up("one", DUE), {"due": DUE}, None),
    "remove_attempt": (lambda: calls.remove_attempt("one", attempt()), {"attempt": attempt()}, True),
    "authenticate_callback": (
        lambda: calls.authenticate_callback("one", callback()),
        {"callback": callback()},
        True,
    ),
    "parse_callback": (lambda: calls.parse_callback("one", callback()), {"callback": callback()}, Ready()),
    "fetch_reviews": (lambda: calls.fetch_reviews("one", SINCE), {"since": SINCE}, []),
    "video_url": (lambda: calls.video_url("one", VIDEO), {"query": VIDEO}, "https://v"),
    "renew_video_link": (lambda: calls.renew_video_link("one", LINK), {"link": LINK}, "anew"),
    "dashboard_url": (lambda: calls.dashboard_url("one", DASHBOARD), {"query": DASHBOARD}, "https://d"),
    "onboarding_profiles": (lambda: calls.onboarding_profiles("one", ONBOARDING), {"query": ONBOARDING}, []),
    "retire_learner": (lambda: calls.retire_learner("one", REF), {"ref": REF}, True),
    "plugin_failed": (lambda: get_registry().note_failure(FAILURE), {"failure": FAILURE}, None),
    "email_template_names": (lambda: calls.email_template_names(email()), {"email": email()}, []),
    "email_template_dirs": (lambda: calls.email_template_dirs("one"), {}, []),
    "email_context": (lambda: calls.email_context(email()), {"email": email()}, {}),
    "review_decision": (
        lambda: calls.review_decision(review(), attempt()),
        {"review": review(), "attempt": attempt()},
        None,
    ),
    "attempt_changed": (lambda: calls.broadcast_attempt_changed(change()), {"change": change()}, None),
    "review_saved": (lambda: calls.broadcast_review_saved(saved()), {"saved": saved()}, None),
    "delivery_failed": (
        lambda: calls.broadcast_delivery_failed(delivery_failed()),
        {"failed": delivery_failed()},
        None,
    ),
}
PLATFORM = [name for name, spec in hook_specs().items() if not spec.addressed]


def recording(hook: str, seen: list[dict[str, object]], answer: object, *, method: bool) -> Any:
    """An implementation with exactly the arguments of the specification."""
    names = ", ".join(hook_specs()[hook].arguments)
    pairs = ", ".join(f"{name!r}: {name}" for name in hook_specs()[hook].arguments)
    arguments = f"self, {names}" if method else names
    scope: dict[str, Any] = {"seen": seen, "answer": answer}
    exec(f"def {hook}({arguments}):\n    seen.append({{{pairs}}})\n    return answer", scope)
    return hookimpl(scope[hook])


def backend_with(hook: str, implementation: Any) -> Candidate:
    others = {name: hookimpl(specname=name)(lambda self: None) for name in HOOK_OF_CAPABILITY.values()}
    members = {**others, hook: implementation, "capabilities": frozenset(Capability)}
    return Candidate.backend("one", type("Recording", (Working,), members))


def test_every_hook_there_is_has_a_test_here() -> None:
    assert list(HOOKS) == list(hook_specs())


@pytest.mark.parametrize("hook", HOOKS)
def test_a_backend_s_hook_is_given_the_arguments_of_its_specification(hook: str) -> None:
    call, expected, answer = HOOKS[hook]
    seen: list[dict[str, object]] = []
    registry = load([backend_with(hook, recording(hook, seen, answer, method=True))])
    assert registry.failures == ()

    with using_registry(registry):
        call()

    assert seen == [expected]


@pytest.mark.parametrize("hook", PLATFORM)
def test_a_platform_plugin_s_hook_is_given_the_arguments_of_its_specification(hook: str) -> None:
    call, expected, answer = HOOKS[hook]
    seen: list[dict[str, object]] = []
    plugin = ModuleType("plugin")
    setattr(plugin, hook, recording(hook, seen, answer, method=False))
    registry = load([Candidate.plugin("plugin", plugin)], {})
    assert registry.failures == ()

    with using_registry(registry):
        call()

    assert seen == [expected]


def test_required_hooks_and_hooks_behind_capabilities_are_hooks_of_backends() -> None:
    addressed = {name for name, spec in hook_specs().items() if spec.addressed}

    assert addressed >= REQUIRED_HOOKS
    assert addressed >= set(HOOK_OF_CAPABILITY.values())
