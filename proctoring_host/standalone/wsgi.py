"""For WSGI servers: `proctoring_host.standalone.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proctoring_host.standalone.settings")

application = get_wsgi_application()
