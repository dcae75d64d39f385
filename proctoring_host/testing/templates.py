"""The class with which a theme tests itself.

    class TestTheme(ThemeTests):
        folder = Path(__file__).parent

A theme is often a folder without any project around it, so Django is set up here where nobody else did it; what needs
it is imported afterwards.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

if TYPE_CHECKING:
    from proctoring_host.mail.preview import Choice

LANGUAGES = (("en", "English"), ("de", "Deutsch"), ("ar", "العربية"))
MARKUP_OF_NAMES = ("<script>alert('course')", "<img src=x", "<b>exam</b>")


def make_ready() -> None:
    """Nothing happens where a project has settings of its own."""
    import django  # noqa: PLC0415
    from django.conf import ENVIRONMENT_VARIABLE, settings  # noqa: PLC0415

    if not settings.configured and not os.environ.get(ENVIRONMENT_VARIABLE):
        settings.configure(
            SECRET_KEY="only for tests of themes",  # noqa: S106
            USE_TZ=True,
            LANGUAGES=LANGUAGES,
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "proctoring_host"],
        )
    django.setup()


def _none(complaints: Iterable[str]) -> None:
    found = "\n".join(complaints)
    if found:
        pytest.fail(found, pytrace=False)


class ThemeTests:
    """Derive a class whose name begins with `Test`, and say in `folder` where the theme's folder `emails` is.

    Every email is rendered for every backend that the folder has templates for, and for none, in every language of the
    settings, with awkward names. `backends` names those that are not installed here, and exist even so.
    `with_warnings` lets the warnings of lint pass; its errors never do.
    """

    folder: ClassVar[Path]
    backends: ClassVar[Sequence[str]] = ()
    with_warnings: ClassVar[bool] = False

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each email, so that a failure names it."""
        if "email" in metafunc.fixturenames:
            choices = list(self._choices())
            metafunc.parametrize("email", choices, ids=[choice.slug for choice in choices])

    def test_email_is_written_with_this_theme(self, email: "Choice") -> None:
        """No template of the theme was left out as broken, and no name became markup."""
        from proctoring_host.mail.places import trying_out  # noqa: PLC0415
        from proctoring_host.mail.preview import preview  # noqa: PLC0415

        with trying_out(self.folder):
            shown = preview(email)
        broken = [row for part in shown.parts for row in part.broken if self._is_mine(row.file)]
        _none(f"{row.file}: {row.why}" for row in broken)
        _none(f"a name is put out unescaped: {markup}" for markup in MARKUP_OF_NAMES if markup in shown.html)

    def test_lint_finds_nothing(self) -> None:
        """`proctoring emails lint` says the same, with file and line."""
        make_ready()
        from proctoring_host.mail.lint.findings import Severity  # noqa: PLC0415
        from proctoring_host.mail.lint.run import lint  # noqa: PLC0415

        findings = lint(self.folder, backends=self.backends)
        _none(str(one) for one in findings if one.severity is Severity.ERROR or not self.with_warnings)

    def _is_mine(self, file: Path | None) -> bool:
        return file is not None and file.is_relative_to(self.folder)

    def _choices(self) -> Iterator[Any]:
        make_ready()
        from proctoring_host.mail.kinds import MailKind  # noqa: PLC0415
        from proctoring_host.mail.preview import Choice, languages  # noqa: PLC0415
        from proctoring_host.mail.samples import SAMPLES  # noqa: PLC0415

        of_backends = self.folder / "emails" / "proctoring"
        named = sorted(found.name for found in of_backends.iterdir()) if of_backends.is_dir() else []
        for backend in ("", *named):
            for kind in MailKind:
                for language in languages():
                    for sample in SAMPLES:
                        yield Choice(kind=kind, backend=backend, language=language, sample=sample)
