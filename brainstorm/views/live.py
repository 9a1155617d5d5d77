"""Small parts of a page that a browser asks for again and again; "nothing new" costs a few short queries."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language


def live_fragment(request, *, tag, template, context):
    """Render `template`, or answer 304 if the browser has the version called `tag`.

    `tag` must be made only of what this person may know: an ETag that grows with hidden ideas would betray them.
    `context` is a function, called only when there is something to render.
    """
    etag = quote_etag(f"{tag}-{get_language()}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(render_to_string(template, context(), request))
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
