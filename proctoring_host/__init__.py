"""A host for exam proctoring backends: the names a plugin author needs, and nothing else."""

from proctoring_host.backend import Backend, BackendOptions, Capability, Services, secret
from proctoring_host.hookspecs import hookimpl

__version__ = "0.1.0"

__all__ = ["Backend", "BackendOptions", "Capability", "Services", "__version__", "hookimpl", "secret"]
