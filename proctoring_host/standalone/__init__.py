"""The host as a site of its own: settings from files and environment, sign-in, and the command `proctoring`."""
