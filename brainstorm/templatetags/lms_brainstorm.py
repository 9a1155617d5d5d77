from django import template
from django.utils.html import format_html

from brainstorm.sessions.kinds import Kind
from lms.templatetags.lms import lms_icon

register = template.Library()


@register.simple_tag
def lms_kind(kind, extra_class=""):
    """Write the icon and word of a kind of idea, in its color.

    Raises:
        ValueError: there is no such kind.
    """
    kind = Kind(kind)
    return format_html(
        '<span class="lms-kind lms-status lms-status--{} {}">{} {}</span>',
        kind.tone,
        extra_class,
        lms_icon(kind.icon),
        kind.label,
    )
