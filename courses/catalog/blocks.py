"""Blocks that know courses: example posts, quizzes, guidelines, reflections, discussion prompts."""

import re

import regex
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.catalog.models import SocialTool
from lms.pages.blocks import DO, SHOW, PagePreview

#: A link as Mastodon and X see it: punctuation that ends the sentence is not part of it, brackets that it opened are.
URL = re.compile(r"""https?://(?:[^\s()]|\([^\s()]*\))*(?:[^\s().,:;!?'"“”‘’«»\[\]{}<>…]|\([^\s()]*\))""")
#: `@user@host`. Possessive (`++`), or a long name without a host would be split in every possible way.
REMOTE_MENTION = re.compile(r"(?<![=/\w])@([a-z0-9_]++(?:[.-]++[a-z0-9_]++)*+)@[\w.-]+\w", re.IGNORECASE)
NOTE_MARK = re.compile(r" ?\[(\d+)\]")


def count_characters(text, tool=None):
    """Return how many characters `text` counts for in `tool`.

    What a reader sees as one character counts as one, however it is encoded, as on Mastodon and Bluesky (X counts
    emoji and Chinese as two: give such a tool a lower limit). Where the tool has a fixed length for links
    (`url_length`, 23 on Mastodon and X), each link counts for that, and `@user@host` counts for `@user`. Source:
    Mastodon's documentation, "Posting toots", section "Text", and its `StatusLengthValidator`.
    """
    if tool and tool.url_length:
        text = URL.sub("x" * tool.url_length, text)
        text = REMOTE_MENTION.sub(r"@\1", text)
    return len(regex.findall(r"\X", text))


class ExamplePostValue(blocks.StructValue):
    @property
    def parts(self):
        """The text in pieces: (text, number of the note that stands after it, or None)."""
        pieces, start = [], 0
        for mark in NOTE_MARK.finditer(self["text"]):
            if 1 <= int(mark[1]) <= len(self["notes"]):
                pieces.append((self["text"][start : mark.start()], int(mark[1])))
                start = mark.end()
        return [*pieces, (self["text"][start:], None)]

    @property
    def character_count(self):
        return count_characters("".join(text for text, _note in self.parts), self["tool"])

    @property
    def character_limit(self):
        return self["tool"].character_limit if self["tool"] else None

    @property
    def characters_left(self):
        """Below zero where the post is too long, as the tools themselves show it."""
        return self.character_limit - self.character_count

    @property
    def characters_over(self):
        return -self.characters_left

    @property
    def is_too_long(self):
        return self.character_limit is not None and self.character_count > self.character_limit

    @property
    def initials(self):
        return "".join(word[0] for word in self["author"].split()[:2]).upper()


class ExamplePostBlock(PagePreview, blocks.StructBlock):
    tool = SnippetChooserBlock(
        "lms_courses.SocialTool",
        required=False,
        help_text=_("The post is checked against this tool's character limit."),
    )
    author = blocks.CharBlock(max_length=80)
    handle = blocks.CharBlock(max_length=80, required=False)
    visibility = blocks.ChoiceBlock(
        choices=[("public", _("Public")), ("team", _("Team only")), ("direct", _("Direct message"))], default="public"
    )
    text = blocks.TextBlock(
        help_text=_("Enter [1] where the first note belongs. These markers do not count toward the limit.")
    )
    image = ImageBlock(required=False)
    notes = blocks.ListBlock(blocks.CharBlock(max_length=250), min_num=0, default=[])

    class Meta:
        icon = "openquote"
        group = SHOW
        label = _("Example post")
        description = _("A post as it would appear, with a character count and numbered notes.")
        template = "lms_courses/catalog/blocks/example_post.html"
        value_class = ExamplePostValue
        preview_value = {
            "tool": None,
            "author": "Odile, warehouse",
            "handle": "@odile@social.example",
            "visibility": "public",
            "text": "The new gloves are here. [1] Size M goes fast, so come before Thursday. [2]",
            "image": None,
            "notes": ["Says first what is new.", "Says what to do, and by when."],
        }

    def get_preview_value(self):

        value = super().get_preview_value()
        value["tool"] = SocialTool(name="Mastodon", post_word="post", character_limit=500, url_length=23)
        return value


class PersonalBlock(PagePreview, blocks.StructBlock):
    """A block that looks different for each learner: its page part is never shared between them.

    An app's own block renders the template of its `Meta` with `value`, `lesson`, `learner` and `enrollment` (None for a
    trainer who only reads).
    """


class QuizBlock(PersonalBlock):
    quiz = SnippetChooserBlock("lms_courses.Quiz")

    preview_template = "lms_courses/catalog/block_previews/quiz.html"

    class Meta:
        icon = "help"
        group = DO
        label = _("Quiz")
        description = _("Questions that are graded right away. A course can require a pass.")
        template = "lms_courses/quizzes/blocks/quiz.html"


class GuidelineBlock(PersonalBlock):
    guideline = SnippetChooserBlock("lms_courses.Guideline")

    preview_template = "lms_courses/catalog/block_previews/guideline.html"

    class Meta:
        icon = "clipboard-list"
        group = DO
        label = _("Guideline to acknowledge")
        description = _("Shows a company guideline and asks the learner to accept it.")
        template = "lms_courses/guidelines/blocks/guideline.html"


class ReflectionBlock(PersonalBlock):
    question = blocks.CharBlock(max_length=300)
    hint = blocks.CharBlock(max_length=300, required=False)

    class Meta:
        icon = "edit"
        group = DO
        label = _("Reflection")
        description = _("A question that learners answer for themselves. Answers are private until shared.")
        template = "lms_courses/catalog/blocks/reflection.html"
        preview_value = {
            "question": "Which colleague's updates would have saved you an hour last week?",
            "hint": "One name is enough. Follow that person next.",
        }


class DiscussionBlock(PersonalBlock):
    question = blocks.CharBlock(max_length=300)

    class Meta:
        icon = "comment"
        group = DO
        label = _("Discussion prompt")
        description = _("A question to answer in the discussion below the lesson.")
        template = "lms_courses/catalog/blocks/discussion.html"
        preview_value = {"question": "What did your last question in public bring you?"}


def course_blocks():
    """Return the blocks of this module as (name, block), for `register_lesson_blocks`."""
    return [
        ("example_post", ExamplePostBlock()),
        ("reflection", ReflectionBlock()),
        ("quiz", QuizBlock()),
        ("guideline", GuidelineBlock()),
        ("discussion", DiscussionBlock()),
    ]
