"""Times as people say them."""

from proctoring_host.domain.words import Translator


def humanise(minutes: int, translate: Translator) -> str:
    """Like "45 minutes", "2 hours" or "1 hour and 30 minutes", in the language of `translate`.

    A part that is zero is left out, unless all is. Negative time is none.
    """
    hours, rest = divmod(max(0, minutes), 60)
    in_hours = translate.ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    in_minutes = translate.ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    if hours and rest:
        both = {"hours": in_hours, "minutes": in_minutes}
        return translate.gettext("%(hours)s and %(minutes)s") % both
    return in_hours if hours else in_minutes
