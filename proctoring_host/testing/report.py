"""What a run of the suite has found, for machines (report.json) and for people (report.html)."""

import json
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup, escape

from proctoring_host.testing.check import check_of
from proctoring_host.testing.suite import AREAS

PROPERTY = "proctoring_check"
TEMPLATE = Path(__file__).with_name("report.html")
OUTCOMES = ("failed", "passed", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One check, once. `detail` is the reason why it was skipped, or the message of its failure."""

    backend: str
    area: str
    name: str
    case: str
    expects: str
    why: str
    see: str
    outcome: str
    detail: str
    seconds: float


class Recorder:
    """Listens to a run; in a parallel one each worker notes what it knows, and the controller writes."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._folder = Path(config.getoption("proctoring_report"))
        self._results: list[Result] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note on a report what its check is about, in a form that survives the way to the controller."""
        report = yield
        about = _about(item)
        if about:
            report.user_properties.append((PROPERTY, about))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A check counts once: when it ran, or when it could not begin."""
        about = dict(report.user_properties).get(PROPERTY)
        if isinstance(about, dict) and (report.when == "call" or (report.when == "setup" and not report.passed)):
            self._results.append(
                Result(**about, outcome=report.outcome, detail=_detail(report), seconds=round(report.duration, 3))
            )

    def pytest_sessionfinish(self) -> None:
        """Write both files, unless this is one of several workers."""
        if not hasattr(self._config, "workerinput"):
            write(self._folder, self._results)


def write(folder: Path, results: list[Result]) -> None:
    """`report.json` and `report.html`; the folder is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    content = summary(results)
    (folder / "report.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "report.html").write_text(page(content), "utf-8")


def page(content: Mapping[str, Any]) -> str:
    """All on one page, without anything from elsewhere."""
    environment = Environment(autoescape=True)
    environment.filters["coded"] = _coded
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(**content)


def summary(results: list[Result]) -> dict[str, Any]:
    """What stands in both files."""
    counts = Counter(result.outcome for result in results)
    return {
        "host": _version(),
        "backends": sorted({result.backend for result in results}),
        "counts": {outcome: counts[outcome] for outcome in OUTCOMES},
        "conforms": bool(counts["passed"]) and not counts["failed"],
        "areas": _by_area(results),
    }


def _coded(text: str) -> Markup:
    """What stands between backticks is code."""
    parts = [
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _by_area(results: list[Result]) -> list[dict[str, Any]]:
    """In the order of the suite; checks of a vendor's own come last."""
    areas = [*AREAS, *sorted({result.area for result in results} - set(AREAS))]
    found = [{"area": area, "results": [asdict(each) for each in results if each.area == area]} for area in areas]
    return [part for part in found if part["results"]]


def _about(item: pytest.Item) -> dict[str, str] | None:
    check = check_of(getattr(item, "function", None))
    cls = getattr(item, "cls", None)
    if check is None or cls is None:
        return None
    case = getattr(item, "callspec", None)
    return {
        "backend": cls.subject_of(item.config).name,
        "area": cls.area_of(check.name),
        "name": check.name,
        "case": case.id if case else "",
        "expects": check.expects,
        "why": check.why,
        "see": check.see.value,
    }


def _detail(report: pytest.TestReport) -> str:
    if report.skipped and isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return "" if report.passed else str(report.longrepr)


def _version() -> str:
    try:
        return version("proctoring-host")
    except PackageNotFoundError:
        return "unknown"
