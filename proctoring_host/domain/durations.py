"""Times as people say them."""

from proctoring_host.domain.words import Ngettext


def humanise(minutes: int, ngettext: Ngettext) -> str:
    """Like "45 minutes", "2 hours" or "1 hour and 30 minutes", in the language of `ngettext`.

    A part that is zero is left out, unless all is. Negative time is none.
    """
    hours, rest = divmod(max(0, minutes), 60)
    if not hours:
        return ngettext("%(minutes)d minute", "%(minutes)d minutes", rest) % {"minutes": rest}
    in_hours = ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    if not rest:
        return in_hours
    both = ngettext("%(hours)s and %(minutes)d minute", "%(hours)s and %(minutes)d minutes", rest)
    return both % {"hours": in_hours, "minutes": rest}


def whole_minutes(seconds: int | None) -> int | None:
    """As clients of the reference know a time limit; None before there is one."""
    return None if seconds is None else seconds // 60
