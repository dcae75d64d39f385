"""The operations, as the requests that both sides answer alike."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from benchmarks.sides.client import Answer, Client
from benchmarks.sides.world import COURSE, TIMED, World

V1 = "/api/edx_proctoring/v1/proctored_exam"
CALLBACKS = "/api/edx_proctoring"
PAGE = 25


class Kind(StrEnum):
    """What is asked of an operation in comparison with the reference."""

    LEARNER = "learner"
    LISTING = "listing"
    OTHER = "other"


@dataclass(frozen=True)
class Operation:
    """`prepare` is not timed; what it gives is given to `act`."""

    name: str
    kind: Kind
    act: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None


def operations(world: World, new_learner: Callable[[], Client], status_of: Callable[[int], str]) -> list[Operation]:
    """All that both sides answer over HTTP. `new_learner` gives a signed-in client of a new account."""
    return [*_learners(world), *_changes(world, new_learner, status_of), *_staff(world)]


def _learners(world: World) -> list[Operation]:
    data = f"{V1}/attempt/course_id/{COURSE}?content_id={quote(TIMED)}&is_learning_mfe=true"
    reads = {
        "attempt poll": f"{V1}/attempt/{world.running}",
        "active attempt": f"{V1}/attempt",
        "attempt data of the learning front end": data,
        "exam by id": f"{V1}/exam/exam_id/{world.timed}",
        "exams of a course": f"{V1}/exam/course_id/{COURSE}",
    }
    return [Operation(name, Kind.LEARNER, _get(world.poller, path)) for name, path in reads.items()]


def _staff(world: World) -> list[Operation]:
    grouped = f"{V1}/attempt/grouped/course_id/{COURSE}"
    last = -(-len(world.learners) // PAGE)
    reads = {
        "grouped list, first page": f"{grouped}?page=1",
        "grouped list, last page": f"{grouped}?page={last}",
        "search": f"{grouped}/search/{world.searched}",
        # As staff search who know a part of a name: it is part of ten.
        "search, ten learners found": f"{grouped}/search/{world.searched[:-1]}",
        "allowances": f"{V1}/{COURSE}/allowance",
        "grouped allowances": f"{V1}/{COURSE}/grouped/allowance",
    }
    listings = [Operation(name, Kind.LISTING, _get(world.staff, path)) for name, path in reads.items()]
    return [*listings, _bulk(world)]


def _bulk(world: World) -> Operation:
    numbers = itertools.count(1)

    def body() -> dict[str, str]:
        return {
            "course_id": COURSE,
            "exam_ids": ",".join(map(str, world.watched_exams[:3])),
            "user_ids": ",".join(world.learners[:100]),
            "allowance_type": "additional_time_granted",
            "value": str(next(numbers)),
        }

    def act(given: dict[str, str]) -> None:
        _ok(world.staff.put(f"{V1}/bulk_allowance", given))

    return Operation("bulk allowances, 100 learners in 3 exams", Kind.OTHER, act, body)


def _changes(world: World, new_learner: Callable[[], Client], status_of: Callable[[int], str]) -> list[Operation]:
    def create(client: Client) -> int:
        body = {"exam_id": world.watched, "attempt_proctored": "true", "start_clock": "false"}
        return int(_ok(client.post(f"{V1}/attempt", body)).json()["exam_attempt_id"])

    def whole_life(client: Client) -> None:
        attempt = create(client)
        code, locator = _codes(client, attempt)
        if client.get(f"{CALLBACKS}/proctoring_launch_callback/start_exam/{code}").status_code != 302:
            raise AssertionError("the launch callback does not lead to the exam")
        for action in ("start", "submit"):
            _ok(client.put(f"{V1}/attempt/{attempt}", {"action": action}))
        _ok(client.post(f"{CALLBACKS}/proctoring_review_callback/", review_of(code, locator)))
        if status_of(attempt) != "verified":
            raise AssertionError(f"the attempt is {status_of(attempt)}")

    return [
        Operation("create attempt, vendor answers at once", Kind.LEARNER, create, new_learner),
        Operation("whole life to verified", Kind.LEARNER, whole_life, new_learner),
    ]


def _codes(client: Client, attempt: int) -> tuple[str, str]:
    found = _ok(client.get(f"{V1}/attempt/{attempt}")).json()
    return found["attempt_code"], found["external_id"]


def review_of(code: str, locator: str) -> dict[str, Any]:
    """As the vendor posts it."""
    comment = {"comments": "Looked away", "duration": 3, "eventStart": 10, "eventFinish": 13, "eventStatus": "Clean"}
    return {
        "examMetaData": {"examCode": code, "ssiRecordLocator": locator},
        "reviewStatus": "Clean",
        "webCamComments": [comment, comment],
        "desktopComments": [comment],
    }


def _get(client: Client, path: str) -> Callable[[Any], object]:
    return lambda _nothing: _ok(client.get(path))


def _ok(response: Answer) -> Answer:
    if response.status_code != 200:
        raise AssertionError(f"{response.path}: {response.status_code} {response.content[:300]!r}")
    return response
