"""The audit of an exam day finds each kind of damage, and nothing where there is none."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.exam_day.audit import IN_DOUBT, audit
from benchmarks.exam_day.facts import Day
from benchmarks.exam_day.learner import Record

PATH = ("created", "download_software_clicked", "ready_to_start", "started", "submitted", "verified")
ACTORS = ("learner", "learner", "vendor", "learner", "learner", "vendor")
MAILED = {5: "submitted", 6: "verified"}
Damage = Callable[[dict[str, Any]], None]


def log() -> list[dict[str, Any]]:
    steps = zip(("", *PATH), PATH, ACTORS, strict=False)
    return [{"id": n, "from_status": a, "to_status": b, "actor": c} for n, (a, b, c) in enumerate(steps, 1)]


def effect(number: int, **fields: Any) -> dict[str, Any]:
    """A mail about the transition `number`."""
    mail = {"id": number, "kind": "mail", "state": "done", "tries": 1, "payload": {"transition_id": number}}
    return {**mail, "last_error": "", **fields}


def day() -> dict[str, Any]:
    """One learner's day without any damage, as plain values."""
    attempt = {
        "id": 11,
        "user_id": 1,
        "exam_id": 2,
        "code": "CODE",
        "external_id": "rest-1",
        "status": "verified",
        "backend": "rest",
        "allowed_seconds": 5400,
        "started_at": "2026-05-01T10:00:00+00:00",
        "deadline_at": "2026-05-01T11:30:00+00:00",
        "completed_at": "2026-05-01T10:10:00+00:00",
        "log": log(),
        "reviews": [{"status": "passed", "comments": 2}],
    }
    vendor = {
        "id": "rest-1",
        "code": "CODE",
        "kind": "rest",
        "verdict": "passed",
        "comments": 2,
        "registrations": 1,
        "lost_answers": 0,
        "notices": ["started", "submitted"],
        "sent": [{"what": "ready", "status": 200}, {"what": "review", "status": 0}, {"what": "review", "status": 200}],
    }
    learner = {
        "user": 1,
        "exam": 2,
        "attempts": [11],
        "confirmed": ["start", "submit"],
        "seen": ["ready_to_start", "started", "submitted"],
        "clocks": [5399.0, 5398.5],
        "finished": True,
        "problem": "",
    }
    return {
        "learners": [learner],
        "attempts": [attempt],
        "effects": [effect(5), effect(6)],
        "vendor": [vendor],
        "mails": ["<proctoring-transition-5@127.0.0.1>", "<proctoring-transition-6@127.0.0.1>"],
    }


def kinds(given: dict[str, Any]) -> list[str]:
    learners = [Record(**each) for each in given["learners"]]
    return sorted({each.kind for each in audit(Day(**{**given, "learners": learners})).findings})


def second_registration(given: dict[str, Any], **fields: Any) -> None:
    given["vendor"].append({**given["vendor"][0], "id": "rest-2", "notices": [], "sent": [], **fields})


def second_attempt(given: dict[str, Any]) -> None:
    given["attempts"].append({**given["attempts"][0], "id": 12})


def lose_exam(given: dict[str, Any]) -> None:
    """A legal path to an end that is none: nothing was handed in, and nobody confirmed that it was."""
    given["attempts"][0].update(status="error", log=[*log()[:4], {**log()[4], "to_status": "error", "actor": "vendor"}])
    given["learners"][0].update(confirmed=["start"], seen=["ready_to_start", "started", "error"])


def change(where: str, **fields: Any) -> Damage:
    return lambda given: given[where][0].update(fields)


def step(number: int, **fields: Any) -> Damage:
    return lambda given: given["attempts"][0]["log"][number].update(fields)


