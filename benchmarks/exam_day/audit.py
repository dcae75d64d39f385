"""Compares what learners did, what the vendor saw and what the database holds. Any difference is a finding."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from benchmarks.exam_day.facts import Audit, Day
from benchmarks.exam_day.learner import Record
from proctoring_host.domain.statuses import Status
from proctoring_host.domain.transitions import TABLE

Attempt = Mapping[str, Any]
# Each vendor's own idea of what may pass.
OUTCOMES = {
    ("rest", "passed"): "verified",
    ("rest", "violation"): "second_review_required",
    ("rest", "suspicious"): "second_review_required",
    ("software_secure", "passed"): "verified",
    ("software_secure", "violation"): "verified",
    ("software_secure", "suspicious"): "second_review_required",
}
CONFIRMED = {"start": "started", "submit": "submitted"}
MAILED = {"submitted", "verified", "rejected"}
NOTICED = {"started", "submitted"}
MESSAGE = re.compile(r"<proctoring-transition-(\d+)@[^>]*>")
IN_DOUBT = "may have been delivered"
DOUBTS = {True: "mails in doubt, which had come", False: "mails in doubt, which had not come"}
AGAIN = "registrations asked again after their answer"
CLOCK_TOLERANCE = 1.0


def audit(day: Day) -> Audit:
    found = Audit()
    attempts = {attempt["id"]: attempt for attempt in day.attempts}
    vendor = _by_code(day.vendor)
    for learner in day.learners:
        _learner(found, learner, attempts)
    _doubled(found, day.attempts)
    for attempt in day.attempts:
        _log(found, attempt)
        _clock(found, attempt)
        _registration(found, attempt, vendor[attempt["code"]])
        _review(found, attempt, vendor[attempt["code"]])
    _strangers(found, day)
    _effects(found, day.effects)
    _mails(found, day)
    _explained(found, day)
    _whole(found, day)
    return found


def _by_code(vendor: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in vendor:
        found[each["code"]].append(each)
    return found


def _learner(found: Audit, learner: Record, attempts: Mapping[int, Attempt]) -> None:
    """Whatever was answered to the learner has to be there."""
    about = f"learner {learner.user}"
    if not learner.finished:
        found.find("unfinished", about, learner.problem or "The learner did not come to the end.")
    if len(learner.attempts) > 1:
        found.find("doubled attempt", about, f"The learner was given the attempts {learner.attempts}.")
    for number in learner.attempts:
        attempt = attempts.get(number)
        if attempt is None:
            found.find("lost attempt", about, f"The attempt {number} was answered, and is not in the database.")
        elif (attempt["user_id"], attempt["exam_id"]) != (learner.user, learner.exam):
            found.find("lost attempt", about, f"The attempt {number} is somebody else's, or at another exam.")
    own = [attempts[number] for number in learner.attempts if number in attempts]
    _actions(found, learner, own)
    _handed_in(found, learner, own)
    _seen_clock(found, learner)


def _actions(found: Audit, learner: Record, own: Sequence[Attempt]) -> None:
    reached = {entry["to_status"] for attempt in own for entry in attempt["log"]}
    promised = {CONFIRMED[action] for action in learner.confirmed if action in CONFIRMED}
    for status in sorted((promised | set(learner.seen)) - reached):
        text = f"The learner was told of {status}, which is not in the log."
        found.find("lost action", f"learner {learner.user}", text)


def _handed_in(found: Audit, learner: Record, own: Sequence[Attempt]) -> None:
    """Whoever came to the end had handed in, or their time was up, which hands in as well."""
    for attempt in own:
        if learner.finished and not _was_submitted(attempt):
            text = f"The learner came to the end, and the attempt never was submitted: it is {attempt['status']}."
            found.find("lost action", f"learner {learner.user}", text)


def _was_submitted(attempt: Attempt) -> bool:
    return any(entry["to_status"] == "submitted" for entry in attempt["log"])


def _seen_clock(found: Audit, learner: Record) -> None:
    if any(seconds < 0 for seconds in learner.clocks):
        found.find("negative clock", f"learner {learner.user}", f"The learner saw {min(learner.clocks)} seconds left.")
    pairs = zip(learner.clocks, learner.clocks[1:], strict=False)
    if any(later > earlier + CLOCK_TOLERANCE for earlier, later in pairs):
        found.find("clock went back", f"learner {learner.user}", f"The learner saw {learner.clocks}.")


def _doubled(found: Audit, attempts: Sequence[Attempt]) -> None:
    number = Counter((attempt["user_id"], attempt["exam_id"]) for attempt in attempts)
    for (user, exam), times in number.items():
        if times > 1:
            found.find("doubled attempt", f"learner {user}", f"There are {times} attempts at the exam {exam}.")


def _log(found: Audit, attempt: Attempt) -> None:
    """Every entry begins where the one before ended, and is a row of the table."""
    status = ""
    for entry in attempt["log"]:
        if entry["from_status"] != status:
            text = f"The log goes from {status or 'nothing'} on to {entry['from_status']} -> {entry['to_status']}."
            found.find("illegal path", attempt["code"], text)
        elif not _is_legal(entry):
            text = f"No row allows {entry['from_status']} -> {entry['to_status']} by {entry['actor']}."
            found.find("illegal path", attempt["code"], text)
        status = entry["to_status"]
    if status != attempt["status"]:
        text = f"The log ends with {status or 'nothing'}, the attempt is {attempt['status']}."
        found.find("illegal path", attempt["code"], text)


def _is_legal(entry: Mapping[str, Any]) -> bool:
    source, target, actor = entry["from_status"], entry["to_status"], entry["actor"]
    if not source:
        return bool(target == Status.CREATED)
    return any(
        source in rule.sources
        and actor in rule.actors
        and not rule.refusal
        and not rule.stays
        and (rule.becomes == target if rule.becomes else target in rule.targets)
        for rule in TABLE
    )


def _clock(found: Audit, attempt: Attempt) -> None:
    started, deadline, completed = (_moment(attempt[f"{name}_at"]) for name in ("started", "deadline", "completed"))
    if started is None or deadline is None:
        return
    if (attempt["allowed_seconds"] or 0) <= 0 or deadline <= started:
        found.find("negative clock", attempt["code"], f"{attempt['allowed_seconds']} seconds were allowed.")
    if completed is not None and not started <= completed <= deadline:
        text = f"Started at {started}, handed in at {completed}, with a deadline at {deadline}."
        found.find("negative clock", attempt["code"], text)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _registration(found: Audit, attempt: Attempt, known: Sequence[Mapping[str, Any]]) -> None:
    code, names = attempt["code"], [each["id"] for each in known]
    if attempt["external_id"] is None:
        found.find("unregistered", code, f"The attempt is {attempt['status']}; the vendor knows {names}.")
    elif attempt["external_id"] not in names:
        found.find("unregistered", code, f"The vendor knows {names}, and not {attempt['external_id']}.")
    for each in known:
        if each["id"] != attempt["external_id"]:
            found.find("doubled registration", code, f"The vendor also knows {each['id']}.")
    _asked_again(found, known)
    reached = {entry["to_status"] for entry in attempt["log"]} & NOTICED
    ours = [each for each in known if each["id"] == attempt["external_id"] and each["kind"] == "rest"]
    for each in ours:
        for word in sorted(reached - set(each["notices"])):
            found.find("vendor not told", code, f"The vendor never heard {word}.")


def _asked_again(found: Audit, known: Sequence[Mapping[str, Any]]) -> None:
    """The vendor answers with the same. Without a lost answer there is but one reason: a process was killed with it."""
    again = sum(each["registrations"] for each in known) - len(known)
    lost = min(again, sum(each["lost_answers"] for each in known))
    for note, number in (("registrations asked again, as an answer was lost", lost), (AGAIN, again - lost)):
        if number > 0:
            found.note(note, number)


def _review(found: Audit, attempt: Attempt, known: Sequence[Mapping[str, Any]]) -> None:
    if not _was_submitted(attempt):
        return
    taken = [each for each in known if _was_taken(each)]
    if len(attempt["reviews"]) != 1:
        found.find("missing review", attempt["code"], f"There are {len(attempt['reviews'])} reviews.")
    elif not taken:
        found.find("missing review", attempt["code"], "The vendor was never told that its review was taken.")
    else:
        _outcome(found, attempt, attempt["reviews"][0], taken[0])


def _outcome(found: Audit, attempt: Attempt, review: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
    kind, verdict, remarks = sent["kind"], sent["verdict"], sent["comments"]
    if review["status"] != verdict or attempt["status"] != OUTCOMES[kind, verdict]:
        text = f"The vendor's verdict was {verdict}, the review says {review['status']}, the attempt is "
        found.find("wrong outcome", attempt["code"], f"{text}{attempt['status']}.")
    if review["comments"] != remarks:
        text = f"The vendor sent {remarks} remarks, and {review['comments']} are kept."
        found.find("wrong outcome", attempt["code"], text)


def _was_taken(known: Mapping[str, Any]) -> bool:
    return any(each["what"] == "review" and each["status"] == 200 for each in known["sent"])


def _strangers(found: Audit, day: Day) -> None:
    codes, learners = {attempt["code"] for attempt in day.attempts}, {learner.user for learner in day.learners}
    for each in day.vendor:
        if each["code"] not in codes:
            found.find("doubled registration", each["code"], f"The database knows nothing of {each['id']}.")
    for attempt in day.attempts:
        if attempt["user_id"] not in learners:
            found.find("doubled attempt", attempt["code"], "Nobody asked for this attempt.")


def _effects(found: Audit, effects: Sequence[Mapping[str, Any]]) -> None:
    for effect in effects:
        about = f"effect {effect['id']} ({effect['kind']})"
        if effect["state"] in ("pending", "running"):
            found.find("stuck effect", about, f"It is {effect['state']} after {effect['tries']} tries.")
        elif effect["state"] != "done" and not _is_in_doubt(effect):
            found.find("dead effect", about, f"It is {effect['state']}: {effect['last_error']}")
        if effect["tries"] > 1:
            found.note(f"{effect['kind']} tried again", effect["tries"] - 1)


def _is_in_doubt(effect: Mapping[str, Any]) -> bool:
    """A process ended while it handed a mail over, and nobody can know whether it left."""
    return effect["kind"] == "mail" and effect["state"] == "dead" and IN_DOUBT in effect["last_error"]


def _mails(found: Audit, day: Day) -> None:
    """Each transition that is told has one mail, which came once."""
    came: dict[int, int] = defaultdict(int)
    for message, times in Counter(day.mails).items():
        named = MESSAGE.fullmatch(message)
        came[int(named[1]) if named else 0] += times
        if times > 1:
            found.find("doubled mail", message, f"It came {times} times.")
    effects = {effect["payload"].get("transition_id"): effect for effect in day.effects if effect["kind"] == "mail"}
    for attempt in day.attempts:
        for entry in attempt["log"]:
            if entry["to_status"] in MAILED and entry["from_status"] != entry["to_status"]:
                _mail(found, attempt["code"], entry, effects.get(entry["id"]), came.pop(entry["id"], 0))
    for number in came:
        found.find("stray mail", f"transition {number}", "No learner was to be told of it.")


def _mail(found: Audit, code: str, entry: Mapping[str, Any], effect: Mapping[str, Any] | None, times: int) -> None:
    if effect is None:
        found.find("missing mail", code, f"Nothing tells the learner of {entry['to_status']}.")
    elif _is_in_doubt(effect):
        found.note(DOUBTS[bool(times)])
    elif effect["state"] == "done" and not times:
        text = f"The mail about {entry['to_status']} never came; its effect {effect['id']} says that it was sent."
        found.find("missing mail", code, text)


def _explained(found: Audit, day: Day) -> None:
    """What a killed process leaves behind cannot be more than were killed."""
    registrations, mails = found.notes.get(AGAIN, 0), sum(found.notes.get(note, 0) for note in DOUBTS.values())
    if registrations > day.kills:
        text = f"{registrations} were asked again after an answer, and {day.kills} processes were killed."
        found.find("doubled registration", "the day", text)
    if mails > day.kills:
        found.find("missing mail", "the day", f"{mails} are in doubt, and {day.kills} processes were killed.")


def _whole(found: Audit, day: Day) -> None:
    if day.server_errors:
        found.find("server error", "the servers", f"{day.server_errors} requests were answered with 500.")
    for each in day.vendor:
        if any(callback["status"] == 500 for callback in each["sent"]):
            found.find("server error", each["code"], f"A callback about {each['id']} was answered with 500.")
    if not day.quiet:
        found.find("stuck effect", "the evening", "Host or vendor still had something to do at the end.")
