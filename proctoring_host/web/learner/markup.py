"""A vendor's words on our page."""

import nh3
from markupsafe import Markup

TAGS = {"a", "b", "br", "code", "em", "i", "kbd", "li", "ol", "p", "strong", "ul"}
SCHEMES = {"http", "https", "mailto", "tel"}


def safe_markup(text: str) -> Markup:
    """With a little markup, and nothing that runs, loads or looks like a part of the page. Links open a new tab."""
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Markup(cleaned)  # noqa: S704  that is what it was cleaned for
