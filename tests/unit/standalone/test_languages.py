import pytest
from django.conf import global_settings

from proctoring_host.standalone.languages import TRANSLATED, languages
from tools.catalogues.places import LANGUAGES


def test_the_host_speaks_what_it_is_translated_into() -> None:
    assert set(TRANSLATED) == {"en", *LANGUAGES}
    assert [code for code, _name in languages("en")] == list(TRANSLATED)


@pytest.mark.parametrize(("site", "name"), [("it", "italiano"), ("pt-br", "Português Brasileiro"), ("tlh", "tlh")])
def test_the_language_of_the_site_is_among_them(site: str, name: str) -> None:
    assert languages(site)[-1] == (site, name)


def test_each_is_called_by_its_own_name() -> None:
    known = {code for code, _name in global_settings.LANGUAGES}

    assert {code for code, _name in languages("en")} <= known
    assert dict(languages("en"))["uk"] == "Українська"
