"""The switch that turns special exams on for a site."""

from django.utils.translation import gettext as _

from proctoring_host import conf
from proctoring_host.errors import FeatureDisabled


def require_feature() -> None:
    """Raises FeatureDisabled, which pages and endpoints answer with 404 and this reason."""
    if not conf.get().enabled:
        raise FeatureDisabled(
            _("Special exams are switched off on this site (ENABLE_SPECIAL_EXAMS). Nothing that was saved is lost.")
        )
