"""One module for each kind of table, one class for each table."""
