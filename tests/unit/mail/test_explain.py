"""`proctoring emails explain`: every candidate, the winner, and why the others did not win."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from proctoring_host.mail.explain import Outcome, explain
from proctoring_host.mail.places import PlaceKind

pytestmark = pytest.mark.usefixtures("site")
HTML = "proctoring_attempt_satisfactory_email.html"
OVERRIDE = f"emails/proctoring/fake/{HTML}"


def run(*options):
    out = StringIO()
    code = 0
    try:
        call_command("proctoring", "emails", "explain", "--kind", "satisfactory", *options, stdout=out)
    except SystemExit as ended:
        code = int(ended.code)
    return code, out.getvalue()


def test_each_part_has_one_winner_and_every_candidate_a_reason(facts, write):
    write(OVERRIDE, "{{ nothing }}")
    write(f"emails/{HTML}", "<p>Ours</p>")

    rows = explain(facts()).parts[HTML]

    told = {row.outcome: row for row in rows if row.outcome is not Outcome.MISSING}
    assert (told[Outcome.BROKEN].path, told[Outcome.SENT].path) == (OVERRIDE, f"emails/{HTML}")
    assert "'nothing' is undefined (line 1)" in told[Outcome.BROKEN].why
    assert told[Outcome.SENT].place is PlaceKind.SETTING
    assert told[Outcome.LATER].place is PlaceKind.BASE
    assert all(row.why for row in rows)
    assert len(rows) == 24


def test_text_tells_where_was_looked_and_what_won(write, theme):
    write(OVERRIDE, "<p>Ours</p>")

    code, out = run("--found")

    assert code == 0
    assert f"SENT    {OVERRIDE}" in out
    assert str(theme / OVERRIDE) in out
    assert f"LATER   emails/{HTML}" in out
    assert "MISSING" not in out


def test_broken_template_is_named_and_gives_another_exit_code(write):
    write(OVERRIDE, "{% if %}")

    code, out = run()

    assert code == 1
    assert "TemplateSyntaxError" in out
    assert "MISSING" in out


def test_json_holds_the_same_for_programs(write, theme):
    write(f"emails/proctoring/fake/courses/course-v1_Org+X+2026/en/{HTML}", "<p>Ours</p>")

    _, out = run("--json", "--course", "course-v1:Org+X+2026", "--lang", "en", "--backend", "fake")

    first = json.loads(out)[HTML][0]
    assert first["outcome"] == "sent"
    assert (first["backend"], first["course"], first["language"]) == ("fake", "course-v1:Org+X+2026", "en")
    assert (first["template_language"], first["place"]) == ("jinja2", "setting")
    assert first["file"].startswith(str(theme))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--backend", "fakee"), "There is no such backend. Did you mean fake?"),
        (("--kind", "submited"), "There is no such kind. Did you mean submitted?"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(options, told):
    with pytest.raises(CommandError, match="There is no") as raised:
        call_command("proctoring", "emails", "explain", *options)

    assert told in str(raised.value)
