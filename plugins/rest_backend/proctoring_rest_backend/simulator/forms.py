"""Which fields and types the contract has. Everything else is refused, with the field's name and never its value."""

from collections.abc import Mapping
from datetime import datetime
from types import NoneType
from typing import Any

from proctoring_rest_backend.simulator.web import Refused

Types = tuple[type, ...]
TEXT: Types = (str,)
EXAM_FIELDS: Mapping[str, Types] = {
    "id": (int,),
    "course_id": TEXT,
    "content_id": TEXT,
    "exam_name": TEXT,
    "time_limit_mins": (int,),
    "is_proctored": (bool,),
    "is_practice_exam": (bool,),
    "is_active": (bool,),
    "due_date": (str, NoneType),
    "hide_after_due": (bool,),
    "backend": TEXT,
    "external_id": (str, NoneType),
}
EXAM_OPTIONAL: Mapping[str, Types] = {"rules": (dict,), "rule_summary": TEXT}
ATTEMPT_FIELDS: Mapping[str, Types] = {
    "lms_host": TEXT,
    "time_limit_mins": (int,),
    "is_sample_attempt": (bool,),
    "user_id": TEXT,
    "full_name": TEXT,
    "email": TEXT,
    "review_policy": TEXT,
    "review_policy_exception": TEXT,
    "status": TEXT,
}
NOTICES = ("started", "submitted", "error")
TOKEN_FIELDS = {"grant_type", "client_id", "client_secret", "token_type"}


def check_exam(body: Mapping[str, Any]) -> None:
    check_types(body, EXAM_FIELDS, EXAM_OPTIONAL)
    if body["time_limit_mins"] <= 0:
        raise Refused(400, "time_limit_mins is not above 0.")
    for key in ("course_id", "content_id", "exam_name", "backend"):
        if not body[key]:
            raise Refused(400, f"{key} is empty.")
    if body["due_date"] is not None:
        _check_moment(body["due_date"], "due_date")
    if not all(isinstance(value, bool) for value in body.get("rules", {}).values()):
        raise Refused(400, "rules holds something else than true and false.")


def check_attempt(body: Mapping[str, Any]) -> None:
    check_types(body, ATTEMPT_FIELDS, {})
    if body["status"] != "created":
        raise Refused(400, "status is not created.")
    if body["time_limit_mins"] < 0:
        raise Refused(400, "time_limit_mins is negative.")
    if not body["user_id"]:
        raise Refused(400, "user_id is empty.")
    if not body["lms_host"].startswith(("http://", "https://")):
        raise Refused(400, "lms_host is no http or https address.")


def check_notice(body: Mapping[str, Any]) -> None:
    check_types(body, {"status": TEXT}, {})
    if body["status"] not in NOTICES:
        raise Refused(400, f"status is none of {', '.join(NOTICES)}.")


def check_types(body: Mapping[str, Any], required: Mapping[str, Types], optional: Mapping[str, Types]) -> None:
    """Raises `Refused` for the first field that is missing, has another type, or is not in the contract."""
    for key in required:
        if key not in body:
            raise Refused(400, f"{key} is missing.")
    for key, value in body.items():
        wanted = required.get(key) or optional.get(key)
        if wanted is None:
            raise Refused(400, f"A field is not in the contract: {key[:40]}.")
        # type() and not isinstance(): true is no number here
        if type(value) not in wanted:
            raise Refused(400, f"{key} has the wrong type.")


def _check_moment(text: str, key: str) -> None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(400, f"{key} is no ISO date and time.") from None
    if moment.tzinfo is None:
        raise Refused(400, f"{key} has no time zone.")
