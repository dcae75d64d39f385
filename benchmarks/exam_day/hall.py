"""All learners of the day, so many at the same time."""

import random
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.exam_day.chances import Chances
from benchmarks.exam_day.learner import Learner, Record
from benchmarks.exam_day.options import Options
from benchmarks.exam_day.place import Place
from benchmarks.exam_day.tally import Tally


class Hall:
    """Sleepers come first: their minute must not be the last of the day."""

    def __init__(self, place: Place, seeded: Mapping[str, Any], options: Options) -> None:
        self.tally = Tally()
        self._until = time.monotonic() + options.minutes * 60
        self._closed = threading.Event()
        self._done = 0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(options.at_once, thread_name_prefix="learner")
        kinds = _kinds(len(seeded["people"]), options)
        self.learners = [
            self._learner(place, person, seeded["exams"][kind], kind, options.seed)
            for person, kind in zip(seeded["people"], kinds, strict=True)
        ]

    def open(self) -> None:
        for learner in self.learners:
            self._pool.submit(self._take, learner)

    def close(self) -> None:
        """Whoever is still there has to go."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def done(self) -> int:
        return self._done

    @property
    def is_empty(self) -> bool:
        return self._done == len(self.learners) or self._over()

    def records(self) -> list[Record]:
        return [learner.record for learner in self.learners]

    def _over(self) -> bool:
        return self._closed.is_set() or time.monotonic() > self._until

    def _take(self, learner: Learner) -> None:
        try:
            learner.take()
        except Exception as error:  # noqa: BLE001  a mistake of the test itself is a finding, too
            learner.record.problem = f"{type(error).__name__}: {error}"
        with self._lock:
            self._done += 1

    def _learner(self, place: Place, person: Any, exam: Any, kind: str, seed: int) -> Learner:
        return Learner(
            place=place,
            person=person,
            exam=exam,
            kind=kind,
            chances=Chances(f"learner {seed} {person['id']}"),
            tally=self.tally,
            over=self._over,
            record=Record(user=person["id"], exam=exam["id"]),
        )


def _kinds(number: int, options: Options) -> list[str]:
    sleepers = round(number * options.sleepers / 100)
    secure = round(number * options.secure_browsers / 100)
    others = ["secure"] * secure + ["usual"] * (number - sleepers - secure)
    random.Random(options.seed).shuffle(others)
    return ["sleepers"] * sleepers + others
