"""Would the vendor take this registration? Written from the protocol's description, not from the plugin's code."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from Crypto.Cipher import DES3

from proctoring_software_secure.simulator.account import Account

LARGEST_SKEW = timedelta(minutes=15)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE = re.compile(rf"({'|'.join(DAYS)}), (\d\d) ({'|'.join(MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) GMT", re.ASCII)
CODE = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
BODY_TYPES = {
    "examCode": str,
    "organization": str,
    "examSponsor": str,
    "duration": int,
    "reviewedExam": bool,
    "reviewerNotes": str,
    "examPassword": str,
    "examName": str,
    "ssiProduct": str,
    "examUrl": str,
    "orgExtra": dict,
}
EXTRA_TYPES = {
    "examStartDate": str,
    "examEndDate": str,
    "noOfStudents": int,
    "examID": int,
    "courseID": str,
    "firstName": str,
    "lastName": str,
}


class Refused(Exception):
    """The vendor says no, with this HTTP status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def verify(headers: Mapping[str, str], content: bytes, account: Account, now: datetime) -> dict[str, Any]:
    """The registration's body when everything about it is right; header names are lower-case."""
    if headers.get("content-type") != "application/json":
        raise Refused(415, "Content-Type is not application/json.")
    date = headers.get("date", "")
    if abs(_moment(date, "Date") - now) > LARGEST_SKEW:
        raise Refused(401, "Date differs from our clock by more than 15 minutes.")
    body = _parsed(content)
    _check_signature(headers.get("authorization", ""), date, body, account)
    check_registration_form(body)
    _check_values(body, account)
    _check_password(body, account)
    return body


def _moment(text: str, name: str) -> datetime:
    found = DATE.fullmatch(text)
    if not found:
        raise Refused(401, f"{name} does not have the form Wed, 15 Jul 2015 05:11:31 GMT.")
    weekday, day, month, year, hour, minute, second = found.groups()
    try:
        moment = datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        raise Refused(401, f"{name} is no date.") from None
    if DAYS[moment.weekday()] != weekday:
        raise Refused(401, f"{name} names the wrong day of the week.")
    return moment


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise Refused(400, "The body is not a JSON object.")
    return body


def _check_signature(authorization: str, date: str, body: dict[str, Any], account: Account) -> None:
    scheme, _, credentials = authorization.partition(" ")
    key_id, _, given = credentials.partition(":")
    if scheme != "SSI" or not given:
        raise Refused(401, "Authorization does not have the form SSI <key id>:<signature>.")
    if key_id != account.secret_key_id:
        raise Refused(401, "The key id in Authorization is unknown.")
    signed = hmac.new(account.secret_key.encode(), digestmod=hashlib.sha256)
    signed.update(b"POST\n\napplication/json\n" + date.encode() + b"\n")
    for line in canonical_lines(body):
        signed.update(line.encode() + b"\n")
    if not hmac.compare_digest(base64.b64encode(signed.digest()), given.encode(errors="replace")):
        raise Refused(401, "The signature does not fit the request.")


def canonical_lines(body: Mapping[str, Any], owner: str = "") -> list[str]:
    """What is signed. A registration holds objects and plain values; a list in it is refused."""
    lines = []
    for key, value in sorted(body.items()):
        if isinstance(value, list):
            raise Refused(400, f"{key} is a list; registrations hold none.")
        if isinstance(value, dict) and value:
            lines.extend(canonical_lines(value, f"{key}."))
        elif value is True or value is False:
            lines.append(f"{owner}{key}:{json.dumps(value)}")
        elif value in (None, 0, {}):
            lines.append(f"{owner}{key}:null")
        else:
            lines.append(f"{owner}{key}:{value}")
    return lines


def check_registration_form(body: Mapping[str, Any]) -> None:
    """Every value of a registration is there and has its type, else `Refused`."""
    check_types(body, BODY_TYPES)
    check_types(body["orgExtra"], EXTRA_TYPES, "orgExtra.")


def check_types(found: Mapping[str, Any], types: Mapping[str, type], prefix: str = "") -> None:
    """Raises `Refused` for the first key that is missing or has another type; `prefix` says where it stands."""
    for key, wanted in types.items():
        if key not in found:
            raise Refused(400, f"{prefix}{key} is missing.")
        # type() and not isinstance(): true is no number here
        if type(found[key]) is not wanted:
            raise Refused(400, f"{prefix}{key} has the wrong type.")


def _check_values(body: dict[str, Any], account: Account) -> None:
    extra, minutes = body["orgExtra"], body["duration"]
    period = _moment(extra["examEndDate"], "examEndDate") - _moment(extra["examStartDate"], "examStartDate")
    name = body["examName"]
    rules = {
        "examCode is no upper-case UUID.": CODE.fullmatch(body["examCode"]),
        "organization is unknown.": account.organization in ("", body["organization"]),
        "examSponsor is unknown.": account.exam_sponsor in ("", body["examSponsor"]),
        "duration is negative.": minutes >= 0,
        "examName is empty or holds a character that is not allowed.": name.isascii() and _is_allowed(name),
        "ssiProduct is not rp-now.": body["ssiProduct"] == "rp-now",
        "examUrl is no absolute address that ends in the exam code.": _leads_back(body["examUrl"], body["examCode"]),
        "examEndDate is not examStartDate plus the duration.": period == timedelta(minutes=minutes),
        "noOfStudents is not 1.": extra["noOfStudents"] == 1,
    }
    for reason, holds in rules.items():
        if not holds:
            raise Refused(400, reason)


def _is_allowed(name: str) -> bool:
    return bool(name) and not any(character in name for character in "[]<>#:|!?/'\"*\\")


def _leads_back(address: str, code: str) -> bool:
    return address.startswith(("http://", "https://")) and address.endswith(f"/start_exam/{code}")


def _check_password(body: dict[str, Any], account: Account) -> None:
    try:
        sealed = base64.b64decode(body["examPassword"], validate=True)
        opened = DES3.new(account.crypto_key.encode(), DES3.MODE_ECB).decrypt(sealed)
    except ValueError:
        raise Refused(400, "examPassword cannot be decrypted.") from None
    code = body["examCode"].encode()
    filling = 8 - len(code) % 8
    if opened != code + bytes([filling]) * filling:
        raise Refused(400, "examPassword does not hold the exam code.")
