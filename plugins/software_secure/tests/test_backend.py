from importlib.metadata import entry_points
from pathlib import Path

import pytest
from django.utils import translation
from proctoring_software_secure.backend import SoftwareSecure

from proctoring_host import Backend, Capability
from proctoring_host.data import EmailQuery, Status
from proctoring_host.hookspecs import REQUIRED_HOOKS, BackendHooks, PlatformHooks


def query(backend, template_name="proctoring_attempt_submitted_email.html"):
    return EmailQuery(
        kind="submitted",
        template_name=template_name,
        backend=backend,
        course_id="course-v1:Org+Course+Run",
        exam_name="Midterm",
        status=Status.SUBMITTED,
        language="en",
    )


@pytest.mark.parametrize("name", ["software_secure", "rpnow4"])
def test_both_names_of_the_vendor_are_installed(name):
    [entry] = entry_points(group="proctoring.backends", name=name)

    assert entry.load() is SoftwareSecure


def test_every_hook_of_the_backend_is_one_of_the_hosts():
    hooks = {name for name in vars(SoftwareSecure) if hasattr(getattr(SoftwareSecure, name), "proctoring_impl")}

    assert hooks >= REQUIRED_HOOKS
    for name in hooks:
        assert hasattr(BackendHooks, name) or hasattr(PlatformHooks, name)


def test_the_backend_says_what_the_vendor_can():
    assert issubclass(SoftwareSecure, Backend)
    assert SoftwareSecure.capabilities == {Capability.VIDEO, Capability.SHARED_CALLBACK}


def test_the_vendor_is_called_rpnow_unless_the_operator_says_otherwise(make):
    assert make.backend().verbose_name == "RPNow"
    assert make.backend(verbose_name="Remote exams").verbose_name == "Remote exams"


def test_a_learner_is_told_where_to_go_with_which_code(make):
    info = make.backend().launch_info(make.attempt(), "en")

    assert info.exam_code == make.code
    assert info.download_url == "https://vendor.example/download"
    assert len(info.steps) == 5
    assert all(step.endswith(".") and step[0].isupper() for step in info.steps)


def test_the_steps_are_in_the_learners_language_and_not_in_the_sites(make, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "proctoring_software_secure.backend._", lambda text: asked.append(translation.get_language()) or text
    )

    with translation.override("en"):
        make.backend().launch_info(make.attempt(), "ar")

    assert set(asked) == {"ar"}


def test_our_templates_are_where_we_say(make):
    [folder] = make.backend().email_template_dirs()

    own = folder / "emails" / "proctoring" / "software_secure"
    assert sorted(path.name for path in own.iterdir()) == [
        "proctoring_attempt_submitted_email.html",
        "proctoring_attempt_submitted_email.txt",
    ]


def test_under_its_own_name_the_standard_path_is_enough(make):
    assert make.backend().email_template_names(query("software_secure")) == []


@pytest.mark.parametrize("name", ["rpnow4", "second_account"])
def test_under_another_name_an_override_for_that_name_comes_first(name, make):
    assert make.backend(name).email_template_names(query(name)) == [
        f"emails/proctoring/{name}/proctoring_attempt_submitted_email.html",
        "emails/proctoring/software_secure/proctoring_attempt_submitted_email.html",
    ]


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_our_mail_replaces_blocks_that_the_base_has(ending):
    import proctoring_email_templates
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    base = Path(proctoring_email_templates.__file__).parent / "templates"
    own = Path(str(SoftwareSecure.email_template_dirs(None)[0]))
    environment = Environment(
        loader=FileSystemLoader([own, base]), extensions=["jinja2.ext.i18n"], undefined=StrictUndefined, autoescape=True
    )
    environment.install_null_translations(newstyle=True)
    name = f"proctoring_attempt_submitted_email.{ending}"
    ours = environment.get_template(f"emails/proctoring/software_secure/{name}")
    theirs = environment.get_template(f"emails/{name}")
    context = {
        "exam_name": "Midterm",
        "course_name": "Chemistry",
        "course_url": "https://platform.example/course",
        "status": "Submitted",
        "platform": "The Platform",
        "learner_name": "Ada",
        "language": "en",
        "text_direction": "ltr",
    }

    mail, standard = ours.render(context), theirs.render(context)

    assert set(ours.blocks) <= set(theirs.blocks)
    assert "RPNow" in mail
    assert "RPNow" not in standard
    for text in ("Midterm", "Chemistry", "Submitted", "https://platform.example/course"):
        assert text in mail
