"""What vendors send, and what it is translated into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from proctoring_host.data.attempts import AttemptData, FollowUp
from proctoring_host.data.nothing import NOTHING
from proctoring_host.domain.statuses import ReviewStatus, Status


class CallbackKind(StrEnum):
    """Which address a vendor called. `LAUNCH` is the learner's own browser coming back from the vendor."""

    LAUNCH = "launch"
    READY = "ready"
    REVIEWED = "reviewed"
    REVIEW = "review"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A vendor's call, or its learner's return, as bytes and headers.

    Header names are lower-case. `token` is what stood behind the address as a further path part.
    `service_user` is true when the host has already proved that the caller is signed in as a member of
    `<backend>_review` or as global staff. `attempt` is set where the address itself names one.
    """

    kind: CallbackKind
    backend: str
    method: str
    path: str
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=lambda: NOTHING, repr=False)
    query: Mapping[str, str] = field(default_factory=lambda: NOTHING, repr=False)
    remote_address: str = ""
    token: str = field(default="", repr=False)
    service_user: bool = False
    attempt: AttemptData | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The vendor says that the learner has finished setting up."""

    external_id: str = ""
    attempt_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """The learner came back from the vendor. The host signs each cookie and sets it before it redirects."""

    attempt_code: str
    cookies: Mapping[str, str] = field(default_factory=lambda: NOTHING, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewComment:
    """A reviewer's remark; times are seconds from the start of the recording, `status` the vendor's own word."""

    comment: str
    status: str = ""
    start: float = 0.0
    stop: float = 0.0
    duration: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A vendor's verdict, translated.

    The host refuses it unless `attempt_code` or `external_id` finds an attempt of this backend, and, when both
    are given, both fit. `raw` is what may be kept: the plugin has taken out links, photos, names and addresses.
    `encrypted_video_url` was encrypted by the plugin, which alone can open it again (`video_url`).
    """

    status: ReviewStatus
    attempt_code: str = ""
    external_id: str = ""
    comments: tuple[ReviewComment, ...] = ()
    reviewed_by: str = field(default="", repr=False)
    encrypted_video_url: str = field(default="", repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecision:
    """What a review does to its attempt; `to_status` None leaves it as it is."""

    to_status: Status | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSaved:
    """A review was committed, and this is what was decided."""

    review: Review
    attempt: AttemptData
    decision: ReviewDecision
    correlation_id: str = ""


ParsedCallback = Ready | Launched | Review
FollowUpAnswer = ParsedCallback | FollowUp | None
