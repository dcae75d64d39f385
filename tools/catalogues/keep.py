"""Brings catalogues up to date with the texts, and compiles them."""

import io

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.catalogues.extract import template_of
from tools.catalogues.places import LANGUAGES, Place, places

HEADER = """\
# Translations of PROJECT: LANGUAGE.
#
"""


def update() -> None:
    """Add what is new, drop what is gone, keep the rest; a distribution without texts gets no catalogue."""
    for place in places():
        template = template_of(place)
        if len(template):
            for language in LANGUAGES:
                _update(place, template, language)


def load(place: Place, language: str) -> Catalog:
    """The catalogue as it is in the tree; an empty one where there is none."""
    file = place.file(language)
    if not file.is_file():
        return Catalog(locale=language, project=place.name, charset="utf-8", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def merged(place: Place, template: Catalog, language: str) -> Catalog:
    """What the catalogue has to be: a text that changed is a new text, never a guess."""
    catalog = load(place, language)
    template.creation_date = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def written(place: Place, catalog: Catalog) -> bytes:
    catalog.header_comment = HEADER.replace("PROJECT", place.name).replace("LANGUAGE", str(catalog.locale_identifier))
    catalog.fuzzy = False
    catalog.version = catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    if isinstance(catalog.revision_date, str):  # not filled in yet
        catalog.revision_date = catalog.creation_date
    stream = io.BytesIO()
    write_po(stream, catalog, width=120, sort_output=True, include_lineno=False)
    return stream.getvalue()


def compiled(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def _update(place: Place, template: Catalog, language: str) -> None:
    catalog = merged(place, template, language)
    place.file(language).parent.mkdir(parents=True, exist_ok=True)
    place.file(language).write_bytes(written(place, catalog))
    place.file(language, "mo").write_bytes(compiled(catalog))
