"""What open pages learn by themselves: by a stream of server-sent events under ASGI, else by asking.

Both tell the same updates of the same events. A part of a page that only few people have open, such as the console's
counts, is fetched when an update says that something is new.
"""

import hashlib

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from brainstorm.ideas.visits import visit_of
from brainstorm.live.hub import Viewer, current_hub, in_pool
from brainstorm.live.updates import Channel, Reader, kept_update, number_of, state_of
from brainstorm.sessions.models.brainstorms import BrainstormEvent
from brainstorm.sessions.permissions import facilitated_or_404, seat_required
from lms.roles.permissions import sign_in_required

DESK = BrainstormEvent.Audience.DESK


def live_fragment(request, *, tag, template, context):
    """Render `template`, or answer 304 if the browser has the version called `tag`.

    `tag` must be made only of what this person may know: an ETag that grows with hidden ideas would betray them.
    `context` is a function, called only when there is something to render.
    """
    return conditional(
        request,
        tag=f"{tag}-{get_language()}",
        respond=lambda: HttpResponse(render_to_string(template, context(), request)),
    )


def conditional(request, *, tag, respond):
    """Answer 304 if the browser has the version called `tag`, else with what `respond()` returns."""
    etag = quote_etag(tag)
    response = get_conditional_response(request, etag=etag) or respond()
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@sign_in_required
def _at_the_desk(request, pk):
    return facilitated_or_404(request.user, pk), Reader(user=request.user.pk)


@seat_required
def _in_the_room(request, pk):
    visit = visit_of(request, pk)
    if visit.participation:
        return visit.brainstorm, Reader(participation=visit.participation.pk)
    return visit.brainstorm, Reader(user=request.user.pk)


def _reader(request, pk, audience):
    """Return the brainstorm and who listens: facilitators to all, participants to what the room may know.

    Returns a response in place of the two where someone has to sign in first. Raises Http404 for all others.
    """
    return _at_the_desk(request, pk) if audience == DESK else _in_the_room(request, pk)


def _number(text):
    """Return the number of an event that a browser names; 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_GET
def events(request, pk, audience):
    """The update since event `after`, as JSON, or 304: for browsers without a stream."""
    found = _reader(request, pk, audience)
    if isinstance(found, HttpResponse):
        return found
    brainstorm, _who = found
    after = _number(request.GET.get("after", ""))
    version = number_of(brainstorm, audience), state_of(brainstorm, brainstorm.participations.count())
    channel = Channel(brainstorm.pk, audience, get_language(), get_script_prefix())
    return conditional(
        request,
        tag=hashlib.sha256(repr((channel, after, version)).encode()).hexdigest()[:24],
        respond=lambda: JsonResponse(kept_update(channel, after, version).changes),
    )


@require_GET
async def stream(request, pk, audience):
    """The same updates as they happen, as server-sent events. 204 under WSGI, where the browser goes on to ask.

    A browser that was cut off says in Last-Event-ID where it was; a page that opens the stream, in `after`.
    """
    is_asgi = hasattr(request, "scope")
    found = await (
        in_pool(_reader, request, pk, audience) if is_asgi else sync_to_async(_reader)(request, pk, audience)
    )
    if isinstance(found, HttpResponse):
        return found
    if not is_asgi:
        return HttpResponse(status=204)
    brainstorm, who = found
    after = _number(request.headers.get("Last-Event-ID") or request.GET.get("after", ""))
    channel = Channel(brainstorm.pk, audience, get_language(), get_script_prefix())
    # A host's middleware may have opened a connection in the thread of this request, which lasts as long as the stream.
    await sync_to_async(connections.close_all)()
    messages = current_hub().stream(channel, Viewer(who, is_superuser=request.user.is_superuser), after)
    return StreamingHttpResponse(
        messages,
        content_type="text/event-stream",
        headers={
            "Cache-Control": "no-store, no-transform",
            "Content-Encoding": "identity",  # keeps middleware from compressing, which would hold messages back
            "X-Accel-Buffering": "no",  # the same for nginx
        },
    )
