"""The search order: names before places, and whose places come first."""

from pathlib import Path

import pytest

from proctoring_host import hookimpl
from proctoring_host.conf import ProctoringSettings
from proctoring_host.mail.compose import compose
from proctoring_host.mail.names import names
from proctoring_host.mail.places import BASE_PACKAGE, SETTING, places
from proctoring_host.mail.resolve import candidates
from proctoring_host.registry import Candidate, Registry, using_registry
from tests.fake_backend import FakeBackend, FakeVendor, using_fake_backend

NAME = "proctoring_attempt_satisfactory_email.html"


class Theme:
    """A platform plugin that brings a folder, and perhaps names."""

    def __init__(self, folder: Path, *own: str) -> None:
        self.folder = folder
        self.own = list(own)

    @hookimpl
    def email_template_dirs(self) -> list[Path]:
        return [self.folder]

    @hookimpl
    def email_template_names(self, email) -> list[str]:
        return [name.format(email=email) for name in self.own]


@pytest.fixture
def put(tmp_path):
    """Writes a template that says where it stands, and gives its folder."""

    def put_template(folder: str, name: str) -> Path:
        file = tmp_path / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{folder}: {name}")
        return tmp_path / folder

    return put_template


def test_plugins_names_come_before_the_backends_and_the_base(theme, facts, tmp_path):
    plugin = Theme(tmp_path, "emails/courses/{email.course_id}/{email.template_name}", f"emails/{NAME}")

    with using_fake_backend(installed=[Candidate.plugin("courses", plugin)]):
        paths = [name.path for name in names(facts().query(NAME))]

    assert paths[:2] == [f"emails/courses/course-v1:Demo+T1+2026/{NAME}", f"emails/{NAME}"]
    assert f"emails/proctoring/fake/{NAME}" in paths
    assert len(set(paths)) == len(paths)


def test_course_beats_what_the_backend_itself_names(theme, put, facts):
    class Named(FakeBackend):
        vendor = FakeVendor()

        @hookimpl
        def email_template_names(self, email) -> list[str]:
            return [f"emails/proctoring/vendor/{email.template_name}", f"emails/proctoring/fake/{email.template_name}"]

    settings = ProctoringSettings(enabled=True, backends={"fake": {}})
    installed = [Candidate.backend("fake", Named, distribution="proctoring-fake")]
    with using_registry(Registry.load(settings, installed=installed)):
        paths = [name.path for name in names(facts().query(NAME))]

    assert paths[0].startswith("emails/proctoring/fake/courses/")
    assert paths[-4:] == [
        f"emails/proctoring/fake/{NAME}",
        f"emails/proctoring/vendor/{NAME}",
        f"emails/en/{NAME}",
        f"emails/{NAME}",
    ]


def test_site_comes_before_plugins_and_these_before_the_backend_and_the_base(theme, put, facts):
    class Themed(FakeBackend):
        vendor = FakeVendor()

        @hookimpl
        def email_template_dirs(self) -> list[Path]:
            return [put("backend", "nothing.html")]

    settings = ProctoringSettings(enabled=True, backends={"fake": {}, "other": {"BACKEND": "fake"}})
    installed = [
        Candidate.backend("fake", Themed, distribution="proctoring-fake"),
        Candidate.plugin("zebra", Theme(put("zebra", "nothing.html"))),
    ]
    with using_registry(Registry.load(settings, installed=installed)):
        found = places("fake")

    assert [place.owner for place in found] == [SETTING, "zebra", "fake", BASE_PACKAGE]
    assert found[0].root == theme


def test_more_specific_name_wins_over_an_earlier_place(theme, put, facts):
    put("theme", f"emails/{NAME}")
    folder = put("brought", f"emails/proctoring/fake/{NAME}")

    with using_fake_backend(installed=[Candidate.plugin("brought", Theme(folder))]):
        assert compose(facts()).html == f"brought: emails/proctoring/fake/{NAME}"


def test_of_two_places_with_one_name_the_earlier_wins(theme, put, facts):
    put("theme", f"emails/proctoring/fake/{NAME}")
    folder = put("brought", f"emails/proctoring/fake/{NAME}")

    with using_fake_backend(installed=[Candidate.plugin("brought", Theme(folder))]):
        assert compose(facts()).html == f"theme: emails/proctoring/fake/{NAME}"


def test_broken_template_gives_way_to_its_namesake_and_names_its_plugin(theme, put, facts, failures):
    first = put("first", f"emails/proctoring/fake/{NAME}")
    (first / f"emails/proctoring/fake/{NAME}").write_text("{{ nothing }}")
    installed = [Candidate.plugin("first", Theme(first), distribution="proctoring-first")]

    with using_fake_backend(installed=installed):
        assert "is complete" in compose(facts()).html
        (failure,) = failures()

    assert (failure.plugin, failure.distribution) == ("first", "proctoring-first")


def test_override_extends_its_namesake_in_the_next_place(theme, put, facts):
    folder = put("brought", f"emails/proctoring/fake/{NAME}")
    (theme / "emails/proctoring/fake").mkdir(parents=True)
    (theme / f"emails/proctoring/fake/{NAME}").write_text(f'Before. {{% include "emails/proctoring/fake/{NAME}" %}}')

    with using_fake_backend(installed=[Candidate.plugin("brought", Theme(folder))]):
        assert compose(facts()).html == f"Before. brought: emails/proctoring/fake/{NAME}"


def test_candidates_are_told_with_their_places_in_order(theme, put, facts):
    put("theme", f"emails/{NAME}")
    put("theme", f"emails/proctoring/fake/{NAME}")

    with using_fake_backend():
        found = [str(one) for one in candidates(facts().query(NAME), places("fake"))]

    assert found == [
        f"emails/proctoring/fake/{NAME} ({SETTING})",
        f"emails/{NAME} ({SETTING})",
        f"emails/{NAME} ({BASE_PACKAGE})",
    ]


@pytest.mark.parametrize("name", ["../outside.html", "/etc/hosts", "emails/../../outside.html", ""])
def test_name_that_leads_out_of_the_places_is_never_found(theme, tmp_path, facts, name):
    (tmp_path / "outside.html").write_text("outside")
    plugin = Theme(tmp_path / "brought", name)

    with using_fake_backend(installed=[Candidate.plugin("escape", plugin)]):
        assert "is complete" in compose(facts()).html


def test_backend_whose_name_is_a_path_stays_within_the_places(theme, tmp_path, facts):
    (tmp_path / NAME).write_text("outside")

    with using_fake_backend():
        assert "is complete" in compose(facts(backend="../../..")).html
