"""What the host costs: run by `make bench`."""
