"""Makes exams, people and their sessions; run in a process of the installation. JSON in, JSON out.

People are signed in already: thousands of passwords would measure nothing but the hashing of passwords.
"""

import json
import sys
from datetime import timedelta
from typing import Any


def main() -> None:
    import django

    given = json.load(sys.stdin)
    django.setup()
    json.dump(_made(given), sys.stdout)


def _made(given: dict[str, Any]) -> dict[str, Any]:
    from django.contrib.auth.models import Group, User

    service = User.objects.create(username="vendor", password="!vendor")
    service.groups.add(Group.objects.get_or_create(name="rest_review")[0])
    learners = User.objects.bulk_create(
        User(
            username=f"learner{number}",
            email=f"learner{number}@example.com",
            first_name="Learner",
            last_name=str(number),
            password=f"!{number}",
        )
        for number in range(given["learners"])
    )
    keys = _sessions([service, *learners])
    people = [{"id": user.pk, "session": keys[user.pk]} for user in learners]
    return {"service": keys[service.pk], "people": people, "exams": _exams(given["course"])}


def _sessions(users: list[Any]) -> dict[int, str]:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    until, rows, keys = timezone.now() + timedelta(days=1), [], {}
    for user in users:
        keys[user.pk] = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        content = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": "proctoring_host.standalone.auth.Accounts",
            "_auth_user_hash": user.get_session_auth_hash(),
        }
        text = SessionStore().encode(content)
        rows.append(Session(session_key=keys[user.pk], session_data=text, expire_date=until))
    Session.objects.bulk_create(rows)
    return keys


def _exams(course: str) -> dict[str, dict[str, Any]]:
    """By what learners do there. The vendors do not know them yet."""
    from proctoring_host.models import Exam

    kinds = {"usual": ("rest", 90), "secure": ("software_secure", 90), "sleepers": ("rest", 1)}
    made = {}
    for name, (backend, minutes) in kinds.items():
        exam = Exam.objects.create(
            course_id=course,
            content_id=name,
            exam_name=f"Exam {name}",
            time_limit_mins=minutes,
            is_proctored=True,
            backend=backend,
        )
        made[name] = {"id": exam.pk, "content": name, "backend": backend}
    return made


if __name__ == "__main__":
    main()
