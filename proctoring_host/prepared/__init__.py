"""Statements of the busiest paths, whose SQL is composed once instead of anew for every request."""

from proctoring_host.prepared.reads import Given, Prepared
from proctoring_host.prepared.writes import PreparedUpdate, insert, save

__all__ = ["Given", "Prepared", "PreparedUpdate", "insert", "save"]
