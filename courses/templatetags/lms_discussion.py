import re
import uuid

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from courses.discussion.mentions import TOKEN, possible_names, trim_link

register = template.Library()

PARAGRAPH_END = re.compile(r"\n\s*\n")
LONGEST_LINK_TEXT = 60


@register.simple_tag
def lms_submission_key():
    """A new key for a form, so that sending the same form twice counts once."""
    return uuid.uuid4()


@register.filter
def lms_plain_text(text, names=()):
    """Write what someone typed as paragraphs in which links can be clicked and mentions stand out.

    Nothing of it becomes markup: `<b>` is shown as `<b>`. `names` are the user names that are mentions.
    """
    paragraphs = [part.strip() for part in PARAGRAPH_END.split(text.strip())]
    return format_html_join("\n", "<p>{}</p>", ((_lines(part, names),) for part in paragraphs))


def _lines(text, names):
    line_break = mark_safe("<br>")
    return format_html_join(line_break, "{}", ((_line(line, names),) for line in text.splitlines()))


def _line(text, names):
    pieces, start = [], 0
    for token in TOKEN.finditer(text):
        piece, length = _link(token) if token["link"] else _mention(token, names)
        if length:
            pieces += [text[start : token.start()], piece]
            start = token.start() + length
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[start:]]))


def _link(token):
    """Return a link and how many characters of the text it stands for."""
    link = trim_link(token["link"])
    words = link if len(link) <= LONGEST_LINK_TEXT else f"{link[: LONGEST_LINK_TEXT - 1]}…"
    return format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', link, words), len(link)


def _mention(token, names):
    name = next((name for name in possible_names(token["name"]) if name in names), "")
    return format_html('<span class="lms-mention">@{}</span>', name), len(name) and len(name) + 1


@register.simple_tag(takes_context=True)
def lms_reflection(context):
    """Return the `ReflectionState` of the reflection block that is being drawn."""
    return context["reflections"].of(context["block_id"])
