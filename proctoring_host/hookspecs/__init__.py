"""The hooks of the proctoring kit, in the order in which they fire.

Backend hooks (first half) are *addressed*: the host calls each on exactly the backend of the exam or attempt,
in the order of the table below, and another vendor's code never runs. They are methods of a `Backend` subclass,
marked `@hookimpl`. A platform plugin may only wrap them (`@hookimpl(wrapper=True)`).

Platform hooks (second half) are *collected* or *broadcast*: every plugin that implements one is asked, one by
one, and one that raises stops neither the others nor the host. They are functions of a module named by an entry
point in the group `proctoring.plugins`, or methods of a backend, which is then asked only about its own attempts.

Hooks receive frozen dataclasses of `proctoring_host.data`. An implementation may leave out an argument.
"""

from proctoring_host.backend import BackendOptions
from proctoring_host.hookspecs.backends import REQUIRED_HOOKS, BackendHooks
from proctoring_host.hookspecs.markers import PROJECT, hookimpl, hookspec
from proctoring_host.hookspecs.platforms import PlatformHooks

__all__ = [
    "PROJECT",
    "REQUIRED_HOOKS",
    "BackendHooks",
    "BackendOptions",
    "PlatformHooks",
    "hookimpl",
    "hookspec",
]
