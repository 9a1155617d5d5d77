"""The site as a WSGI application, for servers that speak it; `lms.site.asgi` serves this one too."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.site.settings.production")
application = get_wsgi_application()
