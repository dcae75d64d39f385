import logging
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from proctoring_host import Capability, hookimpl
from proctoring_host.data import (
    BackfillQuery,
    CheckLevel,
    CheckMessage,
    DashboardQuery,
    Entry,
    FollowUp,
    FollowUpDue,
    Launched,
    LaunchInfo,
    Learner,
    LearnerRef,
    Notified,
    OnboardingProfile,
    OnboardingQuery,
    Ready,
    RegisteredAttempt,
    ReviewComment,
    Stage,
    VideoQuery,
)
from proctoring_host.domain.statuses import Status
from proctoring_host.errors import (
    BackendError,
    BackendUnavailable,
    BackendUnreachable,
    CallbackRejected,
    CapabilityMissing,
    OnboardingRequired,
    ProctoringError,
)
from proctoring_host.registry import Candidate, Registry, calls, using_registry
from tests.unit.registry.samples import CODE, T0, Working, attempt, callback, change, exam, load, registration, review

ENTRY = Entry(attempt=attempt())
DUE = FollowUpDue(attempt=attempt(), name="ask")
SINCE = BackfillQuery(since=T0)
VIDEO = VideoQuery(attempt=attempt(), encrypted_video_url="x")
DASHBOARD = DashboardQuery(course_id="c", staff=Learner(pseudonym="s"))
ONBOARDING = OnboardingQuery(course_id="c")
PROFILE = OnboardingProfile(pseudonym="p", status="verified")
FINDING = CheckMessage(level=CheckLevel.WARNING, id="one.W001", text="x")
FOLLOW_UP = FollowUp(name="ask", after_seconds=5)
EVERY = frozenset(Capability)
ENDLESS: dict[str, Any] = {}
ENDLESS["again"] = ENDLESS
UNUSABLE_WISHES = (
    *(FollowUp(name="x", after_seconds=seconds) for seconds in (-1, float("nan"), float("inf"), 10**9)),
    FollowUp(name="x", after_seconds="5"),  # type: ignore[arg-type]
    *(FollowUp(name=name, after_seconds=1) for name in ("n" * 101, "a\x00b", "a\ud800b")),
    *(
        FollowUp(name="x", after_seconds=1, payload={"a": odd})
        for odd in (T0, object(), float("nan"), "\x00", "\udfff")
    ),
    FollowUp(name="x", after_seconds=1, payload=ENDLESS),
    FollowUp(name="x", after_seconds=1, payload={("a", "b"): 1}),  # type: ignore[dict-item]
    FollowUp(name="x", after_seconds=1, payload=["a"]),  # type: ignore[arg-type]
    FollowUp(name="x", after_seconds=1, payload={"a": "ü" * 40_000}),
)
ODD_WISH = FollowUp(
    name="Ask again: \u00fc", after_seconds=366 * 24 * 3600, payload={"a": ["\\u0000", {"b": None}], "c": 1.5}
)

