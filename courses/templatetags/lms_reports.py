"""Tags of the reports. None of them asks the database."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from courses.reports.presenters.matrix import STATES
from lms.templatetags.lms import icon_symbols, lms_icon

register = template.Library()


@register.simple_tag
def lms_mark(state):
    """Define the mark of a state of a cell, once in a page."""
    icon, _word = STATES[state]
    drawing = mark_safe(icon_symbols()[icon])  # noqa: S308 - our own sprite
    return format_html('<symbol id="lms-mark-{}" viewBox="0 0 16 16">{}</symbol>', state, drawing)


@register.simple_tag
def lms_matrix_cells(states):
    """Write one cell for each of `states`: a mark for the eye, a word for screen readers.

    Drawn here and not in a template, because a page has more than a thousand of them. The marks are symbols that the
    page defines once, by `lms_mark`.
    """
    cells = drawn_cells(get_language())
    return mark_safe("".join([cells[state] for state in states]))  # noqa: S308 - made of escaped cells


@cache
def drawn_cells(language):
    """Return {state: its cell} in the active language, which is `language`."""
    return {
        state: format_html(
            '<td class="lms-matrix__cell lms-matrix__cell--{0}"><svg class="lms-icon" aria-hidden="true"><use '
            'href="#lms-mark-{0}"/></svg><span class="visually-hidden">{1}</span></td>',
            state,
            word,
        )
        for state, (_icon, word) in STATES.items()
    }


@register.simple_tag(takes_context=True)
def lms_aria_sort(context, key):
    """Write the `aria-sort` of a column whose order in the address is called `key`, if the table is in this order."""
    order = {key: "ascending", f"-{key}": "descending"}.get(context["filter"].sort)
    return format_html(' aria-sort="{}"', order) if order else ""


@register.simple_tag(takes_context=True)
def lms_next_sort(context, key):
    """Return the order that a click on the heading of a column asks for: turned round, if it is in this order."""
    return f"-{key}" if context["filter"].sort == key else key


@register.simple_tag(takes_context=True)
def lms_sort_mark(context, key):
    """Draw an arrow beside the heading of the column in whose order the table is."""
    icon = {key: "arrow-up", f"-{key}": "arrow-down"}.get(context["filter"].sort)
    return lms_icon(icon) if icon else ""
