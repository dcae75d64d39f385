"""Takes one exam through its life and ends the process at one boundary of one kind of effect.

Run by `test_killed_at_each_boundary.py`: for each case it forks a child that is killed, a child that runs
`proctoring worker --once`, and a child that goes on with the exam to its end; after each it looks at the database.
A case is `kind:boundary:circumstance`; the circumstance is empty, `server` (mails leave through a server that would
deliver a repeat) or `down` (the vendor is away from the moment the effect is leased until the last child begins).
Prints one JSON object for each case.
"""

import json
import os
import shutil
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from proctoring_host import Backend, BackendOptions, Capability, conf, hookimpl  # noqa: E402
from proctoring_host.attempts.create import create_attempt  # noqa: E402
from proctoring_host.attempts.download import click_download  # noqa: E402
from proctoring_host.attempts.ready import mark_ready  # noqa: E402
from proctoring_host.attempts.start import start_attempt  # noqa: E402
from proctoring_host.attempts.submit import submit_attempt  # noqa: E402
from proctoring_host.cause import Cause  # noqa: E402
from proctoring_host.data import FollowUp, Notified, RegisteredAttempt, Review  # noqa: E402
from proctoring_host.domain.statuses import Actor, ReviewStatus, Status  # noqa: E402
from proctoring_host.effects import runner as runners  # noqa: E402
from proctoring_host.errors import BackendUnreachable  # noqa: E402
from proctoring_host.exams.create import create_exam  # noqa: E402
from proctoring_host.exams.specs import ExamSpec  # noqa: E402
from proctoring_host.models import Attempt, Effect, Exam  # noqa: E402
from proctoring_host.registry import Candidate, Registry, using_registry  # noqa: E402

KILLED = 77
FILES = settings.EMAIL_BACKEND
SERVER = "tests.integration.effects.kill_transport.Server"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpOptions(BackendOptions):
    base_url: str


class HttpBackend(Backend[HttpOptions]):
    """A vendor that keeps exams and is asked for its verdict."""

    Options = HttpOptions
    capabilities = frozenset({Capability.EXAMS})

    def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.options.base_url}/{path}"
        request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return dict(json.load(answer))
        except OSError:
            raise BackendUnreachable("The vendor does not answer.", backend="http") from None

    @hookimpl
    def register_exam(self, exam) -> str:
        return str(self.ask("exams", {"id": exam.id})["id"])

    @hookimpl
    def register_attempt(self, registration) -> RegisteredAttempt:
        answer = self.ask("registrations", {"examCode": registration.attempt_code})
        return RegisteredAttempt(external_id=answer["id"])

    @hookimpl
    def notify_attempt(self, change) -> Notified:
        self.ask("changes", {"id": change.attempt.external_id, "to": change.to_status})
        verdict = FollowUp(name="verdict", after_seconds=1)
        return Notified(follow_ups=(verdict,) if change.to_status == Status.SUBMITTED else ())

    @hookimpl
    def follow_up(self, due) -> Review:
        self.ask("verdicts", {"id": due.attempt.external_id})
        return Review(status=ReviewStatus.PASSED, attempt_code=due.attempt.code)

    @hookimpl
    def authenticate_callback(self, callback) -> bool:
        return False

    @hookimpl
    def parse_callback(self, callback) -> Review:
        raise NotImplementedError


class Listener:
    """A platform plugin that is told of everything."""

    @hookimpl
    def attempt_changed(self, change) -> None:
        """Heard."""

    @hookimpl
    def review_saved(self, saved) -> None:
        """Heard."""


def cause() -> Cause:
    return Cause(actor=Actor.LEARNER, at=timezone.now())


