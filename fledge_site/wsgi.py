"""The site as a WSGI application, for servers that speak it. `manage.py serve` serves `fledge_site.asgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fledge_site.settings.production")
application = get_wsgi_application()

if not settings.LMS_DEMO:
    from fledge_site.accounts import refuse_demonstration_accounts

    refuse_demonstration_accounts()