# hook: how it is called, and answers that are taken, each with what the caller gets
CASES: dict[str, tuple[Any, list[tuple[Any, Any]]]] = {
    "check": (lambda: calls.check("one", live=True), [([FINDING], (FINDING,)), (None, ())]),
    "register_exam": (lambda: calls.register_exam("one", exam()), [("ext", "ext")]),
    "register_attempt": (
        lambda: calls.register_attempt("one", registration()),
        [(found := RegisteredAttempt(external_id="ext", follow_ups=(FOLLOW_UP,)), found)],
    ),
    "launch_info": (
        lambda: calls.launch_info("one", attempt(), "en"),
        [(None, LaunchInfo()), (info := LaunchInfo(steps=("x",), download_url="https://x", script_url="/s.js"), info)],
    ),
    "allows_entry": (lambda: calls.allows_entry("one", ENTRY), [(True, True), (False, False)]),
    "notify_attempt": (lambda: calls.notify_attempt("one", change()), [(None, Notified()), (Notified(), Notified())]),
    "follow_up": (
        lambda: calls.follow_up("one", DUE),
        [(None, None), (FOLLOW_UP, FOLLOW_UP), (ODD_WISH, ODD_WISH), (review(), review()), (Ready(), Ready())],
    ),
    "remove_attempt": (lambda: calls.remove_attempt("one", attempt()), [(True, True), (False, False)]),
    "authenticate_callback": (lambda: calls.authenticate_callback("one", callback()), [(True, None)]),
    "parse_callback": (
        lambda: calls.parse_callback("one", callback()),
        [(Ready(), Ready()), (review(), review()), (back := Launched(attempt_code=CODE), back)],
    ),
    "fetch_reviews": (lambda: calls.fetch_reviews("one", SINCE), [([review()], (review(),)), (iter([]), ())]),
    "video_url": (lambda: calls.video_url("one", VIDEO), [("https://v", "https://v")]),
    "dashboard_url": (lambda: calls.dashboard_url("one", DASHBOARD), [("http://d", "http://d")]),
    "onboarding_profiles": (lambda: calls.onboarding_profiles("one", ONBOARDING), [([PROFILE], (PROFILE,))]),
    "retire_learner": (lambda: calls.retire_learner("one", LearnerRef(pseudonym="p")), [(True, True), (False, False)]),
}
UNUSABLE: dict[str, list[Any]] = {
    "check": [5, "text", ["text"]],
    "register_exam": ["", "  ", None, 5, "x" * 256, "a\nb"],
    "register_attempt": [
        None,
        "ext",
        RegisteredAttempt(external_id=""),
        RegisteredAttempt(external_id="x", follow_ups=("soon",)),  # type: ignore[arg-type]
        RegisteredAttempt(external_id="x", follow_ups=(FollowUp(name="", after_seconds=1),)),
        *(RegisteredAttempt(external_id="x", follow_ups=(wish,)) for wish in UNUSABLE_WISHES),
    ],
    "notify_attempt": [True],
    "follow_up": ["later", FollowUp(name="", after_seconds=1)],
    "remove_attempt": [None, 1],
    "parse_callback": [
        None,
        {},
        review("Clean"),
        review(None),
        replace(review(), attempt_code=[1]),
        replace(review(), external_id=None),
        replace(review(), reviewed_by=7),
        Ready(attempt_code={}),  # type: ignore[arg-type]
        Ready(external_id=5),  # type: ignore[arg-type]
        Launched(attempt_code=None),  # type: ignore[arg-type]
    ],
    "fetch_reviews": [None, ["x"], [review("passed")]],
    "video_url": ["javascript:alert(1)", None, ""],
    "dashboard_url": ["ftp://x"],
    "onboarding_profiles": ["x", [1]],
    "retire_learner": ["yes"],
}


def scripted(hook: str, answer: Any) -> type[Working]:
    """A backend whose one hook gives this answer, or raises it."""

    def implementation(self: Any) -> Any:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return type("Scripted", (Working,), {hook: hookimpl(implementation), "capabilities": EVERY, **_others(hook)})


def _others(hook: str) -> dict[str, Any]:
    """The hooks that stand behind the capabilities."""
    behind = {"register_exam", "fetch_reviews", "video_url", "dashboard_url", "onboarding_profiles", "retire_learner"}
    return {name: hookimpl(lambda self: None) for name in behind - {hook}}


def call(hook: str, answer: Any, *more: Candidate) -> Any:
    registry = load([Candidate.backend("one", scripted(hook, answer)), *more])
    assert registry.failures == ()
    with using_registry(registry):
        return CASES[hook][0]()


@pytest.fixture
def one() -> Iterator[Registry]:
    with using_registry(load([Candidate.backend("one", Working)])) as registry:
        yield registry


@pytest.mark.parametrize(("hook", "answer", "expected"), [(h, *a) for h, (_, found) in CASES.items() for a in found])
def test_a_usable_answer_is_handed_on(hook: str, answer: Any, expected: Any) -> None:
    assert call(hook, answer) == expected


