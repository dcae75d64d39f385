"""The documented REST contract of proctoring vendors: usable by configuration alone, and as a base class."""

__version__ = "0.1.0"
