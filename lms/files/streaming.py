"""Parts of a video file: browsers seek by asking for them, and some play nothing that cannot be asked for so."""

import re

from django.http import HttpResponse

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


#: Bytes of one answer. A browser that wants more asks again; so no request holds a worker or its memory for long.
PART_BYTES = 2 * 1024 * 1024


def wanted_range(header, size):
    """Return (first, last) byte that a `Range` header asks of a file of `size` bytes, or None if it has no such part.

    Raises:
        ValueError: the header is none that a single part can answer, so the whole file is the right answer.
    """
    match = RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        raise ValueError(header)
    if match[1] == "":  # The last so many bytes.
        return (max(size - int(match[2]), 0), size - 1) if int(match[2]) and size else None
    first, last = int(match[1]), min(int(match[2] or size), size - 1)
    return (first, last) if first <= last else None


def serve_part(document, request):
    """Answer a request for a part of the video `document`; return None for anything else, which Wagtail then serves."""
    header = request.headers.get("Range")
    if not header or not document.content_type.startswith(("video/", "audio/")):
        return None
    size = document.file.size
    try:
        wanted = wanted_range(header, size)
    except ValueError:
        return None
    if wanted is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = wanted
    last = min(last, first + PART_BYTES - 1)
    with document.file.open("rb") as file:
        file.seek(first)
        body = file.read(last - first + 1)
    return HttpResponse(
        body,
        status=206,
        content_type=document.content_type,
        headers={
            "Accept-Ranges": "bytes",
            "Content-Range": f"bytes {first}-{last}/{size}",
            "X-Content-Type-Options": "nosniff",
        },
    )
