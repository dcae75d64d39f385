"""What came of the day: for people as text, for programs as JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SHOWN = 40


def write(folder: Path, report: Mapping[str, Any]) -> str:
    """Into `report.json` and `report.txt`; the text."""
    text = "\n".join(lines(report)) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (folder / "report.txt").write_text(text, encoding="utf-8")
    return text


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    options, seconds = report["options"], report["seconds"]
    yield f"{options['learners']} learners, seed {options['seed']}: {seconds['day']} s of exams, "
    yield f"{seconds['evening']} s until all was quiet, {report['requests']} requests of learners"
    used = ", ".join(f"{number} s of {name}" for name, number in report["processor_seconds"].items())
    yield f"processor: {used}"
    yield ""
    yield from _table("killed and started again", report["kills"])
    yield from _table("the vendor's answers and callbacks", report["vendor"])
    yield from _table("attempts at the end", report["statuses"])
    yield from _table("out of the ordinary, and explained", report["notes"])
    yield from _latencies(report["latencies"])
    yield from _memory(report["memory"])
    yield from _findings(report["findings"])


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield f"{title}:"
    for name, number in sorted(counts.items()):
        yield f"  {number:>7}  {name}"
    if not counts:
        yield "        -"
    yield ""


def _latencies(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "operation                    count   p50 ms   p95 ms  answers"
    for name, each in found.items():
        answers = ", ".join(f"{status}: {number}" for status, number in each["answers"].items())
        yield f"{name:<26} {each['count']:>7} {each['p50_ms']:>8} {each['p95_ms']:>8}  {answers}"
    yield ""


def _memory(found: Mapping[str, Any]) -> Iterator[str]:
    yield "memory in MiB                start    third   middle      end  largest"
    for life in found["spared"]:
        sizes = " ".join(f"{life[name]:>8}" for name in ("start", "third", "middle", "end", "largest"))
        yield f"{life['name']:<25}{sizes}"
    yield f"{found['others']['lives']} other processes: at most {found['others']['largest']}"
    yield ""


def _findings(found: list[Mapping[str, str]]) -> Iterator[str]:
    if not found:
        yield "The audit found nothing: no attempt lost or doubled, every review has its outcome, every mail came once."
        return
    counts = Counter(each["kind"] for each in found)
    yield f"THE AUDIT FOUND {len(found)}: " + ", ".join(f"{kind} ({number})" for kind, number in counts.items())
    for each in found[:SHOWN]:
        yield f"  {each['kind']}: {each['about']}: {each['text']}"
