"""The page about the REST API says what its description says."""

import re
from pathlib import Path

from proctoring_host.web.schema.components import COMPONENTS
from proctoring_host.web.schema.operations import ALL
from tools import rest_page

PAGE = (Path(__file__).parents[2] / "docs" / "rest-api.md").read_text(encoding="utf-8")


def test_the_page_is_as_the_description_writes_it() -> None:
    assert rest_page.render() == PAGE, "run: make docs"


def test_each_operation_has_a_section_of_its_own() -> None:
    headings = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)

    assert sorted(headings) == sorted([*(operation.summary for operation in ALL), *COMPONENTS])
    assert len({heading.lower() for heading in headings}) == len(headings)


def test_every_link_within_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]

    links = re.findall(r"\]\(#([\w-]+)\)", PAGE)

    assert links
    assert set(links) <= set(anchors)
    assert all(anchors.count(link) == 1 for link in links)
