"""The marks that make a function a hook, and an implementation of one."""

import pluggy

PROJECT = "proctoring"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
