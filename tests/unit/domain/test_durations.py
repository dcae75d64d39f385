from gettext import NullTranslations

import pytest

from proctoring_host.domain.durations import humanise

ENGLISH = NullTranslations().ngettext
GERMAN = {
    "%(minutes)d minutes": "%(minutes)d Minuten",
    "%(hours)d hour": "%(hours)d Stunde",
    "%(hours)s and %(minutes)d minutes": "%(hours)s und %(minutes)d Minuten",
}


def german(singular: str, plural: str, number: int) -> str:
    return GERMAN[singular if number == 1 else plural]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (61, "1 hour and 1 minute"),
        (90, "1 hour and 30 minutes"),
        (120, "2 hours"),
        (121, "2 hours and 1 minute"),
        (1500, "25 hours"),
        (-5, "0 minutes"),
    ],
)
def test_times_are_said_as_people_say_them(minutes: int, words: str) -> None:
    assert humanise(minutes, ENGLISH) == words


def test_times_are_said_in_the_readers_language() -> None:
    assert humanise(90, german) == "1 Stunde und 30 Minuten"
    assert humanise(45, german) == "45 Minuten"
