"""What one audience learns since an event: read and drawn once, then handed to everyone who listens."""

import json
from dataclasses import dataclass
from functools import partial

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix
from django.utils.translation import get_language, override

from brainstorm.sessions.models.brainstorms import Brainstorm, BrainstormEvent
from brainstorm.sessions.phases import Right
from brainstorm.wall.cards import render_card
from lms.caching.cache import cached

ROOM = BrainstormEvent.Audience.ROOM

#: Whoever is further behind loads the page again.
MOST_EVENTS = 200
#: Events after which no page has to be loaded again: the update itself holds all there is to show.
CARRIED = {"idea", "clock"}
#: A page is loaded again by so many people a second.
RELOADS_PER_SECOND = 100


@dataclass(frozen=True)
class Channel:
    """Everyone on one channel reads the same bytes. `prefix` is the path under which the host serves Django."""

    brainstorm: int
    audience: str
    language: str
    prefix: str = "/"


@dataclass(frozen=True)
class Reader:
    """Who listens: a participation, or a user who facilitates."""

    participation: int | None = None
    user: int | None = None


@dataclass(frozen=True)
class Update:
    """What is new up to event `number`.

    state: what the line on top of the page shows, hashable; the same state needs no new line.
    changes: for the browser, JSON; see `read_update`.
    readers: all who may still listen, where that may have changed, else None.
    """

    number: int
    state: tuple
    changes: dict
    readers: frozenset | None = None

    @property
    def message(self):
        """The update as a server-sent event."""
        return f"id: {self.number}\ndata: {json.dumps(self.changes)}\n\n".encode()


def state_of(brainstorm, people):
    """Return what the line on top shows. The moment in it makes it one of this brainstorm, as no count would."""
    return (
        brainstorm.step,
        brainstorm.phase_started_at,
        brainstorm.phase_ends_at,
        brainstorm.seconds_left,
        bool(brainstorm.closed_at),
        people,
    )


def number_of(brainstorm, audience):
    """Return the number of the latest event for `audience`."""
    return getattr(brainstorm, f"{audience}_number")


def _readers(brainstorm):
    """Return all who may listen to `brainstorm` at this moment, but superusers, who may always."""
    joined = brainstorm.participations.filter(Q(user=None) | Q(user__is_active=True))
    leading = brainstorm.facilitators.filter(is_active=True)
    return frozenset(
        [Reader(participation=pk) for pk in joined.values_list("pk", flat=True)]
        + [Reader(user=pk) for pk in leading.values_list("pk", flat=True)]
    )


def _cards(brainstorm, told):
    """Return what to put in place of each idea in `told`: the card of one that may be read, nothing for one taken back.

    told: {id of the idea: moment of the event that told of it last}, under which the drawn card is kept.
    `list` names the list on the page in which a new card belongs.
    """
    ids = list(told)
    readable = {idea.pk: idea for idea in brainstorm.ideas.revealed().select_related("author__user").filter(pk__in=ids)}
    cards = []
    for pk, number in brainstorm.ideas.filter(pk__in=ids).exclude(number=None).values_list("pk", "number"):
        idea = readable.get(pk)
        card = {"list": "", "html": ""}
        if idea:
            key = "lms_brainstorm.card", pk, get_language(), get_script_prefix()
            card = {"list": idea.kind, "html": cached(told[pk], key, partial(render_card, brainstorm, idea))}
        cards.append((ids.index(pk), {"id": f"idea-{number}"} | card))
    return [card for _place, card in sorted(cards, key=lambda pair: pair[0])]


def read_update(channel, after, *, state=None, viewers=0):
    """Return the `Update` of what `channel` learns after event `after`; None where nothing is new.

    state: the state the readers see already; None where they shall have all of it.
    viewers: how many would load the page at once if it had to be loaded again.

    The changes are {number, step, pulse, cards, stale, resync, spread}: `pulse` the line on top of the participants'
    page, `cards` the ideas to put in or take out, `stale` true where the page has to be loaded again, `resync` where
    all of it may be out of date, `spread` the milliseconds over which browsers spread that. Raises DoesNotExist.
    """
    brainstorm = Brainstorm.objects.get(pk=channel.brainstorm)
    number, now = number_of(brainstorm, channel.audience), state_of(brainstorm, brainstorm.participations.count())
    if number == after and now == state:
        return None
    changes = {"number": number, "step": brainstorm.step, "spread": 1000 * viewers // RELOADS_PER_SECOND}
    if not 0 <= number - after <= MOST_EVENTS:
        changes["resync"] = True
        events = []
    else:
        log = brainstorm.events.filter(audience=channel.audience, number__gt=after, number__lte=number)
        events = list(log.order_by("number").values_list("at", "kind", "data"))
    if any(kind not in CARRIED for _at, kind, _data in events):
        changes["stale"] = True
    set_script_prefix(channel.prefix)
    with override(channel.language):
        if channel.audience == ROOM and now != state:
            key = "lms_brainstorm.pulse", channel
            changes["pulse"] = cached(now, key, partial(_draw_pulse, brainstorm, people=now[-1]))
        told = {data["idea"]: at for at, kind, data in events if kind == "idea" and "idea" in data}
        if told and brainstorm.allows(Right.READ):
            changes["cards"] = _cards(brainstorm, told)
    has_moved = state is not None and (now[0], now[-1]) != (state[0], state[-1])
    return Update(number, now, changes, _readers(brainstorm) if has_moved else None)


def _draw_pulse(brainstorm, people):
    context = {"brainstorm": brainstorm, "phase": brainstorm.current_phase, "people": people}
    return render_to_string("lms_brainstorm/live/includes/pulse.html", context)


def kept_update(channel, after, version):
    """Return the `Update` after event `after`, all of its state included, read once for all who ask with `version`."""
    return cached(version, ("lms_brainstorm.update", channel, after), lambda: read_update(channel, after))


def read_numbers(ids):
    """Return {id of a brainstorm: its numbers} of those in `ids` that exist."""
    rows = Brainstorm.objects.filter(pk__in=ids).values_list("pk", "room_number", "desk_number")
    return {pk: numbers for pk, *numbers in rows}
