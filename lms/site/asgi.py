"""The site as an ASGI application: Django on a small pool of lasting threads.

Django's own ASGI handler runs every request in a new thread, which opens a database connection of its own and throws
it away. Lasting threads keep theirs; `bench/README.md` has the figures. What stays open for minutes, the server-sent
events of brainstorms, goes to Django's own handler instead, which waits on the event loop.
"""

import re

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

from lms.site.wsgi import application as wsgi_application

STREAMS = re.compile(r"/brainstorms/\d+/(console/)?stream/$")
THREADS = 8

pages = WSGIMiddleware(wsgi_application, workers=THREADS)
streams = get_asgi_application()


async def application(scope, receive, send):
    """Serve pages from the pool and streams from the event loop."""
    if scope["type"] == "http" and STREAMS.search(scope["path"]):
        await streams(scope, receive, send)
    else:
        await pages(scope, receive, send)
