"""What comes in over HTTP. A view parses, calls one use case and answers; it decides nothing."""
