"""Ids of courses, also where a stranger's distribution keeps the library from reading them."""

import pytest
from opaque_keys.edx.keys import CourseKey

from proctoring_host.registry.course_keys import organisation_of

IDS = {
    "course-v1:Org+Course+2026": "Org",
    "Org/Course/2026": "Org",
    "course-v1:Ünï+Course+2026": "Ünï",
    "course-v1:Org+Course": None,
    "no course": None,
    "Org/Course": None,
    "": None,
}


@pytest.mark.parametrize("broken", [False, True], ids=["as installed", "with unreadable entry points"])
@pytest.mark.parametrize(("course_id", "organisation"), IDS.items())
def test_a_course_tells_its_organisation(
    course_id: str, organisation: str | None, broken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_text: str) -> CourseKey:
        raise TypeError("the entry points of some distribution cannot be read")

    if broken:
        monkeypatch.setattr(CourseKey, "from_string", unreadable)

    assert organisation_of(course_id) == organisation
