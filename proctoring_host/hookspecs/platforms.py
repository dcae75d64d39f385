"""The hooks of platforms, themes and observers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
from proctoring_host.hookspecs.markers import hookspec


class PlatformHooks:
    """Collected or broadcast: every plugin is asked, one by one, guarded."""

    @hookspec(historic=True)
    def plugin_failed(self, failure: Failure) -> None:
        """A plugin failed at some stage.

        When: a plugin failed at some stage. By: whatever found out. Often: once for each distinct failure; a later
        plugin hears of earlier ones. Fails: it is logged.
        """

    @hookspec
    def email_template_names(self, email: EmailQuery) -> list[str]:  # type: ignore[empty-body]
        """Further template names to try for an email, most specific first.

        A platform plugin's come before the standard ones, a backend's behind those of its own folder.

        When: a mail is composed. By: the outbox, or a preview. Often: once for each mail. Fails: the names of the
        others are tried.
        """

    @hookspec
    def email_template_dirs(self) -> list[Path]:  # type: ignore[empty-body]
        """Folders in which email templates are looked for, before the base templates.

        When: templates are looked for. By: the outbox, or a preview. Often: often; it may be kept. Fails: the folders
        of the others are used.
        """

    @hookspec
    def email_context(self, email: EmailQuery) -> Mapping[str, Any]:  # type: ignore[empty-body]
        """Further names for an email's template; names the host gives cannot be replaced.

        When: a mail is composed. By: the outbox, or a preview. Often: once for each mail. Fails: the mail goes without
        these names.
        """

    @hookspec
    def review_decision(self, review: Review, attempt: AttemptData) -> ReviewDecision | None:
        """Decide what a review does to its attempt; the first answer that is not None counts.

        Asked for a vendor's review and for a person's own verdict, within the transaction that saves it: no I/O. The
        answer is None, no status (leave the attempt as it is), or one of verified, rejected, second_review_required and
        error. Nobody is asked about an attempt that was removed, declined, reset or never registered, and a pass
        without a submission is an error whatever is answered. When an implementation raises, the decision is a second
        review; where a reviewer is recorded, and without an answer, the host's review policy decides.

        When: a review is saved, within its transaction: no I/O. By: the request that brought it, or the worker. Often:
        once for each review that differs from the last. Fails: the decision is a second review; where a reviewer is
        recorded, the host's policy.
        """

    @hookspec
    def attempt_changed(self, change: AttemptChange) -> None:
        """An attempt was made or changed.

        A change that is made by a process in which no plugin with this hook is loaded is written down for nobody: all
        processes that change attempts need the plugin, web servers, workers and commands alike, and hear of nothing
        that happened before they had it.

        When: after the commit. By: the outbox. Often: at least once for each change. Fails: it is logged, and tried
        again for this plugin.
        """

    @hookspec
    def review_saved(self, saved: ReviewSaved) -> None:
        """A review was saved and acted upon.

        As with `attempt_changed`, the process that saves the review must have loaded the plugin.

        When: after the commit. By: the outbox. Often: at least once for each review. Fails: it is logged, and tried
        again for this plugin.
        """

    @hookspec
    def delivery_failed(self, failed: DeliveryFailed) -> None:
        """An effect failed; `failed.final` when it went to the dead letters.

        When: an effect failed. By: the outbox. Often: once for each failure. Fails: it is logged.
        """