def journey() -> None:
    """From wherever the exam stands to its end."""
    exam = Exam.objects.first() or create_exam(
        ExamSpec(course_id="course-v1:Kill+T1+1", content_id="final", exam_name="Final", time_limit_mins=60),
        cause(),
    )
    attempt = Attempt.objects.first() or create_attempt(
        exam.pk, User.objects.get().pk, taking_as_proctored=True, cause=cause()
    )
    steps: dict[Status, Callable[[], object]] = {
        Status.CREATED: lambda: click_download(attempt.pk, cause=cause()),
        Status.DOWNLOAD_SOFTWARE_CLICKED: lambda: mark_ready(
            attempt.pk, cause=Cause(actor=Actor.VENDOR, at=timezone.now())
        ),
        Status.READY_TO_START: lambda: start_attempt(attempt.pk, cause=cause()),
        Status.STARTED: lambda: submit_attempt(attempt.pk, cause=cause()),
    }
    while (status := Status(Attempt.objects.get().status)) in steps:
        steps[status]()
    hurry()
    runners.Runner().run_due()


def hurry() -> None:
    """Nobody wants to wait for the vendor's verdict."""
    Effect.objects.filter(state="pending").update(next_at=timezone.now())


def worker() -> None:
    hurry()
    call_command("proctoring", "worker", "--once")


def end() -> None:
    """What was refused meanwhile is tried again before the learner goes on."""
    hurry()
    runners.Runner().run_due()
    journey()


def tell_vendor(what: str) -> None:
    urllib.request.urlopen(urllib.request.Request(f"{os.environ['KILL_TEST_VENDOR']}/control/{what}", b"{}")).close()


def killed(kind: str, boundary: str, circumstance: str) -> None:
    """The journey, with a runner that ends the process without a word."""

    def observer(reached: str, effect: Effect) -> None:
        if (effect.kind, reached, circumstance) == (kind, "leased", "down"):
            tell_vendor("down")
        if (effect.kind, reached) == (kind, boundary):
            os._exit(KILLED)

    runners.Runner = partial(runners.Runner, observer=observer)  # type: ignore[misc, assignment]
    journey()


def in_child(work: Callable[[], None]) -> int:
    """A process of its own, as after a crash: nothing of the first one's memory is needed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            connections.close_all()
            sys.stdout.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def seen() -> dict[str, Any]:
    """What is left in the database and in the mailbox."""
    attempt = Attempt.objects.first()
    found = {
        "open": list(Effect.objects.exclude(state="done").values_list("kind", "state", "last_error")),
        "attempts": Attempt.objects.count(),
        "status": attempt.status if attempt else None,
        "code": attempt.code if attempt else None,
        "external_id": attempt.external_id if attempt else None,
        "mails": sorted(file.name for file in Path(os.environ["KILL_TEST_MAILS"]).glob("*.eml")),
        "mail_effects": Effect.objects.filter(kind="mail").count(),
    }
    connections.close_all()
    return found


@contextmanager
def fresh(template: Path) -> Iterator[None]:
    """The database and the mailbox as at the beginning."""
    database = Path(connections["default"].settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.copy(template, database)
    shutil.rmtree(os.environ["KILL_TEST_MAILS"], ignore_errors=True)
    yield
    connections.close_all()


def main(template: Path, cases: list[str]) -> None:
    registry = Registry.load(
        conf.get(), installed=[Candidate.backend("http", HttpBackend), Candidate.plugin("observer", Listener())]
    )
    if registry.failures:
        raise SystemExit(f"{registry.failures}")
    call_command("migrate", verbosity=0)
    User.objects.create_user("ada", email="ada@example.com", first_name="Ada")
    connections.close_all()
    shutil.copy(connections["default"].settings_dict["NAME"], template)
    with using_registry(registry), fresh(template):
        # Once here, so that no child has to import what all need.
        journey()
        worker()
    for case in cases:
        with using_registry(registry), fresh(template):
            sys.stdout.write(json.dumps({"case": case, **story(*case.split(":"))}) + "\n")
            sys.stdout.flush()


def story(kind: str, boundary: str, circumstance: str) -> dict[str, Any]:
    """What became of one case: how each child ended, and what was left after two of them."""
    settings.EMAIL_BACKEND = SERVER if circumstance == "server" else FILES
    codes = {"killed": in_child(partial(killed, kind, boundary, circumstance)), "worker": in_child(worker)}
    after_worker = seen()
    tell_vendor("up")
    codes["end"] = in_child(end)
    return {**codes, "after_worker": after_worker, "at_end": seen()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
