"""`python -m proctoring_host.standalone` is the console script `proctoring`."""

from proctoring_host.standalone.cli import main

main()
