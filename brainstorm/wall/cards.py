"""Parts of the room that all its readers share, drawn once for each number of the room's events.

Two hundred cards cost more than the rest of the page together, and two hundred people ask for them in the same second.
What is someone's own takes its place in what was drawn afterwards: the mark on the cards that a reader wrote.
"""

import re

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brainstorm.wall.boards import room_board
from lms.caching.cache import cached, read_version
from lms.templatetags.lms import place_of

BOARD = "lms_brainstorm/wall/includes/cards.html"
CARD = "lms_brainstorm/wall/includes/card.html"
OWN = re.compile(place_of(r"own_(class|word) (\d+)"))


def _marked(html, own):
    """Return `html` with a mark on the cards whose numbers are in `own`, and none on the others."""
    marks = {"class": " lms-idea--mine", "word": f"<span data-own>{_('yours')}</span>"}
    return mark_safe(OWN.sub(lambda place: marks[place[1]] if int(place[2]) in own else "", html))  # noqa: S308


def _card_context(brainstorm):
    """For templates: what stands for the mark of a reader's own card, around the number of the idea."""
    begin, end = place_of("|").split("|")
    return {
        "brainstorm": brainstorm,
        "own_class": f"{begin}own_class ",
        "own_word": f"{begin}own_word ",
        "own_end": end,
    }


def cached_for_room(brainstorm, name, load):
    """Return what `load()` says of the ideas the room reads, kept under the number of its latest event.

    The join code stands beside the id: a database may give the id of a deleted or rolled-back brainstorm again.
    """
    key = ("lms_brainstorm", name, brainstorm.pk, brainstorm.join_code, get_language())
    return cached(brainstorm.room_number, key, load)


def render_board(brainstorm, own=frozenset()):
    """Return the HTML of all cards the room may read now; `own` are the numbers of the reader's ideas.

    Kept under the number of the room's latest event: whatever changes what the room reads is such an event.
    """
    version, key = (read_version(), brainstorm.room_number), ("lms_brainstorm.board", brainstorm.pk, get_language())
    html = cached(
        version, key, lambda: render_to_string(BOARD, _card_context(brainstorm) | {"board": room_board(brainstorm)})
    )
    return _marked(html, own) if own else cached(version, (*key, "of others"), lambda: _marked(html, own))


def render_card(brainstorm, idea):
    """Return the HTML of one card as everyone sees it, without the mark of its author."""
    return _marked(render_to_string(CARD, _card_context(brainstorm) | {"idea": idea}).strip(), frozenset())
