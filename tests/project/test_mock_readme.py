"""The mock's README names the options there are."""

import re
from dataclasses import fields
from pathlib import Path

from proctoring_mock_backend.options import MockOptions

from proctoring_host import BackendOptions

README = Path(__file__).parents[2] / "plugins" / "mock_backend" / "README.md"


def test_every_option_is_described_and_no_other():
    common = {field.name for field in fields(BackendOptions)} - {"passing_statuses"}

    described = set(re.findall(r"^\| `(\w+)` \|", README.read_text("utf-8"), re.M))

    assert described == {field.name for field in fields(MockOptions)} - common
