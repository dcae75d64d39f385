"""The checks of a backend, by what they are about; `proctoring_host.testing.suite` puts them together."""
