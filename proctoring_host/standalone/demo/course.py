"""What the demo shows: four exams, four accounts."""

import secrets
from pathlib import Path
from typing import Any

from proctoring_host.standalone.demo import vendor
from proctoring_host.standalone.demo.content import Account
from proctoring_host.standalone.demo.site import read_json, write_private

ROLES = (
    ("learner", "learner", "Learner"),
    ("staff", "course staff", "Staff"),
    ("reviewer", "reviewer", "Reviewer"),
    ("admin", "administrator", "Admin"),
)


def block(name: str) -> str:
    return f"block-v1:Demo+Proctoring+2026+type@sequential+block@{name}"


def exams() -> list[dict[str, Any]]:
    """A timed, a practice and a proctored exam, and one with the scripted vendor where that is installed."""
    plain = {"content_id": block("timed"), "exam_name": "Timed exam", "time_limit_mins": 30, "is_proctored": False}
    practice = {
        "content_id": block("practice"),
        "exam_name": "Practice of proctoring",
        "time_limit_mins": 10,
        "is_practice_exam": True,
        "backend": vendor.BACKEND,
    }
    proctored = {
        "content_id": block("proctored"),
        "exam_name": "Proctored exam",
        "time_limit_mins": 60,
        "backend": vendor.BACKEND,
        "review_policy": "A calculator and one sheet of notes are allowed.",
    }
    scripted = {
        "content_id": block("scripted"),
        "exam_name": "Proctored exam with a scripted vendor",
        "time_limit_mins": 20,
        "backend": vendor.SCRIPTED,
    }
    return [plain, practice, proctored, *([scripted] if vendor.has_scripted_vendor() else [])]


def accounts(folder: Path) -> list[Account]:
    """Passwords are made once and kept in the demo's folder, since anybody on this machine can reach the demo."""
    file = folder / "accounts.json"
    kept = read_json(file)
    passwords = {name: kept.get(name) or f"{name}-{secrets.token_hex(3)}" for name, _, _ in ROLES}
    if passwords != kept:
        write_private(file, passwords)
    return [
        Account(username=name, password=passwords[name], role=role, first_name="Demo", last_name=last_name)
        for name, role, last_name in ROLES
    ]
