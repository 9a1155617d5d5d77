"""Pictures for print: whatever people upload becomes one PNG that a PDF shows as a browser shows the file.

Readers of PDF know neither orientation nor color profiles of files, and PDF/A allows one color space on a page.
"""

import struct
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageMath, ImageOps

from lms.exceptions import RuleError

#: Width and height in pixels into which a picture is fitted: enough for 60 mm in print, and small in the file.
SIZE = (640, 320)
#: Decoding takes up to four bytes a pixel.
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "HEIF")
#: How Pillow brings the levels of PNG files that have not eight bits a channel to eight, by its name of their mode.
WIDENED = {
    "L;2": lambda level: level * 85,
    "L;4": lambda level: level * 17,
    "RGB;16B": lambda levels: tuple(level >> 8 for level in levels),
}
#: What a decoder raises for a file that is damaged; that of AVIF a RuntimeError.
DAMAGED = (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, RuntimeError, struct.error)


def printable_png(image):
    """Return what `image`, a Wagtail image, shows now as the bytes of a PNG: upright, sRGB, 8 bits, at most `SIZE`.

    Of an animation it is the first frame. Whatever else was in the file that someone sent is gone.

    Raises:
        RuleError: it cannot be printed, and why.
    """
    try:
        with image.open_file() as file:
            return _png(_decode(file))
    except RuleError as error:
        reason = error
    except DAMAGED as error:
        reason = RuleError(_("The file is missing or damaged. Upload it again."))
        reason.__cause__ = error
    raise RuleError(_("“%(title)s” cannot be printed.") % {"title": image.title} + f" {reason}") from reason


def _decode(file):
    Image.init()
    try:
        picture = Image.open(file, formats=[each for each in FORMATS if each in Image.OPEN])
    except Image.UnidentifiedImageError as error:
        raise RuleError(_("Upload it as a PNG, JPEG, GIF, WebP, AVIF or HEIC file.")) from error
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()
    picture.draft(None, (max(SIZE), max(SIZE)))  # A large JPEG is decoded small.
    raw_mode = picture.tile[0].args if picture.format == "PNG" else ""
    picture.load()
    if "transparency" in picture.info and raw_mode in WIDENED:
        # Pillow widens or narrows the levels of the picture to eight bits, but not the one that is transparent.
        picture.info["transparency"] = WIDENED[raw_mode](picture.info["transparency"])
    return picture


def _too_large():
    return RuleError(
        _("It has more than %(limit)s million pixels. Make it smaller.") % {"limit": MOST_PIXELS // 1_000_000}
    )


def _png(picture):
    profile = picture.info.get("icc_profile")
    picture = _eight_bits(ImageOps.exif_transpose(picture))
    picture.thumbnail(SIZE)
    content = BytesIO()
    _srgb(picture, profile).save(content, "PNG")
    return content.getvalue()


def _eight_bits(picture):
    """Return `picture` in a mode of eight bits a channel, what is transparent in a channel of its own."""
    see_through = picture.info.get("transparency")
    if picture.mode.startswith("I;16"):
        gray = picture.point(lambda level: level * (1 / 257)).convert("L")
        if see_through is None:
            return gray
        # By itself Pillow compares the level with eight bits.
        opaque = ImageMath.lambda_eval(lambda of: (of["gray"] != see_through) * 255, gray=picture.convert("I"))
        return Image.merge("LA", (gray, opaque.convert("L")))
    if picture.mode in ("P", "PA") or (picture.mode in ("1", "L", "RGB") and see_through is not None):
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return picture
    raise RuleError(_("Its color format is not supported. Save it as an RGB PNG and upload that."))


def _srgb(picture, profile):
    """Return `picture` in the color space of the screen, without an alpha channel where nothing shines through."""
    alpha = picture.getchannel("A") if picture.mode in ("LA", "RGBA") else None
    color = picture.convert(picture.mode.removesuffix("A")) if alpha else picture
    if profile:
        try:
            source, screen = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            color = ImageCms.profileToProfile(color, source, screen, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # Browsers, too, show a picture whose profile is of no use as if it had none.
    color = color.convert("RGB")
    color.info.clear()
    if alpha and alpha.getextrema()[0] < 255:
        color.putalpha(alpha)
    return color
