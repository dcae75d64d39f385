"""Every email is rendered with awkward names in each language, and linted."""

from pathlib import Path

from proctoring_host.testing.templates import ThemeTests


class TestTheme(ThemeTests):
    folder = Path(__file__).parent
