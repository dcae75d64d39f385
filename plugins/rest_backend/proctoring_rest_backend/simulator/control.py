"""What the vendor's people do, for scripts and for the page: faults, onboarding, ready messages, reviews."""

import math
from collections.abc import Mapping
from typing import Any

from proctoring_rest_backend.simulator.contract import PROFILE_WORDS, REFUSALS
from proctoring_rest_backend.simulator.platform import Platform
from proctoring_rest_backend.simulator.records import FAULTS, Attempt, Fault, Records
from proctoring_rest_backend.simulator.web import Refused

VERDICTS = ("passed", "violation", "suspicious", "not_reviewed")
MOST_TIMES = 1000
MOST_COPIES = 20
LONGEST_SECONDS = 300.0


class Control:
    """Each method takes the JSON of a control request and returns that of its answer; raises `Refused`."""

    def __init__(self, records: Records, platform: Platform) -> None:
        self._records = records
        self._platform = platform

    def state(self) -> dict[str, Any]:
        return self._records.state()

    def fault(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """An empty name ends the fault there is."""
        kind = str(asked.get("fault") or "")
        if kind and kind not in FAULTS:
            raise Refused(400, f"fault must be one of {', '.join(FAULTS)}.")
        usual = {"slow": 5.0, "429": 30.0}.get(kind, 0.0)
        fault = Fault(
            kind=kind,
            times=int(_number(asked, "times", default=1, lowest=1, highest=MOST_TIMES)),
            seconds=_number(asked, "seconds", default=usual, lowest=0, highest=LONGEST_SECONDS),
            token=asked.get("token") in {True, "on"},
        )
        with self._records.lock:
            self._records.fault = fault if kind else None
        return {"fault": fault.state() if kind else None}

    def onboarding(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """`refuse` every further attempt with this word (empty ends it), or set the `status` of a `user_id`."""
        refuse = str(asked.get("refuse") or "")
        if refuse and refuse not in REFUSALS:
            raise Refused(400, f"refuse must be one of {', '.join(REFUSALS)}.")
        user, status = asked.get("user_id"), asked.get("status")
        if user is not None and (not isinstance(user, str) or status not in PROFILE_WORDS):
            raise Refused(400, f"user_id must be text, and status one of {', '.join(PROFILE_WORDS)}.")
        with self._records.lock:
            self._records.onboarding = refuse
            if isinstance(user, str):
                self._records.profiles[user] = str(status)
        return {"onboarding": refuse}

    def ready(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return self._send(self._attempt(asked), "ready", {"status": "ready"}, asked)

    def review(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """`status` may be any text: an unknown verdict is a test too."""
        status, comments = asked.get("status", VERDICTS[0]), asked.get("comments") or []
        if not isinstance(status, str) or not isinstance(comments, list):
            raise Refused(400, "status must be text, and comments a list.")
        body: dict[str, Any] = {"status": status, "comments": [_comment(*item) for item in enumerate(comments)]}
        body |= {key: asked[key] for key in ("reviewed_by", "videoReviewLink") if asked.get(key)}
        return self._send(self._attempt(asked), "reviewed", body, asked)

    def _attempt(self, asked: Mapping[str, Any]) -> Attempt:
        with self._records.lock:
            found = self._records.attempts.get(str(asked.get("attempt")))
        if found is None:
            raise Refused(404, "There is no such attempt.")
        return found

    def _send(self, attempt: Attempt, verb: str, body: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
        times = int(_number(asked, "times", default=1, lowest=1, highest=MOST_COPIES))
        host = attempt.body["lms_host"]
        sent = [
            {"verb": verb, "status": body["status"], **self._platform.send(host, attempt.id, verb, body)}
            for _ in range(times)
        ]
        with self._records.lock:
            attempt.sent.extend(sent)
        return {"sent": sent}


def _number(asked: Mapping[str, Any], key: str, *, default: float, lowest: float, highest: float) -> float:
    value = asked.get(key, default)
    try:
        found = float(default if value in ("", None) else value)
    except (TypeError, ValueError):
        found = math.nan
    if not lowest <= found <= highest:
        raise Refused(400, f"{key} must be a number from {lowest:g} to {highest:g}.")
    return found


def _comment(position: int, item: Any) -> Any:
    """A remark given as text gets a place in the recording; anything else is sent as it is."""
    if not isinstance(item, str):
        return item
    start = 60 * position
    return {"comment": item, "status": "Suspicious", "start": start, "stop": start + 30, "duration": 30}
