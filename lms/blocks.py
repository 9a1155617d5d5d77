"""Blocks of text and pictures that any page of Fledge may use. They know nothing of courses."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.images.blocks import ImageBlock

TEXT, SHOW, DO = _("Text"), _("Show"), _("Do")
INLINE_FEATURES = ["bold", "italic", "link", "code"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul", "document-link"]


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(**({"features": TEXT_FEATURES} | kwargs))

    class Meta:
        icon = "pilcrow"
        group = TEXT
        label = _("Paragraph")
        description = _("Running text with lists and links.")
        template = "lms/blocks/paragraph.html"
        preview_value = "<p>People follow people. Start with the colleague whose work touches yours.</p>"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        group = TEXT
        label = _("Heading")
        description = _("A heading within the lesson.")
        template = "lms/blocks/heading.html"
        preview_value = "Follow before you post"


class FigureBlock(blocks.StructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(required=False, max_length=250)

    class Meta:
        icon = "image"
        group = SHOW
        label = _("Image")
        description = _("A picture with alternative text and a caption.")
        template = "lms/blocks/figure.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=TEXT_FEATURES, required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    steps = blocks.ListBlock(StepBlock(), min_num=1)

    class Meta:
        icon = "list-ol"
        group = DO
        label = _("Numbered steps")
        description = _("What to do, one step after the other.")
        template = "lms/blocks/steps.html"
        preview_value = {
            "title": "Follow a colleague",
            "steps": [{"title": "Open the search", "text": "<p>It is the magnifying glass at the top.</p>"}],
        }


class CalloutBlock(blocks.StructBlock):
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
        description = _("A tip, a warning, a reason, something to try.")
        template = "lms/blocks/callout.html"
        preview_value = {"tone": "try", "title": "Your turn", "text": "<p>Follow three people, then come back.</p>"}


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=150)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "collapse-down"
        label = _("Item")


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(AccordionItemBlock(), min_num=1)

    class Meta:
        icon = "collapse-down"
        group = TEXT
        label = _("Questions and answers")
        description = _("Headings that open when clicked, for details not everybody needs.")
        template = "lms/blocks/accordion.html"
        preview_value = {"items": [{"title": "Can I delete a post?", "text": "<p>Yes, but copies may remain.</p>"}]}


class TableBlock(WagtailTableBlock):
    class Meta:
        icon = "table"
        group = SHOW
        label = _("Table")
        description = _("Rows and columns, with a caption.")
        template = "lms/blocks/table.html"


class CodeBlock(blocks.StructBlock):
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
        template = "lms/blocks/code.html"
        preview_value = {"language": "bash", "code": "curl --version"}


class PostVersionBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    why = blocks.CharBlock(max_length=250, required=False)

    class Meta:
        icon = "comment"
        label = _("Post")


class PostPairBlock(blocks.StructBlock):
    topic = blocks.CharBlock(max_length=120, required=False)
    weak = PostVersionBlock()
    strong = PostVersionBlock()

    class Meta:
        icon = "thumbtack"
        group = SHOW
        label = _("Two versions of a post")
        description = _("A weak and a strong version side by side, and why.")
        template = "lms/blocks/post_pair.html"
        preview_value = {
            "topic": "Asking for help",
            "weak": {"text": "It does not work again.", "why": "Nobody knows what, so nobody answers."},
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
        ("steps", StepsBlock()),
        ("callout", CalloutBlock()),
        ("accordion", AccordionBlock()),
        ("table", TableBlock()),
        ("code", CodeBlock()),
        ("post_pair", PostPairBlock()),
    ]
