"""What can happen to an attempt. Each module is one verb; `change` is the one way to another status."""
