"""Plain pages for learners and staff, for the standalone host; every step works without a script."""
