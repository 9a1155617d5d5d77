"""Logos and signatures as they were when a certificate was printed with them, kept by their checksums."""

from hashlib import sha256

from ..models import FrozenPicture

#: Enough for a signature of 60 mm in print, and small in the file.
RENDITION = "max-640x320|format-png"
CONTENT_TYPE = "image/png"


def freeze(image):
    """Keep what `image`, a Wagtail image, shows now. Returns the SHA-256 of the picture, "" without an image.

    Drawn anew as PNG of bounded size: whatever else was in the file that somebody sent is gone.
    """
    if image is None:
        return ""
    with image.get_rendition(RENDITION).file.open("rb") as file:
        content = file.read()
    digest = sha256(content).hexdigest()
    FrozenPicture.objects.get_or_create(sha256=digest, defaults={"content": content, "content_type": CONTENT_TYPE})
    return digest


def frozen(digests):
    """Return {digest: bytes} of those of `digests` that are kept."""
    wanted = {digest for digest in digests if digest}
    if not wanted:
        return {}
    return {
        digest: bytes(content)
        for digest, content in FrozenPicture.objects.filter(sha256__in=wanted).values_list("sha256", "content")
    }
