"""A vendor of the REST kind on this machine, strict about the contract. For demos and tests, never for real exams."""

from proctoring_rest_backend.simulator.credentials import AccountProblem, VendorAccount, read_account
from proctoring_rest_backend.simulator.server import Simulator, running_simulator

__all__ = ["AccountProblem", "Simulator", "VendorAccount", "read_account", "running_simulator"]
