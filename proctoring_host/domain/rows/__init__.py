"""The rows of the transition table, by who asks."""
