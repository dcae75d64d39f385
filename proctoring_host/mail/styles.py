"""Styles where mail programs look for them: in each element."""

import css_inline

from proctoring_host.mail import budget

_INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def inlined(html: str) -> str:
    """The rules of `<style>` in the elements they are for; HTML without one is left as it is.

    `<style>` stays as well, for what cannot be inlined (media queries). Nothing is fetched from anywhere. Raises
    `SecurityError` for HTML that is too much for this, or becomes too much.
    """
    budget.check_markup(html)
    if "<style" not in html.lower():
        return html
    with budget.fresh_budget():
        styled = _INLINER.inline(html)
        budget.spend(output=len(styled))
    return styled