@pytest.mark.parametrize(("hook", "answer"), [(hook, answer) for hook, found in UNUSABLE.items() for answer in found])
def test_an_unusable_answer_is_a_failure_of_the_plugin(hook: str, answer: Any) -> None:
    registry = load([Candidate.backend("one", scripted(hook, answer))])

    with using_registry(registry), pytest.raises(BackendError) as raised:
        CASES[hook][0]()

    (failure,) = registry.failures
    assert (failure.plugin, failure.stage) == ("one", Stage.CALL)
    assert failure.error.startswith(f"{hook}: ")
    assert raised.value.backend == "one"


SILENT = {"launch_info": LaunchInfo(), "allows_entry": False}


@pytest.mark.parametrize("hook", [hook for hook in CASES if hook not in SILENT])
def test_an_exception_becomes_an_error_with_a_reference_and_without_its_values(
    hook: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(BackendError) as raised, caplog.at_level(logging.ERROR):
        call(hook, KeyError("Ada Learner"))

    assert raised.value.backend == "one"
    reference = raised.value.detail.rstrip(".").split()[-1]
    assert f"reference={reference}" in caplog.text
    assert "builtins.KeyError" in caplog.text
    assert "Ada" not in caplog.text + raised.value.detail
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(("hook", "expected"), SILENT.items())
@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(), BackendUnreachable("x", backend="one")])
def test_pages_are_shown_without_what_a_backend_cannot_say(hook: str, expected: Any, error: BaseException) -> None:
    assert call(hook, error) == expected


@pytest.mark.parametrize(
    "error",
    [
        BackendUnreachable("The vendor is away.", backend="one"),
        OnboardingRequired(Status.ONBOARDING_MISSING),
        ProctoringError("Something else."),
    ],
)
def test_errors_of_our_own_family_go_through(error: ProctoringError) -> None:
    registry = load([Candidate.backend("one", scripted("register_attempt", error))])

    with using_registry(registry), pytest.raises(type(error)) as raised:
        calls.register_attempt("one", registration())

    assert raised.value is error
    assert registry.failures == ()


def test_an_answer_that_breaks_the_contract_is_not_asked_for_again() -> None:
    with pytest.raises(BackendError) as broken:
        call("register_attempt", RegisteredAttempt(external_id="x", follow_ups=UNUSABLE_WISHES[:1]))
    with pytest.raises(BackendError) as raised:
        call("register_attempt", ValueError())

    assert (broken.value.final, raised.value.final) == (True, False)


def test_the_attempt_is_named_in_the_error() -> None:
    with pytest.raises(BackendError, match=CODE):
        call("register_attempt", ValueError())
    with pytest.raises(BackendError, match=CODE):
        call("remove_attempt", ValueError())
    with pytest.raises(BackendError, match=CODE):
        call("notify_attempt", ValueError())


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("check", ()),
        ("launch_info", LaunchInfo()),
        ("allows_entry", True),
        ("notify_attempt", Notified()),
        ("follow_up", None),
        ("remove_attempt", True),
    ],
)
@pytest.mark.usefixtures("one")
def test_an_optional_hook_that_is_left_out_has_a_default(hook: str, expected: Any) -> None:
    assert CASES[hook][0]() == expected


@pytest.mark.parametrize(
    "hook",
    ["register_exam", "fetch_reviews", "video_url", "dashboard_url", "onboarding_profiles", "retire_learner"],
)
@pytest.mark.usefixtures("one")
def test_a_hook_behind_a_capability_is_not_called_without_it(hook: str) -> None:
    with pytest.raises(CapabilityMissing) as raised:
        CASES[hook][0]()

    assert raised.value.final
    assert raised.value.http_status == 404


@pytest.mark.parametrize("hook", CASES)
def test_a_stand_in_says_that_it_is_not_available(hook: str) -> None:
    with using_registry(load([], {"one": {}})), pytest.raises(BackendUnavailable):
        CASES[hook][0]()


