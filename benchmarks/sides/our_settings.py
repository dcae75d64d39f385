"""The smallest site that runs our app, set up as that of the reference is.

Of the standalone host it has the apps and the two files of configuration, but not the middleware: what a site does for
its visitors' browsers would be measured as ours here, and left out on the other side. Nor does it read sessions and
accounts in that host's own way.
"""

from benchmarks.sides import world
from proctoring_host.standalone.settings import *  # noqa: F403

SESSION_ENGINE = world.SESSIONS
AUTHENTICATION_BACKENDS = [world.ACCOUNTS]
ROOT_URLCONF = "benchmarks.sides.our_urls"
# Log lines have the id of their request by it.
MIDDLEWARE = ["proctoring_host.web.correlation.Correlation", *world.MIDDLEWARE]
