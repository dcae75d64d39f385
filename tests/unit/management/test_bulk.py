"""Long work: batches, pauses, progress, interruptions, and going on."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from proctoring_host.errors import AttemptNotFound
from proctoring_host.management import bulk


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def job(act: Callable[[int], str], ids: range = range(1, 6), about: str = "a job") -> bulk.Job:
    return bulk.Job(about=about, ids=list(ids), act=act, preview=lambda row: "would be done")


def run(work: bulk.Job, stderr: io.StringIO | None = None, **options: Any) -> tuple[int, str]:
    given = {"batch_size": 2, "sleep_time": 0, "dry_run": False, "state_file": None, **options}
    out = io.StringIO()
    return bulk.carry_out(work, given, out, stderr or io.StringIO()), out.getvalue()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(bulk.time, "sleep", slept.append)
    return slept


def test_every_row_is_done_once_and_counted() -> None:
    done: list[int] = []

    def act(row: int) -> str:
        done.append(row)
        return "even" if row % 2 == 0 else "odd"

    assert run(job(act)) == (0, "even: 2\nodd: 3\n")
    assert done == [1, 2, 3, 4, 5]


def test_it_pauses_between_batches_and_not_after_the_last(pauses: list[float]) -> None:
    run(job(lambda row: "done"), sleep_time=7)
    assert pauses == [7, 7]


def test_a_dry_run_does_nothing_and_does_not_pause(pauses: list[float], tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert run(job(lambda row: 1 / 0), dry_run=True, sleep_time=7, state_file=state) == (0, "would be done: 5\n")
    assert pauses == [0, 0]
    assert not state.exists()


def test_nothing_to_do_is_said() -> None:
    assert run(job(lambda row: "done", range(0))) == (0, "There is nothing to do.\n")


def test_a_row_that_fails_stops_nobody_and_is_told() -> None:
    def act(row: int) -> str:
        if row == 2:
            raise AttemptNotFound("There is no such attempt.")
        return "done"

    assert run(job(act)) == (1, "2: There is no such attempt.\ndone: 4\nfailed: 1\n")


def test_progress_counts_on_in_one_line_of_a_terminal() -> None:
    stderr = Terminal()
    run(job(lambda row: "done", range(1, 4)), stderr)
    assert stderr.getvalue() == "\r1 of 3\r2 of 3\r3 of 3\n"


def test_progress_is_a_line_for_each_batch_elsewhere() -> None:
    stderr = io.StringIO()
    run(job(lambda row: "done", range(1, 4)), stderr)
    assert stderr.getvalue() == "2 of 3\n3 of 3\n"


def interrupted_at(wanted: int, done: list[int]) -> Callable[[int], str]:
    def act(row: int) -> str:
        if row == wanted:
            raise KeyboardInterrupt
        done.append(row)
        return "done"

    return act


def test_an_interrupted_run_says_what_is_left() -> None:
    code, out = run(job(interrupted_at(4, [])))
    assert code == 130
    assert out == "done: 3\nInterrupted, with 2 left. Run the same command again to go on.\n"


def test_with_a_state_file_the_next_run_goes_on_where_the_first_was_interrupted(tmp_path: Path) -> None:
    done: list[int] = []
    state = tmp_path / "state"
    run(job(interrupted_at(4, done)), state_file=state)
    assert json.loads(state.read_text()) == {"about": "a job", "done": 3, "failed": []}
    assert run(job(interrupted_at(99, done)), state_file=state) == (0, "done: 2\n")
    assert done == [1, 2, 3, 4, 5]
    nothing = f"There is nothing left to do after {state}; remove it to begin anew.\n"
    assert run(job(interrupted_at(99, done)), state_file=state) == (0, nothing)
    assert [file.name for file in tmp_path.iterdir()] == ["state"]


def failing_at(rows: set[int], tried: list[int]) -> Callable[[int], str]:
    def act(row: int) -> str:
        tried.append(row)
        if row in rows:
            raise AttemptNotFound("The vendor does not answer.")
        return "done"

    return act


def test_with_a_state_file_the_next_run_tries_what_failed_and_nothing_that_was_done(tmp_path: Path) -> None:
    state, tried = tmp_path / "state", list[int]()
    again = "Run the same command again to try what failed once more.\n"

    first = run(job(failing_at({2, 5}, [])), state_file=state)
    second = run(job(failing_at({5}, tried)), state_file=state)
    third = run(job(failing_at(set(), tried)), state_file=state)

    assert (first[0], second[0], third) == (1, 1, (0, "done: 1\n"))
    assert first[1].endswith(again)
    assert second[1] == f"5: The vendor does not answer.\ndone: 1\nfailed: 1\n{again}"
    assert tried == [2, 5, 5]
    assert run(job(failing_at(set(), tried)), state_file=state)[1].startswith("There is nothing left to do")


def test_what_failed_is_tried_beside_what_an_interruption_left(tmp_path: Path) -> None:
    state, tried = tmp_path / "state", list[int]()

    def first(row: int) -> str:
        if row == 4:
            raise KeyboardInterrupt
        return failing_at({1}, [])(row)

    assert run(job(first), state_file=state)[0] == 130
    assert run(job(failing_at(set(), tried)), state_file=state) == (0, "done: 3\n")
    assert tried == [1, 4, 5]


def test_a_row_that_failed_and_is_gone_since_is_not_tried(tmp_path: Path) -> None:
    state = tmp_path / "state"
    run(job(failing_at({2}, [])), state_file=state)

    code, out = run(job(failing_at({2}, []), range(3, 6)), state_file=state)

    assert (code, out.startswith("There is nothing left to do")) == (0, True)


def test_a_dry_run_with_a_state_file_tells_of_what_failed_and_leaves_it_there(tmp_path: Path) -> None:
    state = tmp_path / "state"
    run(job(failing_at({2}, [])), state_file=state)

    assert run(job(failing_at(set(), [])), state_file=state, dry_run=True) == (0, "would be done: 1\n")
    assert run(job(failing_at(set(), [])), state_file=state) == (0, "done: 1\n")


def test_a_state_file_of_an_earlier_release_is_gone_on_with(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.write_text('{"about": "a job", "done": 3}')

    assert run(job(failing_at(set(), [])), state_file=state) == (0, "done: 2\n")


def test_a_state_file_of_another_job_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "state"
    run(job(lambda row: "done"), state_file=state)
    with pytest.raises(CommandError, match=r"belongs to another run \(a job\), not to this one \(another job\)"):
        run(job(lambda row: "done", about="another job"), state_file=state)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"done": 3}', '{"about": "a job", "done": 3, "failed": 1}', '{"about": "a job", "done": "x"}']
)
def test_what_is_no_state_file_is_refused(tmp_path: Path, text: str) -> None:
    state = tmp_path / "state"
    state.write_text(text)
    with pytest.raises(CommandError, match="no state file"):
        run(job(lambda row: "done"), state_file=state)


def test_a_state_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        run(job(lambda row: "done"), state_file=tmp_path / "missing" / "state")
