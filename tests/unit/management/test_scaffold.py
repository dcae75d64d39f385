"""Projects from folders of templates: what is written, and that nothing is overwritten."""

import io

import jinja2
import pytest
from django.core.management.base import CommandError

from proctoring_host.management.scaffold import asker, render, slug, write


@pytest.fixture
def templates(tmp_path):
    folder = tmp_path / "templates"
    (folder / "pkg_{{ name }}").mkdir(parents=True)
    (folder / "README.md.jinja").write_text("# {{ name }}\n")
    (folder / "pkg_{{ name }}" / "mail.html").write_text("{% extends 'base.html' %}")
    (folder / "pkg_{{ name }}" / "py.typed").write_text("")
    (folder / "extra.py.jinja").write_text("{% if extra %}\nx = 1\n{% endif %}\n")
    return folder


def _as_text(files) -> dict[str, str]:
    return {str(file.path): file.content.decode() for file in files}


def test_templates_are_rendered_and_other_files_copied_as_they_are(templates):
    files = _as_text(render(templates, {"name": "acme", "extra": False}))

    assert files == {
        "README.md": "# acme\n",
        "pkg_acme/mail.html": "{% extends 'base.html' %}",
        "pkg_acme/py.typed": "",
    }


def test_a_template_with_something_in_it_is_written(templates):
    assert _as_text(render(templates, {"name": "acme", "extra": True}))["extra.py"] == "x = 1\n"


def test_a_name_that_nobody_gave_is_an_error(templates):
    with pytest.raises(jinja2.UndefinedError):
        render(templates, {"name": "acme"})


def test_a_project_is_written_into_a_new_folder(templates, tmp_path):
    written = write(tmp_path / "new" / "acme", render(templates, {"name": "acme", "extra": False}))

    assert (tmp_path / "new/acme/README.md").read_text() == "# acme\n"
    assert all(path.is_file() for path in written)


def test_a_dry_run_lists_the_same_files_and_writes_none(templates, tmp_path):
    files = render(templates, {"name": "acme", "extra": False})

    listed = write(tmp_path / "acme", files, dry_run=True)

    assert not (tmp_path / "acme").exists()
    assert listed == write(tmp_path / "acme", files)


def test_a_folder_that_holds_anything_is_left_alone(templates, tmp_path):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme/notes").write_text("mine")

    with pytest.raises(CommandError, match="is not empty"):
        write(tmp_path / "acme", render(templates, {"name": "acme", "extra": False}))

    assert [path.name for path in (tmp_path / "acme").iterdir()] == ["notes"]


def test_a_file_in_place_of_the_folder_is_left_alone(tmp_path):
    (tmp_path / "acme").write_text("mine")

    with pytest.raises(CommandError, match="is no folder"):
        write(tmp_path / "acme", ())


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(templates, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="cannot be written"):
        write(tmp_path / "file" / "acme", render(templates, {"name": "acme", "extra": False}))


@pytest.mark.parametrize(("given", "name"), [("acme", "acme"), ("Acme-Exams", "acme_exams"), (" acme 2 ", "acme_2")])
def test_a_name_becomes_one_that_python_can_import(given, name):
    assert slug(given) == name


@pytest.mark.parametrize("given", ["", "2acme", "class", "../acme", "acme/x", "ä", "a" * 31, "{{ name }}"])
def test_a_name_that_python_cannot_import_is_refused(given):
    with pytest.raises(CommandError, match="cannot be a name"):
        slug(given)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_an_answer_counts_and_an_empty_one_means_the_default():
    ask = asker(_Terminal("Acme\n\n"), _Terminal())

    assert [ask("Name?", "x"), ask("Name?", "x")] == ["Acme", "x"]


def test_without_a_terminal_nothing_is_asked():
    out = io.StringIO()

    assert asker(io.StringIO("Acme\n"), out)("Name?", "x") == "x"
    assert out.getvalue() == ""
