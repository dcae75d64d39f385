"""A whole installation on this machine: what `proctoring demo` and `proctoring walkthrough` start."""
