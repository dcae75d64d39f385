"""What docs/operating.md says about access to content and limits is what the code does."""

import re
from pathlib import Path

from proctoring_host import conf
from proctoring_host.domain.access import TABLE
from proctoring_host.domain.rates import parse_rate

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"### {title}\n")[1].split("\n### ")[0]


def test_the_table_of_access_is_the_one_that_decides() -> None:
    rows = re.findall(r"^\| (.+) \| (yes|403), `(.+)` \|$", section("Access to content"), re.MULTILINE)

    assert rows == [(rule.text, "yes" if rule.granted else "403", rule.reason.value) for rule in TABLE]


def test_the_limits_that_are_named_are_the_defaults() -> None:
    written = re.findall(r'"(\w+)": "([^"]+/minute)"', section("Limits for callers without a sign-in"))

    assert {scope: parse_rate(rate) for scope, rate in written} == dict(conf.THROTTLES)


def test_the_silence_of_a_vendors_script_that_is_borne_is_the_default() -> None:
    written = dict(
        re.findall(r"^\| `(PING_\w+)` \| (\d+) \|", section("A vendor's script in the browser"), re.MULTILINE)
    )

    settings = conf.ProctoringSettings()
    assert written == {
        "PING_MISSES_TOLERATED": str(settings.ping_misses_tolerated),
        "PING_WINDOW_SECONDS": str(settings.ping_window),
    }