@pytest.mark.parametrize("answer", [False, None, 1, "yes"])
def test_only_true_authenticates(answer: Any) -> None:
    with pytest.raises(CallbackRejected):
        call("authenticate_callback", answer)


def test_a_generator_that_raises_halfway_is_caught() -> None:
    def reviews(self: Any) -> Any:
        yield review()
        raise ValueError("secret")

    cls = type("Halfway", (scripted("register_exam", "x"),), {"fetch_reviews": hookimpl(reviews)})
    with using_registry(load([Candidate.backend("one", cls)])), pytest.raises(BackendError, match="fetch_reviews"):
        calls.fetch_reviews("one", SINCE)


@pytest.mark.parametrize("info", [LaunchInfo(download_url="javascript:x"), LaunchInfo(steps=(5,)), 5])  # type: ignore[arg-type]
def test_unusable_launch_info_is_left_out(info: Any) -> None:
    assert call("launch_info", info) == LaunchInfo()


def test_only_the_one_backend_is_called() -> None:
    registry = load([Candidate.backend("one", Working), Candidate.backend("two", Working)])

    with using_registry(registry):
        answer = calls.register_attempt("two", registration("two"))

    assert answer.external_id == f"two-{CODE}"
    assert registry.built("one").instance.calls == []
    assert len(registry.built("two").instance.calls) == 1


def platform_plugin(**members: Any) -> ModuleType:
    plugin = ModuleType("metrics")
    for name, member in members.items():
        member.__module__ = "metrics"
        setattr(plugin, name, member)
    return plugin


def test_a_platform_plugin_s_wrapper_stands_around_the_call_of_every_backend() -> None:
    seen: list[str] = []

    @hookimpl(wrapper=True)
    def register_attempt(registration: Any) -> Any:
        seen.append(f"before {registration.exam.backend}")
        answer = yield
        seen.append(f"after {answer.external_id}")
        return answer

    metrics = Candidate.plugin("metrics", platform_plugin(register_attempt=register_attempt))
    with using_registry(load([Candidate.backend("one", Working), Candidate.backend("two", Working), metrics])):
        calls.register_attempt("one", registration("one"))
        calls.register_attempt("two", registration("two"))

    assert seen == ["before one", f"after one-{CODE}", "before two", f"after two-{CODE}"]


def test_a_wrapper_that_raises_is_the_one_that_is_blamed() -> None:
    @hookimpl(wrapper=True)
    def register_attempt() -> Any:
        raise ValueError("x")
        yield

    metrics = Candidate.plugin("metrics", platform_plugin(register_attempt=register_attempt))
    registry = load([Candidate.backend("one", Working), metrics])
    with using_registry(registry), pytest.raises(BackendError):
        calls.register_attempt("one", registration())

    assert [failure.plugin for failure in registry.failures] == ["metrics"]


def test_a_wrapper_may_refuse_with_an_error_of_ours() -> None:
    @hookimpl(wrapper=True)
    def register_attempt() -> Any:
        raise BackendError("Too many registrations; try again.", backend="one", retry_after=5)
        yield

    metrics = Candidate.plugin("metrics", platform_plugin(register_attempt=register_attempt))
    with (
        using_registry(load([Candidate.backend("one", Working), metrics])),
        pytest.raises(BackendError, match="Too many"),
    ):
        calls.register_attempt("one", registration())


def test_of_two_names_of_one_class_the_called_one_is_blamed() -> None:
    backends = {"a": {"BACKEND": "one"}, "b": {"BACKEND": "one"}}
    registry = load([Candidate.backend("one", scripted("register_attempt", ValueError()))], backends)

    with using_registry(registry), pytest.raises(BackendError):
        calls.register_attempt("a", registration("a"))

    assert [failure.plugin for failure in registry.failures] == ["a"]


def test_comments_of_a_review_have_to_be_comments() -> None:
    broken = review()
    object.__setattr__(broken, "comments", (ReviewComment(comment="fine"), "not fine"))

    with pytest.raises(BackendError):
        call("parse_callback", broken)
