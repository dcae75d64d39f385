"""What operators configure, and what they are told when it is wrong."""

import dataclasses
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest

from proctoring_host.data import CallbackKind, Stage
from proctoring_host.registry.option_types import Unfit, convert
from proctoring_host.registry.options import is_secret, key_of, path_of
from proctoring_host.testing.bench import Bench, Loaded, is_kept_secret, require
from proctoring_host.testing.bending import without_proof
from proctoring_host.testing.check import HAS_CALLBACKS, HAS_SECRETS, See, check

CANDIDATES: tuple[Any, ...] = (7, "soon", ["wrong"], {"wrong": "kind"}, None)
STRANGE_SECRETS = ("zz-short", "zz-a-secret-with-ключ-🔑", "zz-long-" * 40)
# `secret_key_id` says which key it is, and not the key.
NO_SECRETS = ("_id", "_url", "_name")
WRONG_TEXT = "zz-wrong-value-zz"


def own_fields(bench: Bench) -> tuple[dataclasses.Field[Any], ...]:
    """All options of the backend, with those of every backend."""
    return dataclasses.fields(bench.subject.backend.Options)


def is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def refusal(bench: Bench, options: dict[str, Any]) -> str:
    """What an operator is told about these options; empty when they are taken."""
    failures = bench.registry(options=options).failures
    wrong_stage = [failure for failure in failures if failure.stage is not Stage.OPTIONS]
    require(not wrong_stage, f"a failure at another stage: {wrong_stage}")
    return " ".join(f"{failure.error} {failure.hint}" for failure in failures)


def secret_keys(bench: Bench) -> Iterator[str]:
    for field in own_fields(bench):
        if is_kept_secret(field) and isinstance(bench.options().get(key_of(field)), str):
            yield key_of(field)


class OptionChecks:
    """The options class."""

    @check(see=See.OPTIONS, why="A misspelt key would be a setting that does nothing.")
    def test_an_unknown_option_is_refused(self, bench: Bench) -> None:
        """A key that is no option is refused and named."""
        told = refusal(bench, {**bench.options(), "zz_unknown": 1})
        require(path_of(bench.subject.name, "zz_unknown") in told, told or "nothing is said")

    @check(see=See.OPTIONS, why="A field without a default is required; a vendor without its key cannot work.")
    def test_a_missing_option_is_refused(self, bench: Bench) -> None:
        """Without any one of its required options the backend is refused, and the key is named."""
        for field in filter(is_required, own_fields(bench)):
            options = bench.options()
            require(key_of(field) in options, f"the description has no option {key_of(field)}, which is required")
            del options[key_of(field)]
            told = refusal(bench, options)
            require(path_of(bench.subject.name, key_of(field)) in told, told or f"{key_of(field)} is not missed")

    @check(see=See.OPTIONS, why="Else the mistake shows when the first learner wants to begin.")
    def test_a_value_of_a_wrong_type_is_refused(self, bench: Bench) -> None:
        """A value of a wrong type is refused for each option, and the key is named."""
        hints = get_type_hints(bench.subject.backend.Options)
        for field in own_fields(bench):
            wrong = [value for value in CANDIDATES if not _fits(value, hints[field.name])]
            require(wrong, f"{key_of(field)} takes anything")
            told = refusal(bench, {**bench.options(), key_of(field): wrong[0]})
            require(path_of(bench.subject.name, key_of(field)) in told, told or f"{key_of(field)} takes {wrong[0]!r}")

    @check(see=See.OPTIONS, why="An operator corrects them in one go.")
    def test_all_problems_are_told_at_once(self, bench: Bench) -> None:
        """Of two wrong keys both are named."""
        told = refusal(bench, {**bench.options(), "zz_unknown": 1, "ping_interval": "often"})
        for key in ("zz_unknown", "ping_interval"):
            require(path_of(bench.subject.name, key) in told, told or "nothing is said")

    @check(see=See.OPTIONS, why="Only then is the value kept out of every listing, log and message.")
    def test_secrets_are_marked(self, bench: Bench) -> None:
        """Each option that is named like a secret is declared with `secret()`."""
        named = [field for field in own_fields(bench) if is_secret(field) and not field.name.endswith(NO_SECRETS)]
        open_ones = [field.name for field in named if not field.metadata.get("secret")]
        require(not open_ones, ", ".join(open_ones))

    @check(
        see=See.OPTIONS, why="A message about a wrong secret is where it would stand in a log.", needs=(HAS_SECRETS,)
    )
    @pytest.mark.parametrize("value", STRANGE_SECRETS, ids=["short", "no-ascii", "long"])
    def test_a_wrong_secret_is_not_shown(self, bench: Bench, value: str) -> None:
        """Whatever is wrong with a secret, the message does not show it, and `repr` neither."""
        for key in secret_keys(bench):
            registry = bench.registry(options={**bench.options(), key: value})
            shown = " ".join(f"{failure.error} {failure.hint}" for failure in registry.failures)
            if not registry.failures:
                shown = repr(registry.built(bench.subject.name).read.options)
            require(value not in shown, f"the value of {key} in {shown!r}")
            require(value not in bench.log, f"the value of {key} in the log")

    @check(
        see=See.OPTIONS,
        why="`problems()` says what is wrong without the value, which may be a secret in a wrong place.",
    )
    def test_problems_repeat_no_value(self, bench: Bench) -> None:
        """A message about a text option that is wrong does not repeat the text."""
        for field in own_fields(bench):
            if isinstance(bench.options().get(key_of(field)), str):
                told = refusal(bench, {**bench.options(), key_of(field): WRONG_TEXT})
                require(WRONG_TEXT not in told, told)

    @check(
        see=See.CALLBACKS,
        why="Compared with an empty secret, an empty header is right.",
        needs=(HAS_SECRETS, HAS_CALLBACKS),
    )
    def test_an_empty_secret_opens_nothing(self, bench: Bench) -> None:
        """With any secret left empty, the options are refused, or a call without a proof is still rejected."""
        for key in secret_keys(bench):
            registry = bench.registry(options={**bench.options(), key: ""})
            if registry.failures:
                continue
            for sample in bench.subject.callbacks:
                if sample.callback.kind is not CallbackKind.LAUNCH:
                    loaded = Loaded(registry=registry, name=bench.subject.name)
                    answer = loaded.outcome("authenticate_callback", callback=without_proof(sample.callback))
                    require(answer is not True, f"a call without a proof is believed when {key} is empty")


def _fits(value: Any, hint: Any) -> bool:
    try:
        convert(value, hint)
    except Unfit:
        return False
    return True
