"""A scripted vendor for demos and tests: `mock` plays a vendor, `null` does nothing at all."""

__version__ = "0.1.0"
