"""The documentation of the transition table and the command that writes it."""

import io
from pathlib import Path

import pytest

from proctoring_host.domain.rows.vocabulary import STORED, of
from proctoring_host.domain.rules import Rule
from proctoring_host.domain.statuses import Actor, Status
from proctoring_host.domain.transitions import TABLE, Consequence
from proctoring_host.management.attempt_states_diagrams import DIAGRAMS, Diagram, draw, is_drawn
from proctoring_host.management.attempt_states_page import render
from proctoring_host.management.subcommands import attempt_states

PAGE = Path(__file__).parents[3] / "docs" / "attempt-states.md"


def run(path: Path, **chosen: bool) -> tuple[int, str]:
    stdout = io.StringIO()
    code = attempt_states.handle({"write": False, "check": False, "path": path, **chosen}, stdout)
    return code, stdout.getvalue()


def test_documentation_is_what_the_table_says() -> None:
    if not PAGE.is_file():
        pytest.skip("the documentation is not part of this copy")

    assert PAGE.read_text(encoding="utf-8") == render(), "run `make docs`"


def test_page_has_one_row_for_every_rule_and_every_consequence() -> None:
    lines = render().splitlines()

    for name in [rule.id for rule in TABLE] + list(Consequence):
        assert sum(line.startswith(f"| `{name}` |") for line in lines) == 1


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    widths = set()
    for block in render().split("\n\n"):
        if block.startswith("| "):
            counts = {line.count(" | ") for line in block.splitlines()}
            assert len(counts) == 1
            widths |= counts

    assert widths == {1, 6}


def test_every_row_that_changes_something_is_drawn_once() -> None:
    drawn = [rule.id for diagram in DIAGRAMS for rule in diagram.rules]

    assert sorted(drawn) == sorted(rule.id for rule in TABLE if is_drawn(rule))
    assert all(rule.refusal or rule.stays or rule.actors == {Actor.STAFF} for rule in TABLE if not is_drawn(rule))


def test_diagram_draws_statuses_together_that_no_row_tells_apart() -> None:
    rule = Rule(
        id="end",
        actors=frozenset({Actor.LEARNER, Actor.CLOCK}),
        sources=of(Status.STARTED, Status.READY_TO_SUBMIT),
        targets=of(Status.TIMED_OUT),
        becomes=Status.SUBMITTED,
        reason="It ends.",
    )

    assert draw(Diagram("", "", (rule,))).splitlines()[1:-1] == [
        "stateDiagram-v2",
        '    state "started<br/>ready_to_submit" as started_and_1_more',
        "    started_and_1_more --> submitted: learner, clock",
    ]


def test_diagram_leaves_out_what_leads_a_status_to_itself() -> None:
    rule = Rule(id="again", actors=frozenset({Actor.VENDOR}), sources=STORED, targets=of(Status.ERROR), reason="Again.")

    assert "error --> error" not in draw(Diagram("", "", (rule,)))


def test_command_prints_the_page(tmp_path: Path) -> None:
    assert run(tmp_path / "page.md") == (0, render())
    assert list(tmp_path.iterdir()) == []


def test_command_writes_what_it_then_finds_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "page.md"

    assert run(path, write=True)[0] == 0
    code, text = run(path, check=True)

    assert (code, path.read_text(encoding="utf-8")) == (0, render())
    assert "up to date" in text


def test_command_shows_the_difference_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(render().replace("already_started", "started_already"), encoding="utf-8")

    code, text = run(path, check=True)

    assert code == 1
    assert any(line.startswith("-") and "started_already" in line for line in text.splitlines())
    assert any(line.startswith("+") and "already_started" in line for line in text.splitlines())


def test_command_fails_where_the_page_is_missing(tmp_path: Path) -> None:
    assert run(tmp_path / "page.md", check=True)[0] == 1


def test_command_takes_one_wish_at_a_time() -> None:
    from django.core.management.base import CommandError, CommandParser

    parser = CommandParser(prog="proctoring attempt-states", called_from_command_line=False)
    attempt_states.add_arguments(parser)

    assert parser.parse_args(["--check"]).path == attempt_states.PAGE
    with pytest.raises(CommandError):
        parser.parse_args(["--check", "--write"])
