"""Logos and signatures as they were when a certificate was printed with them, kept by their checksums."""

from hashlib import sha256

from django.core.cache import cache

from certificates.records.models import FrozenPicture
from lms.files.pictures import printable_png

CONTENT_TYPE = "image/png"


def freeze(image):
    """Keep what `image`, a Wagtail image, shows now. Returns the SHA-256 of the picture, "" without an image.

    Raises:
        RuleError: it cannot be printed, and why.
    """
    if image is None:
        return ""
    # A batch asks for the same picture a thousand times.
    cache_key = f"lms_certificates.picture.{image.pk}.{image.file_hash}"
    digest = cache.get(cache_key)
    if digest and FrozenPicture.objects.filter(pk=digest).exists():
        return digest
    content = printable_png(image)
    digest = sha256(content).hexdigest()
    FrozenPicture.objects.get_or_create(sha256=digest, defaults={"content": content, "content_type": CONTENT_TYPE})
    cache.set(cache_key, digest)
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
