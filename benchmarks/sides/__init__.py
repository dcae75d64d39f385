"""The sides of the comparison. Each runs in a process of its own, with the packages of its own environment.

What is here is imported by the environment of the reference too: only the standard library and Django are common.
"""
