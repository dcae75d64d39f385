"""What both sides are given: the same course, the same learners, the same numbers of everything."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COURSE = "course-v1:Bench+B1+2026"
USAGE = "block-v1:Bench+B1+2026+type@sequential+block@{name}"
TIMED, WATCHED = (USAGE.format(name=name) for name in ("timed", "watched"))
# The watched ones first; the last is the timed one.
CONTENTS = (WATCHED, *(USAGE.format(name=f"watched{number}") for number in range(2, 6)), TIMED)
ALLOWANCES = 100
COMMENTS = 3
SOFTWARE_SECURE = {
    "crypto_key": "123456789012345678901234",
    "exam_register_endpoint": "",  # the vendor of the comparison, on loopback
    "exam_sponsor": "Sponsor",
    "organization": "Organization",
    "secret_key": "a secret of nobody",
    "secret_key_id": "an id",
    "software_download_url": "https://vendor.example/download",
}
# All sides keep their sessions, accounts and database alike: as Django does by itself, and as the standalone host sets
# up its own database, so that nobody waits for a disk longer than the others.
SESSIONS = "django.contrib.sessions.backends.db"
ACCOUNTS = "django.contrib.auth.backends.ModelBackend"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
# What a site has around its apps. To these each side adds what its own app needs, and nothing else.
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
LINK_NAMES = ("contact_us", "faq", "online_proctoring_rules", "tech_requirements")
LINKS = {name: f"https://example.org/{name}" for name in LINK_NAMES}


def databases(file: Path) -> dict[str, Any]:
    """As the standalone host has it, on all sides alike."""
    engine = "django.db.backends.sqlite3"
    return {"default": {"ENGINE": engine, "NAME": str(file), "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 60}}


@dataclass(slots=True)
class World:
    """What a side made, for the requests: signed-in clients, and ids."""

    poller: Any
    staff: Any
    running: int
    timed: int
    watched: int
    watched_exams: list[int]
    learners: list[str] = field(default_factory=list)
    searched: str = ""


def learner_name(number: int) -> str:
    return f"learner-{number:05d}"


def times_of(number: int) -> int:
    """How many attempts a learner has: every tenth began twice."""
    return 2 if number % 10 == 0 else 1


def is_reviewed(number: int) -> bool:
    return number % 2 == 0
