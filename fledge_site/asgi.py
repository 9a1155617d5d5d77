"""The site as an ASGI application: pages on a small pool of lasting threads, streams on the event loop.

Django's own ASGI handler runs every request in a new thread, which opens a database connection of its own and throws
it away; so pages go to `fledge_site.pages`. What stays open for minutes, the server-sent events of brainstorms, goes to
Django's own handler, which waits on the event loop.
"""

import asyncio
import os
import re

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fledge_site.settings.production")

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from fledge_site.body_limits import most_bytes
from fledge_site.pages import Pages

# Where `fledge_site.urls` puts them.
STREAMS = re.compile(r"/learning/brainstorms/[0-9]+/(console/)?stream/")
BODY_HEADERS = {b"content-length", b"transfer-encoding"}

pages = Pages(get_wsgi_application(), most_bytes=most_bytes)
streams = get_asgi_application()
is_accepted = settings.LMS_DEMO


async def application(scope, receive, send):
    """Serve pages from the pool and streams from the event loop."""
    if scope["type"] == "lifespan":
        await start(receive, send)
        return
    if not is_accepted:
        await accept()
    await (streams if is_stream(scope) else pages)(scope, receive, send)


def is_stream(scope):
    """Whether Django's own handler answers: it takes a body whatever its size, and each page in a thread of its own."""
    return (
        scope["method"] == "GET"
        and STREAMS.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
        and BODY_HEADERS.isdisjoint(name for name, _ in scope["headers"])
    )


async def start(receive, send):
    """Tell the server whether this site may start, where it asks before the first request (`lifespan`)."""
    await receive()
    try:
        await accept()
    except ImproperlyConfigured as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def accept():
    """Refuse the accounts of the demonstration in production, by a question that a thread asks the database.

    A server imports this module on its event loop, where no such question may be asked.
    """
    global is_accepted
    if not is_accepted:
        from fledge_site.accounts import refuse_demonstration_accounts

        await asyncio.get_running_loop().run_in_executor(pages.threads, refuse_demonstration_accounts)
        is_accepted = True
