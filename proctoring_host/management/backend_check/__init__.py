"""`proctoring backend-check`: a backend and its vendor's sandbox, tried in the safe part of what they do together."""

from proctoring_host.management.backend_check.course import examine
from proctoring_host.management.backend_check.steps import Outcome, Step

__all__ = ["Outcome", "Step", "examine"]
