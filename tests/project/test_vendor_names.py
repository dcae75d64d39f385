"""The host names no vendor: what only one vendor needs belongs to that vendor's plugin."""

import re
from pathlib import Path

import pytest

VENDORS = re.compile(
    r"software[\s_-]?secure|rp[\s_-]?now|\bpsi(?:online)?\b|proctortrack|verificient|proctoru\b|proctorio|examity"
    r"|honorlock|meazure",
    re.IGNORECASE,
)
SUFFIXES = {".py", ".html", ".txt", ".js", ".css", ".json", ".jinja", ".j2", ".toml"}

# File (relative to proctoring_host) -> why it may name a vendor.
ALLOWED: dict[str, str] = {
    "importing/tables.py": "two tables of the older installation have a vendor in their name",
    "known_settings.py": "two retired keys of operators' files have a vendor's name, and are told to have no effect",
    "standalone/demo/vendor.py": "a demo shows nothing without a vendor; this module alone knows which one it takes",
}


def _naming(tracked: list[Path], root: Path) -> dict[str, list[str]]:
    host = root / "proctoring_host"
    return {
        str(file.relative_to(host)): found
        for file in tracked
        if file.is_relative_to(host) and file.suffix in SUFFIXES and (found := VENDORS.findall(file.read_text()))
    }


def test_the_host_names_no_vendor(tracked, root):
    naming = _naming(tracked, root)
    assert {file: names for file, names in naming.items() if file not in ALLOWED} == {}


def test_every_exception_is_still_needed(tracked, root):
    assert set(ALLOWED) <= set(_naming(tracked, root))


@pytest.mark.parametrize(
    "name", ["software_secure", "SoftwareSecure", "Software Secure", "RPNow", "rpnow4", "PSI", "psi"]
)
def test_a_vendor_is_recognised(name):
    assert VENDORS.search(f"the {name} backend")


@pytest.mark.parametrize(
    "word", ["epsilon", "capsize", "tipsiness", "proctoring", "software securely".replace(" s", ", s")]
)
def test_an_ordinary_word_is_no_vendor(word):
    assert not VENDORS.search(word)
