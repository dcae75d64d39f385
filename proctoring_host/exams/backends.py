"""Which backend an exam gets."""

from django.utils.translation import gettext as _

from proctoring_host.errors import InvalidValue
from proctoring_host.registry import get_registry


def backend_for(wanted: str | None, *, is_proctored: bool) -> str:
    """The configured backend of this name, or the default one; nothing for a timed exam where there is no default.

    A configured backend that cannot be used at the moment is taken: its exams wait for it. Raises `InvalidValue`.
    """
    registry = get_registry()
    known = [backend.name for backend in registry.backends()]
    name = wanted or registry.default_backend
    if name in known:
        return str(name)
    if wanted:
        raise InvalidValue(_unknown(wanted, known), field="backend")
    if is_proctored:
        raise InvalidValue(_("A proctored exam needs a backend, and no default one is configured."), field="backend")
    return ""


def _unknown(wanted: str, known: list[str]) -> str:
    if not known:
        return _("No backend is called {name}; none is configured.").format(name=wanted)
    return _("No backend is called {name}; configured are: {known}.").format(name=wanted, known=", ".join(known))
