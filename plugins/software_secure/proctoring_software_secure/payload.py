"""The body of a registration."""

import base64
import unicodedata
from datetime import timedelta
from typing import Any

from Crypto.Cipher import DES3
from Crypto.Util.Padding import pad

from proctoring_host.data import Registration
from proctoring_software_secure.options import SoftwareSecureOptions
from proctoring_software_secure.signing import http_date

FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]<>#:|!?/'\"*\\", "_"))
NAMELESS = "Proctored Exam"


def registration_body(registration: Registration, options: SoftwareSecureOptions) -> dict[str, Any]:
    """All the vendor is told about an attempt, in the order of its documentation."""
    return {
        "examCode": registration.attempt_code,
        "organization": options.organization,
        "examSponsor": options.exam_sponsor,
        "duration": registration.time_limit_mins,
        "reviewedExam": not registration.is_sample_attempt,
        "reviewerNotes": reviewer_notes(registration),
        "examPassword": exam_password(registration.attempt_code, options.crypto_key),
        "examName": exam_name(registration.exam.exam_name),
        "ssiProduct": "rp-now",
        "examUrl": registration.launch_url,
        "orgExtra": _extra(registration, with_email=options.send_email),
    }


def exam_name(name: str) -> str:
    """The vendor takes ASCII without certain characters; letters keep their base, other scripts vanish.

    Spaces between words that vanished name nothing.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.translate(FORBIDDEN_IN_NAMES) if plain.strip() else NAMELESS


def exam_password(attempt_code: str, crypto_key: str) -> str:
    """What the vendor's browser asks the learner for; the vendor decrypts it to compare it with the code."""
    # ECB is what the vendor's protocol asks for; the code is random and stands in the same message.
    cipher = DES3.new(crypto_key.encode(), DES3.MODE_ECB)
    return base64.b64encode(cipher.encrypt(pad(attempt_code.encode(), DES3.block_size))).decode()


def reviewer_notes(registration: Registration) -> str:
    """The rules of the exam, and what one learner is allowed beyond them."""
    exception = registration.review_policy_exception
    return f"{registration.review_policy}; {exception}" if exception else registration.review_policy


def _extra(registration: Registration, *, with_email: bool) -> dict[str, Any]:
    first_name, _, last_name = registration.learner.full_name.partition(" ")
    end = registration.requested_at + timedelta(minutes=registration.time_limit_mins)
    extra: dict[str, Any] = {
        "examStartDate": http_date(registration.requested_at),
        "examEndDate": http_date(end),
        "noOfStudents": 1,
        "examID": registration.exam.id,
        "courseID": registration.exam.course_id,
        "firstName": first_name,
        "lastName": last_name,
    }
    return {**extra, "email": registration.learner.email} if with_email else extra
