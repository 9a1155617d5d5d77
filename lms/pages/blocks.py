"""Blocks of text and pictures that any page of Fledge may use. They know nothing of courses."""

from pathlib import PurePath

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

TEXT, SHOW, DO = _("Text"), _("Examples and media"), _("Activities")
INLINE_FEATURES = ["bold", "italic", "link", "code"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul", "document-link"]


class PagePreview:
    """Mixed into a block, shows it in Wagtail's list of blocks as it will look on a page of Fledge."""

    preview_template = "lms/pages/block_preview.html"

    def get_preview_template(self, value, context=None):
        return self.preview_template


def suffix_of(document):
    """Return how the name of the file of `document` ends, with its dot, in lower case; "" for no document."""
    name = document["filename"] if isinstance(document, dict) else document.filename if document else ""
    return PurePath(name).suffix.lower()


def clean_children(block, value):
    """Return the value of a StructBlock cleaned child by child, and {name: error} of what is wrong with them.

    `StructBlock.clean` raises at once; a block that has more to say collects its own errors with these.
    """
    try:
        return blocks.StructBlock.clean(block, value), {}
    except StructBlockValidationError as error:
        return value, dict(error.block_errors)


class ParagraphBlock(PagePreview, blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(**({"features": TEXT_FEATURES} | kwargs))

    class Meta:
        icon = "pilcrow"
        group = TEXT
        label = _("Paragraph")
        description = _("Body text with lists and links.")
        template = "lms/pages/blocks/paragraph.html"
        preview_value = "<p>People follow people. Start with the colleague whose work touches yours.</p>"


class HeadingBlock(PagePreview, blocks.CharBlock):
    class Meta:
        icon = "title"
        group = TEXT
        label = _("Heading")
        description = _("A heading within the text.")
        template = "lms/pages/blocks/heading.html"
        preview_value = "Follow before you post"


def language_choices():
    """Return the languages that Django knows, each in its own words, as choices of a form."""
    return sorted(((code, info["name_local"]) for code, info in LANG_INFO.items() if "name_local" in info), key=str)


class FigureBlock(PagePreview, blocks.StructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(required=False, max_length=250)

    preview_template = "lms/pages/block_previews/image.html"

    class Meta:
        icon = "image"
        group = SHOW
        label = _("Image")
        description = _("A picture with alternative text and a caption.")
        template = "lms/pages/blocks/figure.html"
        preview_value = {"image": None, "caption": "The wagtail: small, quick, and always in company."}


class VideoValue(blocks.StructValue):
    @property
    def file_type(self):
        """The media type by the name of the file, as browsers need it."""
        return VideoBlock.FILE_TYPES.get(suffix_of(self["video"]), "")


class VideoBlock(PagePreview, blocks.StructBlock):
    """A video of the site's own: pages ask nothing of another host, so nothing is embedded."""

    FILE_TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}

    title = blocks.CharBlock(max_length=120)
    video = DocumentChooserBlock(help_text=_("An MP4 or WebM file."))
    poster = ImageChooserBlock(required=False, help_text=_("The picture shown before it plays."))
    captions = DocumentChooserBlock(required=False, help_text=_("A WebVTT file (.vtt)."))
    captions_language = blocks.ChoiceBlock(choices=language_choices, default="en")
    transcript = blocks.RichTextBlock(
        features=TEXT_FEATURES, required=False, help_text=_("What is said and shown, for people who prefer to read.")
    )

    class Meta:
        icon = "media"
        group = SHOW
        label = _("Video")
        description = _("A video file with captions or a transcript.")
        template = "lms/pages/blocks/video.html"
        value_class = VideoValue
        preview_value = {
            "title": "Follow a colleague in one minute",
            "transcript": "<p>We open the search, type a name, and press <b>Follow</b>.</p>",
        }

    def get_preview_value(self):
        value = super().get_preview_value()
        value["video"] = {"filename": "follow.mp4"}
        return value

    def clean(self, value):
        value, errors = clean_children(self, value)
        if value.get("video") and suffix_of(value.get("video")) not in self.FILE_TYPES:
            errors.setdefault("video", ValidationError(_("Choose an MP4 or WebM file. Browsers can play those.")))
        if value.get("captions") and suffix_of(value.get("captions")) != ".vtt":
            errors.setdefault("captions", ValidationError(_("Choose a WebVTT file whose name ends in .vtt.")))
        if not (self.is_deferred_validation or value.get("captions") or value.get("transcript")):
            sentence = _("Add captions or a transcript for people who cannot hear the video or have the sound off.")
            errors.setdefault("captions", ValidationError(sentence))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value


class DownloadBlock(PagePreview, blocks.StructBlock):
    document = DocumentChooserBlock()
    title = blocks.CharBlock(
        max_length=120, required=False, help_text=_("Leave blank to use the title of the document.")
    )
    description = blocks.CharBlock(max_length=250, required=False)

    class Meta:
        icon = "download"
        group = DO
        label = _("Download")
        description = _("A file to download, with its type and size.")
        template = "lms/pages/blocks/download.html"
        preview_value = {"title": "Checklist: a profile people recognize", "description": "One page, to print."}

    def get_preview_value(self):
        value = super().get_preview_value()
        value["document"] = {"url": "", "title": "", "file_extension": "pdf", "get_file_size": 48_000}
        return value


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=TEXT_FEATURES, required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class StepsBlock(PagePreview, blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    steps = blocks.ListBlock(StepBlock(), min_num=1)

    class Meta:
        icon = "list-ol"
        group = DO
        label = _("Numbered steps")
        description = _("What to do, step by step.")
        template = "lms/pages/blocks/steps.html"
        preview_value = {
            "title": "Follow a colleague",
            "steps": [{"title": "Open the search", "text": "<p>It is the magnifying glass at the top.</p>"}],
        }


class CalloutBlock(PagePreview, blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[
            ("tip", _("Tip")),
            ("note", _("Good to know")),
            ("warning", _("Careful")),
            ("why", _("Why it matters")),
            ("try", _("Try it now")),
        ],
        default="tip",
    )
    title = blocks.CharBlock(max_length=120, required=False)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        group = TEXT
        label = _("Callout")
        description = _("A tip, a warning, a reason or something to try.")
        template = "lms/pages/blocks/callout.html"
        preview_value = {"tone": "try", "title": "Your turn", "text": "<p>Follow three people, then come back.</p>"}


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=150)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "collapse-down"
        label = _("Item")


class AccordionBlock(PagePreview, blocks.StructBlock):
    items = blocks.ListBlock(AccordionItemBlock(), min_num=1)

    class Meta:
        icon = "collapse-down"
        group = TEXT
        label = _("Questions and answers")
        description = _("Headings that open when clicked, for details not everyone needs.")
        template = "lms/pages/blocks/accordion.html"
        preview_value = {"items": [{"title": "Can I delete a post?", "text": "<p>Yes, but copies may remain.</p>"}]}


class TableBlock(PagePreview, WagtailTableBlock):
    class Meta:
        icon = "table"
        group = SHOW
        label = _("Table")
        description = _("Rows and columns, with a caption.")
        template = "lms/pages/blocks/table.html"
        preview_value = {
            "data": [["Where", "For what"], ["A public post", "What others may learn from"], ["A message", "The rest"]],
            "table_caption": "Where to write",
            "table_header_choice": "row",
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        }


class CodeBlock(PagePreview, blocks.StructBlock):
    language = blocks.ChoiceBlock(
        choices=[
            ("bash", "Shell"),
            ("http", "HTTP"),
            ("json", "JSON"),
            ("python", "Python"),
            ("text", _("Plain text")),
        ],
        default="text",
    )
    code = blocks.TextBlock()

    class Meta:
        icon = "code"
        group = SHOW
        label = _("Code")
        description = _("Something to copy into a terminal or a settings page.")
        template = "lms/pages/blocks/code.html"
        preview_value = {"language": "bash", "code": "curl --version"}


class PostVersionBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    why = blocks.CharBlock(max_length=250, required=False)

    class Meta:
        icon = "comment"
        label = _("Post")


class PostPairBlock(PagePreview, blocks.StructBlock):
    topic = blocks.CharBlock(max_length=120, required=False)
    weak = PostVersionBlock()
    strong = PostVersionBlock()

    class Meta:
        icon = "thumbtack"
        group = SHOW
        label = _("Two versions of a post")
        description = _("A weak and a strong version side by side, and why.")
        template = "lms/pages/blocks/post_pair.html"
        preview_value = {
            "topic": "Asking for help",
            "weak": {"text": "It does not work again.", "why": "No one knows what, so no one answers."},
            "strong": {
                "text": "The label printer in hall 2 jams since 9:00. Who has fixed this before?",
                "why": "One question.",
            },
        }


def content_blocks():
    """Return the blocks of this module as (name, block), for `register_lesson_blocks`."""
    return [
        ("paragraph", ParagraphBlock()),
        ("heading", HeadingBlock()),
        ("image", FigureBlock()),
        ("video", VideoBlock()),
        ("steps", StepsBlock()),
        ("callout", CalloutBlock()),
        ("accordion", AccordionBlock()),
        ("table", TableBlock()),
        ("code", CodeBlock()),
        ("download", DownloadBlock()),
        ("post_pair", PostPairBlock()),
    ]
