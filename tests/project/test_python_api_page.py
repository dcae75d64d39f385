"""docs/python-api.md names every Python function, and only those that there are."""

import re

from proctoring_host.openedx import api


def test_the_page_names_every_function(root):
    page = (root / "docs" / "python-api.md").read_text(encoding="utf-8")
    table = page.split("| group | functions |")[1].split("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", table)) == sorted(api.__all__)
