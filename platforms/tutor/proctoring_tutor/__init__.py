"""Puts proctoring-host into Open edX where Tutor runs it."""

__version__ = "0.1.0"
