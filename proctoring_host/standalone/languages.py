"""Which languages the standalone host speaks, when the site's files name none."""

from django.conf.locale import LANG_INFO

# Those that the kit has texts in; in any other, a page would be half English.
TRANSLATED = ("ar", "de", "en", "es", "fr", "uk")


def languages(site: object) -> list[tuple[str, str]]:
    """Code and own name of each; the site's own language is always among them, as Django asks for."""
    codes = [*TRANSLATED, *([site] if isinstance(site, str) and site not in TRANSLATED else [])]
    return [(code, str(LANG_INFO.get(code, {}).get("name_local", code))) for code in codes]
