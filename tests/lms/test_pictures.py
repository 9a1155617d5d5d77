"""Pictures of every kind become one that a PDF shows as a browser shows the file, or are refused with the reason."""

import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image

from lms.exceptions import RuleError
from lms.files import pictures
from tests.factories.files import ImageFactory
from tests.picture_files import FILES, halves, saved


@dataclass
class Upload:
    """What is asked of a Wagtail image. One with a damaged file cannot be made by the model."""

    content: bytes
    title: str = "Logo.png"

    @contextmanager
    def open_file(self):
        yield BytesIO(self.content)


def shown(content):
    """Return what is printed on white paper."""
    picture = Image.open(BytesIO(content)).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


def is_like(color, expected):
    """Whether no channel of two colors differs more than lossy files and scaling make it."""
    return all(abs(one - other) <= 12 for one, other in zip(color, expected, strict=True))


@pytest.mark.parametrize("name", FILES)
def test_picture_of_every_kind_is_prepared_as_it_looks(name):
    content, left, right = FILES[name]
    prepared = pictures.printable_png(Upload(content, name))
    picture = shown(prepared)
    assert is_like(picture.getpixel((picture.width // 4, picture.height // 2)), left)
    assert is_like(picture.getpixel((picture.width * 3 // 4, picture.height // 2)), right)
    width, depth, color_type = struct.unpack(">16xI4xBB", prepared[:26])
    assert (width <= pictures.SIZE[0], depth) == (True, 8)
    assert color_type in (2, 6), "RGB, with or without alpha"


def test_what_else_is_in_a_file_is_left_out():
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    content = saved(halves(), "JPEG", exif=exif, comment=b"Taken at home")
    assert b"Taken at home" in content
    prepared = Image.open(BytesIO(pictures.printable_png(Upload(content))))
    prepared.load()
    assert prepared.info == {}


def test_same_file_gives_the_same_bytes():
    content, _left, _right = FILES["large.jpg"]
    assert pictures.printable_png(Upload(content)) == pictures.printable_png(Upload(content))


def claiming(content, width, height):
    """Return a PNG file that says it is of another size."""
    header = b"IHDR" + struct.pack(">II", width, height) + content[24:29]
    return content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]


DAMAGED = "“Logo.png” cannot be printed. The file is missing or damaged. Upload it again."
LARGE = "“Logo.png” cannot be printed. It has more than 40 million pixels. Make it smaller."
FOREIGN = "“Logo.png” cannot be printed. Upload it as a PNG, JPEG, GIF, WebP, AVIF or HEIC file."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (saved(Image.effect_noise((200, 200), 50))[:9000], DAMAGED),
        (FILES["rgb.jpg"][0][:-200], DAMAGED),
        (FILES["rgb.avif"][0].replace(b"av01", b"av0x"), DAMAGED),
        (saved(Image.new("1", (8000, 6000))), LARGE),
        (claiming(saved(halves()), 60_000, 60_000), LARGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", FOREIGN),
        (saved(halves(), "TIFF"), FOREIGN),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", FOREIGN),
        (b"", FOREIGN),
    ],
    ids=["half PNG", "half JPEG", "broken AVIF", "48 megapixels", "bomb", "SVG", "TIFF", "EPS", "empty"],
)
def test_picture_that_cannot_be_printed_is_refused_with_the_reason(content, sentence):
    with pytest.raises(RuleError) as caught:
        pictures.printable_png(Upload(content))
    assert str(caught.value) == sentence


@pytest.mark.django_db
def test_missing_file_is_told():
    image = ImageFactory(title="Logo.png")
    image.file.storage.delete(image.file.name)
    with pytest.raises(RuleError) as caught:
        pictures.printable_png(image)
    assert str(caught.value) == DAMAGED


def test_colors_stored_in_a_rare_way_are_refused():
    """Older versions of Pillow read some files so."""
    with pytest.raises(RuleError, match="Its color format is not supported"):
        pictures._png(Image.new("F", (9, 9)))
