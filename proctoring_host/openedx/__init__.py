"""The host inside Open edX: how the platform finds it, and what it takes over from there. Nothing else builds on it."""