DAMAGES: dict[str, tuple[str, Damage]] = {
    "an attempt that was answered is gone": ("lost attempt", change("learners", attempts=[99])),
    "an attempt is somebody else's": ("lost attempt", change("learners", exam=3)),
    "a learner got two attempts": ("doubled attempt", change("learners", attempts=[11, 12])),
    "two rows for one learner and exam": ("doubled attempt", second_attempt),
    "an attempt that nobody asked for": ("doubled attempt", lambda given: given["learners"].clear()),
    "a learner never came to the end": ("unfinished", change("learners", finished=False)),
    "a confirmed start is not logged": ("lost action", change("learners", confirmed=["start", "submit"])),
    "a learner saw what never was": ("lost action", change("learners", seen=["ready_to_submit"])),
    "no seconds were left": ("negative clock", change("learners", clocks=[3.0, -1.0])),
    "the clock went back": ("clock went back", change("learners", clocks=[10.0, 5.0, 20.0])),
    "no seconds were allowed": ("negative clock", change("attempts", allowed_seconds=0)),
    "the deadline is before the start": ("negative clock", change("attempts", deadline_at="2026-05-01T09:00:00+00:00")),
    "handed in after the deadline": ("negative clock", change("attempts", completed_at="2026-05-01T12:00:00+00:00")),
    "a step is missing": ("illegal path", lambda given: given["attempts"][0]["log"].pop(1)),
    "a step was made by the wrong one": ("illegal path", step(3, actor="vendor")),
    "an attempt begins in the middle": ("illegal path", lambda given: given["attempts"][0]["log"].clear()),
    "the log ends elsewhere": ("illegal path", change("attempts", status="submitted")),
    "the vendor does not know it": ("unregistered", lambda given: given["vendor"].clear()),
    "its id is not kept": ("unregistered", change("attempts", external_id=None)),
    "another id is kept": ("unregistered", change("attempts", external_id="rest-9")),
    "the vendor knows it twice": ("doubled registration", second_registration),
    "it was registered again without a reason": ("doubled registration", change("vendor", registrations=2)),
    "the exam was lost on the way": ("lost action", lose_exam),
    "the vendor knows a stranger": ("doubled registration", lambda given: second_registration(given, code="OTHER")),
    "the vendor never heard of the end": ("vendor not told", change("vendor", notices=["started"])),
    "there is no review": ("missing review", change("attempts", reviews=[])),
    "the vendor was never heard": ("missing review", change("vendor", sent=[{"what": "review", "status": 503}])),
    "another verdict is kept": ("wrong outcome", change("attempts", reviews=[{"status": "violation", "comments": 2}])),
    "the verdict had no effect": ("wrong outcome", change("vendor", verdict="suspicious")),
    "remarks are kept twice": ("wrong outcome", change("attempts", reviews=[{"status": "passed", "comments": 4}])),
    "an effect waits": ("stuck effect", change("effects", state="pending")),
    "an effect runs": ("stuck effect", change("effects", state="running")),
    "an effect was given up": ("dead effect", change("effects", state="dead", last_error="The vendor said no.")),
    "a mail came twice": ("doubled mail", lambda given: given["mails"].append(given["mails"][0])),
    "a mail never came": ("missing mail", lambda given: given["mails"].pop()),
    "no mail was planned": ("missing mail", lambda given: given["effects"].pop(0)),
    "a mail that tells nothing": ("stray mail", lambda given: given["mails"].append("<proctoring-transition-77@x>")),
    "a mail of another name": ("stray mail", lambda given: given["mails"].append("<hello@x>")),
    "a callback failed": (
        "server error",
        lambda given: given["vendor"][0]["sent"].insert(0, {"what": "review", "status": 500}),
    ),
    "a mail is in doubt without a reason": ("missing mail", change("effects", state="dead", last_error=IN_DOUBT)),
    "a request failed": ("server error", lambda given: given.update(server_errors=1)),
    "it never became quiet": ("stuck effect", lambda given: given.update(quiet=False)),
}


def test_a_day_without_damage_is_found_in_order() -> None:
    assert kinds(day()) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_is_found(name: str) -> None:
    kind, damage = DAMAGES[name]
    given = copy.deepcopy(day())
    if name == "a confirmed start is not logged":
        given["attempts"][0]["log"] = [each for each in log() if each["to_status"] != "started"]

    damage(given)

    assert kind in kinds(given)


@pytest.mark.parametrize("reason", [{"lost_answers": 1}, {"killed": 1}])
def test_a_registration_asked_again_is_explained_by_a_lost_answer_or_a_kill(reason: dict[str, int]) -> None:
    given = day()
    given["kills"] = reason.pop("killed", 0)
    given["vendor"][0].update(registrations=2, **reason)

    assert kinds(given) == []


@pytest.mark.parametrize("came", [True, False])
def test_a_mail_in_doubt_is_noted_and_no_damage(came: bool) -> None:
    given = day()
    given["effects"][0].update(state="dead", last_error="An earlier try ended, so it may have been delivered.")
    given["kills"] = 1
    given["mails"] = given["mails"] if came else given["mails"][1:]

    found = audit(Day(**{**given, "learners": [Record(**each) for each in given["learners"]]}))

    assert found.findings == []
    assert found.notes == {"mails in doubt, which had come" if came else "mails in doubt, which had not come": 1}


def test_a_mail_in_doubt_that_came_twice_is_damage() -> None:
    given = day()
    given["effects"][0].update(state="dead", last_error="It may have been delivered.")
    given["mails"].append(given["mails"][0])
    given["kills"] = 1

    assert kinds(given) == ["doubled mail"]
