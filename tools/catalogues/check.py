"""Finds what is missing or malformed in a catalogue."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from babel.messages.catalog import Catalog, Message

from tools.catalogues import keep
from tools.catalogues.extract import template_of
from tools.catalogues.places import LANGUAGES, Place, places

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
ADDRESS = re.compile(r"https?://[^\s<\"']+")


def problems() -> list[str]:
    """Of all catalogues, a sentence each."""
    return [found for place in places() if len(template := template_of(place)) for found in _of_place(place, template)]


def _of_place(place: Place, template: Catalog) -> Iterator[str]:
    for language in LANGUAGES:
        where = f"{place.name}, {language}"
        if keep.written(place, keep.merged(place, template, language)) != _bytes(place, language, "po"):
            yield f"{where}: the catalogue is not as the code has it; run: make messages"
        catalog = keep.load(place, language)
        if keep.compiled(catalog) != _bytes(place, language, "mo"):
            yield f"{where}: the compiled catalogue is not as the catalogue has it; run: make messages"
        yield from (f"{where}: {problem}" for problem in of_catalog(catalog))


def _bytes(place: Place, language: str, ending: str) -> bytes:
    file = place.file(language, ending)
    return file.read_bytes() if file.is_file() else b""


def of_catalog(catalog: Catalog) -> Iterator[str]:
    """What is wrong with its messages."""
    if not catalog.plural_forms:
        yield "it says nothing of plurals"
    for message in catalog:
        if message.id:
            yield from (f"{_shown(message)}: {wrong}" for wrong in _of_message(catalog, message))


def _shown(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return repr(text if len(text) < 60 else text[:57] + "...")


def _of_message(catalog: Catalog, message: Message) -> Iterator[str]:
    originals, forms = _texts(message.id), _texts(message.string)
    if not all(forms):
        yield "it is not translated"
        return
    if message.fuzzy:
        yield "it is marked as a guess"
    if message.pluralizable and len(forms) != catalog.num_plurals:
        yield f"it has {len(forms)} forms and needs {catalog.num_plurals}"
    for form in forms:
        yield from _of_form(originals, form)


def _texts(value: Sequence[str] | str | None) -> tuple[str, ...]:
    return (value or "",) if isinstance(value, str | None) else tuple(value)


def _of_form(originals: tuple[str, ...], form: str) -> Iterator[str]:
    # A plural form may leave out the number: "one minute".
    wanted = [Counter(PLACEHOLDER.findall(text)) for text in originals]
    given = Counter(PLACEHOLDER.findall(form))
    if given not in wanted and not (len(originals) > 1 and given <= wanted[-1]):
        yield f"placeholders are {sorted(given)} instead of {sorted(wanted[-1])}"
    for name, pattern in (("markup", TAG), ("addresses", ADDRESS)):
        if Counter(pattern.findall(form)) not in [Counter(pattern.findall(text)) for text in originals]:
            yield f"{name} differ from the original's"
    if form != form.strip() and originals[-1] == originals[-1].strip():
        yield "there is space at an end of it"
    if (form[-1:] == ".") != (originals[-1][-1:] == ".") and form[-1:] not in ".。؟":
        yield "it ends otherwise than the original"
