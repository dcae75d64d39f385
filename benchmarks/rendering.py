"""Measures how long the writing of one mail takes: its three parts, from looking for templates to inlined styles.

Prints a table; ends with 1 where a median is above two milliseconds.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

NAME = "proctoring_attempt_satisfactory_email.html"
EXTENDS = '{% extends "emails/' + NAME + '" %}'
SOURCES = {
    "Jinja2": EXTENDS + "{% block status_information %}{{ super() }}<p>{{ platform }}</p>{% endblock %}",
    "Django": EXTENDS + "{% load i18n %}{% block status_information %}{{ block.super }}{{ platform }}{% endblock %}",
    "style_sheet": EXTENDS + "{% block head %}<style>p { color: #111 }</style>{% endblock %}",
}
REPEAT = 300
MOST_MS = 2.0


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        medians = [_measured(name, act) for name, act in _renderings().items()]
    return 1 if max(medians) > MOST_MS else 0


def _set_up(folder: Path) -> None:
    """The standalone host without a database; each override is one course's."""
    for course, source in SOURCES.items():
        file = folder / "emails" / "courses" / course / NAME
        file.parent.mkdir(parents=True)
        file.write_text(source)
    (folder / "lms.env.json").write_text(f'{{"PROCTORING_SETTINGS": {{"EMAIL_TEMPLATE_DIRS": ["{folder}"]}}}}')
    (folder / "lms.auth.json").write_text('{"PROCTORING_BACKENDS": {"null": {}, "DEFAULT": "null"}}')
    os.environ.update(
        DJANGO_SETTINGS_MODULE="proctoring_host.standalone.settings",
        PROCTORING_DATA_DIR=str(folder),
        PROCTORING_CONFIG_DIR=str(folder),
    )
    import django

    django.setup()
    logging.disable(logging.WARNING)


def _renderings() -> Mapping[str, Callable[[], object]]:
    """The text is made from the HTML of the overrides."""
    from proctoring_host.mail.compose import compose
    from proctoring_host.mail.kinds import MailKind
    from proctoring_host.mail.samples import SAMPLES, sample_facts

    def write(course: str) -> None:
        letter = compose(sample_facts(MailKind.SATISFACTORY, "null", "en", SAMPLES["usual"], course))
        if (f"/courses/{course}/" in letter.templates[NAME]) is (course == "base"):
            raise AssertionError(letter.templates)

    return {course: lambda course=course: write(course) for course in ("base", *SOURCES)}  # type: ignore[misc]


def _measured(name: str, act: Callable[[], object]) -> float:
    """The first call compiles the templates, and is not counted."""
    act()
    times = []
    for _ in range(REPEAT):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    median = statistics.median(times)
    print(f"one mail, {name}: median {median:.2f} ms, 95 % below {statistics.quantiles(times, n=20)[-1]:.2f} ms")
    return median


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())
