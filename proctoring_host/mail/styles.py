"""Styles where mail programs look for them: in each element."""

import css_inline

_INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def inlined(html: str) -> str:
    """The rules of `<style>` in the elements they are for; HTML without one is left as it is.

    `<style>` stays as well, for what cannot be inlined (media queries). Nothing is fetched from anywhere.
    """
    return _INLINER.inline(html) if "<style" in html.lower() else html
