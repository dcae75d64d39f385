"""Fills an installation: tables, accounts, and the exams of the demo course. Does nothing a second time.

Run as a module, in a process of the installation: accounts and exams come in as JSON.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proctoring_host.cause import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in. `role` is learner, course staff, reviewer or administrator."""

    username: str
    password: str = field(repr=False)
    role: str
    first_name: str
    last_name: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def main() -> None:
    import django  # noqa: PLC0415  settings are read from here on
    from django.core.management import call_command  # noqa: PLC0415

    given = json.load(sys.stdin)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    ids = make_accounts((Account(**account) for account in given["accounts"]), given["course"])
    exams = make_exams(given["exams"], given["course"], ids["admin"])
    json.dump({"users": ids, "exams": exams}, sys.stdout)


def make_accounts(accounts: Iterable[Account], course: str) -> dict[str, int]:
    """The ids by user name."""
    from django.contrib.auth.models import Group, Permission, User  # noqa: PLC0415

    ids = {}
    for account in accounts:
        user, _ = User.objects.get_or_create(username=account.username)
        user.first_name, user.last_name = account.first_name, account.last_name
        user.email = f"{account.username}@example.com"
        user.is_staff = user.is_superuser = account.role == "administrator"
        if not user.check_password(account.password):
            user.set_password(account.password)
        user.save()
        if account.role == "course staff":
            user.groups.add(Group.objects.get_or_create(name=f"course-staff:{course}")[0])
        if account.role == "reviewer":
            user.user_permissions.add(Permission.objects.get(codename="can_review_attempt"))
        ids[account.username] = user.pk
    return ids


def make_exams(exams: Iterable[Mapping[str, Any]], course: str, author: int) -> dict[str, int]:
    """The ids by content."""
    from django.utils import timezone  # noqa: PLC0415

    from proctoring_host.cause import Cause  # noqa: PLC0415
    from proctoring_host.domain.statuses import Actor  # noqa: PLC0415

    cause = Cause(actor=Actor.STAFF, at=timezone.now(), user_id=author, reason="made for the demo")
    return {exam["content_id"]: _make_exam(exam, course, cause) for exam in exams}


def _make_exam(values: Mapping[str, Any], course: str, cause: "Cause") -> int:
    from proctoring_host.errors import ExamNotFound  # noqa: PLC0415
    from proctoring_host.exams.create import create_exam  # noqa: PLC0415
    from proctoring_host.exams.policies import set_review_policy  # noqa: PLC0415
    from proctoring_host.exams.queries import exam_by_content  # noqa: PLC0415
    from proctoring_host.exams.specs import ExamSpec  # noqa: PLC0415

    try:
        return exam_by_content(course, values["content_id"]).pk
    except ExamNotFound:
        pass
    policy = values.get("review_policy", "")
    spec = {key: value for key, value in values.items() if key != "review_policy"}
    exam = create_exam(ExamSpec(course_id=course, **spec), cause)
    if policy:
        set_review_policy(exam.pk, policy, cause=cause)
    return exam.pk


if __name__ == "__main__":
    main()
