"""Attempts: registered, set up, changed, followed up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proctoring_host.data.exams import ExamData
from proctoring_host.data.nothing import NOTHING
from proctoring_host.domain.statuses import Actor, ExamKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """A learner as a vendor may know them.

    `pseudonym` stays the same for one learner at one backend and says nothing about them elsewhere.
    The name is left out of `repr`, as is the address: neither belongs in a log.
    """

    pseudonym: str
    full_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptData:
    """One learner's attempt. `code` is ours (an upper-case UUID), `external_id` the vendor's."""

    id: int
    code: str
    status: Status
    exam: ExamData
    kind: ExamKind
    backend: str
    pseudonym: str
    external_id: str | None = None
    is_sample_attempt: bool = False
    taking_as_proctored: bool = True
    allowed_seconds: int | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """All a vendor is told when an attempt is registered; `register_attempt` may get the same one again.

    `review_policy` is the exam's own text or the configured default, `review_policy_exception` the learner's
    allowance or nothing. `launch_url` is where the vendor's browser returns the learner to.
    """

    exam: ExamData
    attempt_code: str
    learner: Learner
    time_limit_mins: int
    is_sample_attempt: bool
    requested_at: datetime
    platform_url: str
    launch_url: str = field(repr=False)
    review_policy: str = ""
    review_policy_exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A wish of a backend to be asked again about an attempt, through its hook `follow_up`, by the worker.

    `name` and `payload` (JSON, no secrets) come back as they are; one attempt has each name once at a time.
    """

    name: str
    after_seconds: float
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredAttempt:
    """The vendor's answer to a registration; the host stores the id and schedules the follow-ups."""

    external_id: str
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptChange:
    """A change that was committed. `from_status` is None for a new attempt."""

    attempt: AttemptData
    from_status: Status | None
    to_status: Status
    actor: Actor
    changed_at: datetime
    reason: str = ""
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """The vendor heard of a change."""

    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDue:
    """A follow-up whose time has come."""

    attempt: AttemptData
    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchInfo:
    """What the learner needs in order to set up.

    `steps` are shown in order; they and `rules` may hold a little markup (paragraphs, lists, emphasis, code, links),
    and whatever else is in them is removed. `exam_code` is shown where the vendor's program asks for one.
    `script_url` is a prebuilt module for the browser, served by the plugin's package.
    """

    steps: tuple[str, ...] = ()
    download_url: str = ""
    exam_code: str = ""
    script_url: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A browser asks for the content of a running attempt; `cookies` holds only those whose signature was right."""

    attempt: AttemptData
    cookies: Mapping[str, str] = field(default_factory=lambda: NOTHING, repr=False)
