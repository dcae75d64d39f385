"""Every recorded operation has its address here, with its method."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import resolve

ENDPOINTS: dict[str, Any] = json.loads((Path(__file__).parent / "recorded" / "endpoints.json").read_text())["endpoints"]
FILLINGS = {
    "course_id": ["course-v1:Contract+T1+1", "Contract/T1/2026"],
    "content_id": ["abc7", "block-v1:Contract+T1+1+type@sequential+block@timed"],
    "exam_id": ["7"],
    "attempt_id": ["7"],
    "user_id": ["7"],
    "search_by": ["ada", "ada@example.com"],
    "external_id": ["vendor-7_a"],
    "attempt_code": ["BFF6FB59-9754-42D5-8157-C03D606B226A"],
}
NAME = re.compile(r"\{(\w+)\}")


def filled(path: str) -> list[str]:
    """The path with each value that its first variable can have; all others get their first one."""
    paths = [path]
    while any(NAME.search(each) for each in paths):
        found = [(each, NAME.search(each)) for each in paths]
        paths = [
            each.replace(name.group(), value, 1) for each, name in found if name for value in FILLINGS[name.group(1)]
        ]
    return paths


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_recorded_operation_has_its_address(endpoint: str) -> None:
    operation = ENDPOINTS[endpoint]

    for path in filled(operation["path"]):
        view = resolve(path)

        assert view.app_names == ["proctoring"]
        methods = getattr(getattr(view.func, "cls", None), operation["method"].lower(), None)
        assert methods is not None or not hasattr(view.func, "cls")


def test_ids_arrive_whole_at_their_view() -> None:
    old, new = FILLINGS["course_id"]
    for course in (old, new):
        for path in ("/{}/allowance", "/{}/grouped/allowance", "/attempt/grouped/course_id/{}", "/exam/course_id/{}"):
            found = resolve(f"/api/edx_proctoring/v1/proctored_exam{path.format(course)}")
            assert found.kwargs == {"course_id": course}
        found = resolve(f"/api/edx_proctoring/v1/instructor/{course}/12")
        assert found.kwargs == {"course_id": course, "exam_id": "12"}
        assert resolve(f"/api/edx_proctoring/v1/instructor/{course}").kwargs == {"course_id": course}
