"""The REST API, with the paths, fields and status codes that clients of the reference know."""
