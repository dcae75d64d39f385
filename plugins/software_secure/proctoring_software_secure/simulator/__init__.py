"""A stand-in for the vendor on this machine, for demos, tests and walkthroughs. Never for real exams."""

from proctoring_software_secure.simulator.account import Account, AccountProblem, read_account
from proctoring_software_secure.simulator.server import Simulator, running_simulator
from proctoring_software_secure.simulator.state_file import StateUnusable

__all__ = ["Account", "AccountProblem", "Simulator", "StateUnusable", "read_account", "running_simulator"]
