"""The screens of Django's administration: they look, and change things only through use cases, by whom and why."""
