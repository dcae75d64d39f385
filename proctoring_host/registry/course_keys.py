"""Ids of courses, read by the platform's library wherever it can read any."""

import re

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey

# The two forms that courses have, in case the library cannot look for its own kinds of keys.
PLAIN = re.compile(r"[\w.-]+:(?P<new>[^\s:/+?]+)\+[^\s:/+?]+\+[^\s/?]+|(?P<old>[^\s:/+?]+)/[^\s:/+?]+/[^\s:/+?]+")


def organisation_of(course_id: str) -> str | None:
    """Empty where the id does not tell, None where it is none.

    The library finds its kinds of keys by entry points, and stops at any installed distribution whose entry points
    cannot be read. That is no reason for a course to have no exams and a learner no mail.
    """
    try:
        return str(CourseKey.from_string(course_id).org or "")
    except InvalidKeyError:
        return None
    except Exception:  # noqa: BLE001  whatever reading a stranger's metadata raises
        found = PLAIN.fullmatch(course_id)
        return (found["new"] or found["old"]) if found else None
