"""Which packages for events there are."""

from functools import cache
from importlib.util import find_spec


@cache
def is_installed(package: str) -> bool:
    """Looked for once in a process: asked with every change of an attempt."""
    return find_spec(package) is not None
