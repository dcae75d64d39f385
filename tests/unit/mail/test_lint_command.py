"""`proctoring emails lint`, as a themer types it."""

import io
import json

import pytest
from django.core.management.base import OutputWrapper

from proctoring_host.errors import InvalidValue
from proctoring_host.management.emails import lint

pytestmark = pytest.mark.usefixtures("site")

TEXT = "emails/proctoring_attempt_submitted_email.txt"


@pytest.fixture
def run():
    def run_lint(path=None, *, as_json=False):
        out = OutputWrapper(io.StringIO())
        code = lint.handle({"path": path, "json": as_json}, out)
        return code, out.getvalue().rstrip("\n")

    return run_lint


def test_theme_may_be_kept_in_a_folder_called_emails(run, tmp_path):
    file = tmp_path / "emails" / "acme" / TEXT
    file.parent.mkdir(parents=True)
    file.write_text("{{ exam_nme }}")

    (told,) = {run(path)[1] for path in (file.parents[1], file.parent, file)}

    assert "[undefined-name]" in told
    assert "[unknown-folder]" not in told


def test_errors_are_listed_with_file_and_line_and_exit_with_1(run, theme, write):
    file = write(TEXT, "{{ exam_name }}\n{{ exam_nme }}\n")

    code, text = run(theme)

    assert code == 1
    assert f"{file}:2: error [undefined-name] Emails have no exam_nme. Did you mean exam_name?" in text
    assert text.endswith("Errors: 1, warnings: 0.")


def test_warnings_alone_exit_with_0(run, write):
    write(TEXT, "Words in {{ exam_name }}\n")

    assert run() == (0, run()[1])
    assert "Errors: 0, warnings: 1." in run()[1]


def test_json_holds_the_same(run, theme, write):
    write(TEXT, "Words in {{ exam_nme }}\n")

    code, text = run(theme, as_json=True)

    assert code == 1
    report = json.loads(text)
    assert (report["errors"], report["warnings"]) == (1, 1)
    assert {finding["rule"] for finding in report["findings"]} == {"undefined-name", "untranslated"}
    assert report["findings"][0].keys() == {"file", "line", "rule", "severity", "message", "hint"}


@pytest.mark.parametrize(("path", "sentence"), [("nowhere", "There is no"), (".", "There is no folder emails in")])
def test_path_without_templates_is_refused(run, tmp_path, path, sentence):
    (tmp_path / "empty").mkdir()

    with pytest.raises(InvalidValue, match=sentence):
        run(tmp_path / "empty" / path)
