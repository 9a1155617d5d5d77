"""Files of pictures as people upload them, one of every kind. The left half has one color, the right half another."""

import struct
import zlib
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()

RED, BLUE, GREEN, DARK, LIGHT = (200, 40, 40), (40, 80, 200), (40, 160, 60), (60,) * 3, (200,) * 3
BLACK, WHITE = (0,) * 3, (255,) * 3
SIZE = (120, 60)


def halves(left=RED, right=BLUE, *, mode="RGB", size=SIZE):
    """Return a picture; of two colors without brightness of their own, such as indices or levels, too."""
    picture = Image.new(mode, size, right)
    picture.paste(left, (0, 0, size[0] // 2, size[1]))
    return picture


def saved(picture, kind="PNG", **options):
    content = BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def _chunk(name, content):
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png(left, right, *, depth, color_type, transparent=b"", size=SIZE):
    """Return a PNG file that Pillow does not write, of two halves, each given by the bytes of one or more pixels."""
    width, height = size
    bits = depth * {0: 1, 2: 3, 4: 2}[color_type]
    repeats = width // 2 * bits // (8 * len(left))
    row = b"\0" + left * repeats + right * repeats
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + (_chunk(b"tRNS", transparent) if transparent else b"")
        + _chunk(b"IDAT", zlib.compress(row * height))
        + _chunk(b"IEND", b"")
    )


def _interlaced():
    """Return a PNG file that is refined in seven passes (Adam7)."""
    (width, height), rows = SIZE, []
    for x0, y0, dx, dy in (
        *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        row = b"".join(bytes(RED if x < width // 2 else BLUE) for x in range(x0, width, dx))
        rows += [b"\0" + row] * len(range(y0, height, dy))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    data = zlib.compress(b"".join(rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def swapped_profile():
    """Return a color profile in which red and green have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def _palette(**options):
    picture = halves(0, 1, mode="P")
    picture.putpalette([*RED, *BLUE])
    return saved(picture, **options)


def _turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    return saved(halves().rotate(90, expand=True), "JPEG", exif=exif)


def _animated(kind):
    return saved(halves(), kind, save_all=True, append_images=[Image.new("RGB", SIZE, GREEN)], duration=100)


def _level(value):
    return struct.pack(">H", value * 257)


#: {name: (bytes, color of the left half, of the right half)}; what is transparent shows the white paper.
FILES = {
    "1 bit.png": (saved(halves(0, 255, mode="1")), BLACK, WHITE),
    "1 bit transparent.png": (saved(halves(0, 255, mode="1"), transparency=0), WHITE, WHITE),
    "4 bits transparent.png": (png(b"\x44", b"\xbb", depth=4, color_type=0, transparent=b"\0\x0b"),
                               (68,) * 3, WHITE),
    "gray.png": (saved(halves(60, 200, mode="L")), DARK, LIGHT),
    "gray.jpg": (saved(halves(60, 200, mode="L"), "JPEG"), DARK, LIGHT),
    "gray transparent.png": (saved(halves(60, 200, mode="L"), transparency=200), DARK, WHITE),
    "gray alpha.png": (saved(halves((60, 255), (60, 0), mode="LA")), DARK, WHITE),
    "gray 16.png": (png(_level(60), _level(200), depth=16, color_type=0), DARK, LIGHT),
    "gray 16 transparent.png": (
        png(_level(60), _level(200), depth=16, color_type=0, transparent=_level(200)), DARK, WHITE
    ),
    "gray 16 alpha.png": (png(_level(60) + _level(255), _level(60) + _level(0), depth=16, color_type=4), DARK, WHITE),
    "palette.png": (_palette(), RED, BLUE),
    "palette transparent.png": (_palette(transparency=1), RED, WHITE),
    "palette half transparent.png": (_palette(transparency=bytes((255, 128))), RED, (147, 167, 227)),
    "rgb.png": (saved(halves()), RED, BLUE),
    "rgb interlaced.png": (_interlaced(), RED, BLUE),
    "rgb transparent.png": (saved(halves(), transparency=BLUE), RED, WHITE),
    "rgb 16.png": (
        png(b"".join(map(_level, RED)), b"".join(map(_level, BLUE)), depth=16, color_type=2), RED, BLUE
    ),
    "rgb 16 transparent.png": (
        png(b"\xc8\x01\x28\x02\x28\x03", b"\x28\x01\x50\x02\xc8\x03", depth=16, color_type=2,
            transparent=b"\x28\x01\x50\x02\xc8\x03"), RED, WHITE
    ),
    "rgba.png": (saved(halves((*RED, 255), (*BLUE, 0), mode="RGBA")), RED, WHITE),
    "rgba half transparent.png": (saved(halves((*RED, 255), (*BLUE, 128), mode="RGBA")), RED, (147, 167, 227)),
    "profile.png": (saved(halves(), icc_profile=swapped_profile()), (40, 200, 40), (80, 40, 200)),
    "broken profile.png": (saved(halves(), icc_profile=b"no profile"), RED, BLUE),
    "rgb.jpg": (saved(halves(), "JPEG"), RED, BLUE),
    "progressive.jpg": (saved(halves(), "JPEG", progressive=True), RED, BLUE),
    "cmyk.jpg": (saved(halves().convert("CMYK"), "JPEG"), RED, BLUE),
    "turned.jpg": (_turned(), RED, BLUE),
    "large.jpg": (saved(halves(size=(4000, 2000)), "JPEG"), RED, BLUE),
    "transparent.gif": (_palette(kind="GIF", transparency=1), RED, WHITE),
    "animated.gif": (_animated("GIF"), RED, BLUE),
    "animated.webp": (_animated("WEBP"), RED, BLUE),
    "alpha.webp": (saved(halves((*RED, 255), (*BLUE, 0), mode="RGBA"), "WEBP", lossless=True), RED, WHITE),
    "rgb.avif": (saved(halves(), "AVIF"), RED, BLUE),
    "rgb.heic": (saved(halves(), "HEIF"), RED, BLUE),
    "one pixel.png": (saved(Image.new("RGB", (1, 1), RED)), RED, RED),
    "wide.png": (saved(halves(size=(3000, 4))), RED, BLUE),
    "tall.png": (saved(halves(size=(40, 3000))), RED, BLUE),
}  # fmt: skip
