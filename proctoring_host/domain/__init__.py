"""The rules of an attempt as plain values and functions: no Django, no I/O, no clock of its own."""
