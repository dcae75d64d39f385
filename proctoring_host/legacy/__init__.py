"""Classes written for the provider interface of edx-proctoring, as backends of this host.

`adapt(AcmeProvider)` is a backend class: a package can name the result in its entry point. Without any change to a
package, the registry does the same with what the entry-point group `openedx.proctoring` names, where the site's
settings allow it. Nothing of edx-proctoring is imported: what has the methods is such a class.
"""

from proctoring_host.legacy.adapter import LegacyBackend, adapt
from proctoring_host.legacy.provider import NotAProvider

__all__ = ["LegacyBackend", "NotAProvider", "adapt"]
