import pytest
from django.conf import global_settings

from proctoring_host.standalone.languages import TRANSLATED, languages


def test_the_host_speaks_the_languages_of_the_kit() -> None:
    assert [code for code, _name in languages("en")] == list(TRANSLATED)


@pytest.mark.parametrize(("site", "name"), [("it", "italiano"), ("pt-br", "Português Brasileiro"), ("tlh", "tlh")])
def test_the_language_of_the_site_is_among_them(site: str, name: str) -> None:
    assert languages(site)[-1] == (site, name)


def test_each_is_called_by_its_own_name() -> None:
    known = {code for code, _name in global_settings.LANGUAGES}

    assert {code for code, _name in languages("en")} <= known
    assert dict(languages("en"))["uk"] == "Українська"
