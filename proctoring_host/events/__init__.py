"""Ways out of the process for events; each is used where the package that provides it is installed."""
