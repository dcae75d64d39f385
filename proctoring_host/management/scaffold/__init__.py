"""New projects from folders of templates: `proctoring new-backend` and `proctoring new-theme`.

A folder of templates is the project as it will be. A file whose name ends in `.jinja` is rendered, and is left out when
nothing but white space comes of it; every other file is copied as it is, so it may itself be a template for mails.
Names of folders and files are rendered too: `proctoring_{{ name }}/backend.py.jinja`.
"""

from proctoring_host.management.scaffold.asking import Ask, asker, slug
from proctoring_host.management.scaffold.files import File, add_arguments, render, write

__all__ = ["Ask", "File", "add_arguments", "asker", "render", "slug", "write"]
