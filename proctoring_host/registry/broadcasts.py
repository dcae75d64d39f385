"""Platform hooks: every implementation by itself, so that one that raises takes nothing from the others."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from proctoring_host.data import (
    AttemptChange,
    AttemptData,
    DeliveryFailed,
    EmailQuery,
    Failure,
    Review,
    ReviewDecision,
    ReviewSaved,
)
from proctoring_host.domain.statuses import Status
from proctoring_host.registry.addressed import failure_in_call
from proctoring_host.registry.core import Registry
from proctoring_host.registry.guard import PluginRaised, guarded
from proctoring_host.registry.manager import Implementation
from proctoring_host.registry.results import anything, decision, many, mapping
from proctoring_host.registry.state import get_registry

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Which plugins a broadcast is for, by their names; everybody, unless told otherwise."""

    only: Collection[str] | None = None
    skipped: Collection[str] = ()

    def has(self, plugin: str) -> bool:
        return plugin not in self.skipped and (self.only is None or plugin in self.only)


EVERYBODY = Audience()


def anybody_hears(hook: str, backend: str) -> bool:
    """Whether a plugin of this process implements the hook and is asked about attempts of this backend."""
    return bool(_asked(get_registry(), hook, backend))


def broadcast_attempt_changed(change: AttemptChange, to: Audience = EVERYBODY) -> tuple[Failure, ...]:
    """Tell of a change after its commit; returns the failures."""
    return _broadcast("attempt_changed", change.attempt.backend, to, change=change)


def broadcast_review_saved(saved: ReviewSaved, to: Audience = EVERYBODY) -> tuple[Failure, ...]:
    """Tell of a review after its commit; as `broadcast_attempt_changed`."""
    return _broadcast("review_saved", saved.attempt.backend, to, saved=saved)


def broadcast_delivery_failed(failed: DeliveryFailed, to: Audience = EVERYBODY) -> tuple[Failure, ...]:
    """Tell of an effect that failed; as `broadcast_attempt_changed`."""
    return _broadcast("delivery_failed", failed.backend, to, failed=failed)


def review_decision(review: Review, attempt: AttemptData, *, has_reviewer: bool = False) -> ReviewDecision | None:
    """The first decision of a plugin, platform plugins before the backend; None leaves it to the review policy.

    A plugin that raises means a second review: a fault must not pass anybody, nor fail anybody. With `has_reviewer`
    a person has looked already, so a fault leaves it to the review policy.
    """
    registry = get_registry()
    for implementation in _asked(registry, "review_decision", attempt.backend):
        try:
            found = guarded(lambda one=implementation: _in_savepoint(one, review, attempt))  # type: ignore[misc]
        except PluginRaised as raised:
            failure = _note(registry, implementation, "review_decision", raised.error)
            if has_reviewer:
                return None
            reason = f"The plugin {failure.plugin} could not decide about this review."
            return ReviewDecision(to_status=Status.SECOND_REVIEW_REQUIRED, reason=reason)
        if found is not None:
            return found
    return None


def email_template_names(query: EmailQuery) -> tuple[str, ...]:
    """Further template names, the most specific first: platform plugins come before the backend's own."""
    return tuple(dict.fromkeys(name for _, name in email_templates_named(query)))


def email_templates_named(query: EmailQuery) -> tuple[tuple[str, str], ...]:
    """The same names, each with the plugin that gave it."""
    answers = _collect_named("email_template_names", query.backend, many(str), email=query)
    return tuple((plugin, name) for plugin, names in answers for name in names)


def email_template_dirs(backend: str) -> tuple[Path, ...]:
    """Folders to look in, those of platform plugins before the backend's own; another backend's never."""
    return tuple(dict.fromkeys(folder for _, folder in email_template_places(backend)))


def email_template_places(backend: str) -> tuple[tuple[str, Path], ...]:
    """The same folders, each with the name of the plugin that brought it, for reports of broken templates."""
    answers = _collect_named("email_template_dirs", backend, many(Path))
    return tuple((plugin, folder) for plugin, folders in answers for folder in folders)


def email_context(query: EmailQuery) -> Mapping[str, Any]:
    """Further names for a template; platform plugins win over the backend. The host's own names go on top of these."""
    merged: dict[str, Any] = {}
    for names in reversed(list(_collect("email_context", query.backend, mapping, email=query))):
        merged.update(names)
    return merged


def _broadcast(hook: str, backend: str, to: Audience, **arguments: object) -> tuple[Failure, ...]:
    registry = get_registry()
    failures = []
    for implementation in _asked(registry, hook, backend):
        if to.has(implementation.plugin):
            try:
                guarded(lambda one=implementation: anything(one(**arguments)))  # type: ignore[misc]
            except PluginRaised as raised:
                failures.append(_note(registry, implementation, hook, raised.error))
    return tuple(failures)


def _collect(hook: str, backend: str, check: Callable[[object], T], **arguments: object) -> Iterator[T]:
    for _, answer in _collect_named(hook, backend, check, **arguments):
        yield answer


def _collect_named(
    hook: str, backend: str, check: Callable[[object], T], **arguments: object
) -> Iterator[tuple[str, T]]:
    registry = get_registry()
    for implementation in _asked(registry, hook, backend):
        try:
            answer = guarded(lambda one=implementation: _answer(one, check, arguments))  # type: ignore[misc]
        except PluginRaised as raised:
            _note(registry, implementation, hook, raised.error)
            continue
        if answer is not None:
            yield implementation.plugin, answer


def _answer(implementation: Implementation, check: Callable[[object], T], arguments: dict[str, object]) -> T | None:
    answer = implementation(**arguments)
    return None if answer is None else check(answer)


def _asked(registry: Registry, hook: str, backend: str) -> list[Implementation]:
    """Platform plugins in pluggy's order, then the one backend this is about."""
    found = list(registry.manager.implementations(hook))
    platform = [implementation for implementation in found if not registry.is_backend(implementation.plugin)]
    return platform + [implementation for implementation in found if implementation.plugin == backend]


def _in_savepoint(implementation: Implementation, review: Review, attempt: AttemptData) -> ReviewDecision | None:
    """A failed query of the plugin must not spoil the transaction the review is saved in."""
    if not transaction.get_connection().in_atomic_block:
        return decision(implementation(review=review, attempt=attempt))
    with transaction.atomic():
        return decision(implementation(review=review, attempt=attempt))


def _note(registry: Registry, implementation: Implementation, hook: str, error: BaseException) -> Failure:
    failure = failure_in_call(registry, implementation.plugin, hook, error)
    return registry.note_failure(failure, error=error)
