"""The standalone host's settings, but for what all sides have alike."""

from benchmarks.sides import world
from proctoring_host.standalone.settings import *  # noqa: F403

SESSION_ENGINE = world.SESSIONS
