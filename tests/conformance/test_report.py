"""Reports for machines and for people."""

import json
import re
from dataclasses import asdict

import pytest

from proctoring_host.testing.report import Result, page, summary, write


def result(**fields) -> Result:
    given = {
        "backend": "acme",
        "area": "Options",
        "name": "test_x",
        "case": "",
        "expects": "`register` <works>.",
        "why": "Because.",
        "see": "Options",
        "outcome": "passed",
        "detail": "",
        "seconds": 0.1,
    }
    return Result(**{**given, **fields})


FAILED = result(outcome="failed", case="html", detail="found: <b>no</b>")


def test_the_file_for_machines_has_every_check(tmp_path):
    write(tmp_path / "new", [result(), FAILED])

    content = json.loads((tmp_path / "new" / "report.json").read_text("utf-8"))
    assert content["counts"] == {"failed": 1, "passed": 1, "skipped": 0}
    assert content["areas"] == [{"area": "Options", "results": [asdict(result()), asdict(FAILED)]}]


@pytest.mark.parametrize(
    ("results", "conforms"),
    [([result()], True), ([result(), result(outcome="skipped")], True), ([result(), FAILED], False), ([], False)],
)
def test_only_a_run_without_failures_conforms(results, conforms):
    assert summary(results)["conforms"] is conforms


def test_areas_are_in_the_order_of_the_suite_and_a_vendors_own_come_last():
    given = [result(area="Of its own"), result(area="Threads"), result(area="The class")]

    assert [part["area"] for part in summary(given)["areas"]] == ["The class", "Threads", "Of its own"]


def test_the_page_shows_failures_and_reasons_and_nothing_unescaped():
    shown = page(summary([FAILED, result(name="test_y", outcome="skipped", detail="needs <this>")]))

    assert "<code>register</code> &lt;works&gt;." in shown
    assert "found: &lt;b&gt;no&lt;/b&gt;" in shown
    assert "Skipped: needs &lt;this&gt;" in shown
    assert "It does not conform" in shown


def test_the_page_needs_nothing_from_elsewhere():
    shown = page(summary([result()]))

    assert not re.search(r"https?:|<script|<link|<img|@import|url\(", shown)
