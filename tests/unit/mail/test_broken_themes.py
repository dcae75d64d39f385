"""Whatever is wrong with a theme, lint says it with file and line, and the learner gets a mail all the same."""

import pytest

from proctoring_host.data import Stage
from proctoring_host.mail.compose import compose
from proctoring_host.mail.kinds import MailKind
from proctoring_host.mail.lint.run import lint
from tests.unit.mail.broken_themes import HTML, THEMES

pytestmark = pytest.mark.usefixtures("site")
EACH = pytest.mark.parametrize("broken", THEMES, ids=lambda broken: broken.name)


@pytest.fixture
def install(theme):
    def write_files(broken):
        file = theme / broken.path
        file.parent.mkdir(parents=True)
        content = broken.source if isinstance(broken.source, bytes) else broken.source.encode()
        file.write_bytes(content)
        return file

    return write_files


@EACH
def test_lint_says_what_is_wrong_and_in_which_line(theme, install, broken):
    file = install(broken)

    findings = lint(theme)

    assert {finding.file for finding in findings} == {str(file)}
    assert (broken.rule, broken.line) in {(one.rule, one.line) for one in findings if broken.says in str(one)}


@EACH
def test_mail_is_sent_all_the_same_and_a_failure_recorded(install, facts, failures, broken):
    install(broken)

    letter = compose(facts(MailKind.SATISFACTORY))

    assert "Midterm" in letter.subject
    assert "Midterm" in letter.text
    assert letter.html.strip()
    assert [failure.stage for failure in failures()] == [Stage.RENDER] * broken.breaks
    assert letter.templates[HTML].startswith("emails/proctoring_") is (broken.breaks or broken.path != broken_html())


def broken_html():
    return THEMES[0].path


def test_there_are_at_least_twenty_of_every_kind_of_mistake():
    assert len({broken.name for broken in THEMES}) == len(THEMES) >= 20
