"""Sections of the page of one idea that say what it touches, and what was said of it.

Whoever may add something finds a form there; all others only read.
"""

from brainstorm.facilitation.balance import meter_of
from brainstorm.ideas.forms import PointForm
from brainstorm.ideas.models import Idea
from brainstorm.ideas.presenters import points_of
from brainstorm.registers.forms import (
    AddressesForm,
    BalanceForm,
    GuidelineChoiceForm,
    SettleForm,
    SystemForm,
    WordingForm,
)
from brainstorm.registers.models import PolicyChange
from brainstorm.registers.presenters import wording_of
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.permissions import may_facilitate
from brainstorm.sessions.phases import Right
from brainstorm.wall.cards import cached_for_room
from courses.catalog.ids import read_id
from courses.models import Guideline


def leads(visit):
    """Whether this visitor facilitates: one who has not joined does, or there would be no page."""
    participation = visit.participation
    if participation is None:
        return True
    return bool(participation.user_id) and may_facilitate(participation.user, visit.brainstorm)


def may_elaborate(visit):
    return visit.allows(Right.ELABORATE) or leads(visit)


def may_use_registers(visit):
    """Whether this visitor chooses among systems and guidelines of the firm, which are none of a guest's business."""
    return may_elaborate(visit) and not (visit.participation and visit.participation.is_guest)


def is_author(visit):
    tag = visit.participation.tag if visit.participation else None
    return tag is not None and visit.idea.author_tag == tag


def points(visit):
    """What was said of the idea, and the form to add to it."""
    form = visit.forms.get("points")
    may_discuss = visit.allows(Right.DISCUSS) and visit.participation and visit.participation.tag
    if form is None and may_discuss:
        form = PointForm(idea=visit.idea, is_author=is_author(visit))
    return {"groups": points_of(visit.idea, visit.participation), "form": form, "may_discuss": may_discuss}


def addresses(visit):
    """Of a pain point the ideas that would ease it, of other ideas the pain points they would ease."""
    idea, form = visit.idea, visit.forms.get("addresses")
    is_pain_point = idea.kind == Kind.PAIN_POINT
    revealed = visit.brainstorm.ideas.revealed()
    if form is None and not is_pain_point and may_elaborate(visit):
        form = AddressesForm(idea=idea)
        form = form if form.fields["addresses"].queryset.exists() else None
    return {
        "is_pain_point": is_pain_point,
        "answers": revealed.filter(addresses=idea).order_by("number") if is_pain_point else [],
        "addressed": revealed.filter(answers=idea).order_by("number"),
        "may_answer": is_pain_point and visit.allows(Right.COLLECT) and visit.participation is not None,
        "form": form,
        "has_error": "addresses" in visit.forms,
    }


def balance(visit):
    form = visit.forms.get("balance") or (BalanceForm(idea=visit.idea) if may_elaborate(visit) else None)
    return {"form": form, "has_error": "balance" in visit.forms}


def systems(visit):
    """The systems an idea connects to; `?system=3` opens what was said of one, to put it right."""
    form = visit.forms.get("systems")
    links = list(visit.idea.system_links.select_related("system__owner", "added_by__user"))
    may = may_use_registers(visit)
    if form is None and may:
        chosen = read_id(visit.query.get("system", ""))
        link = next((link for link in links if link.system_id == chosen), None)
        fields = ("system", "flow", "data", "risk", "effort")
        initial = {name: getattr(link, name) for name in fields} if link else {}
        form = SystemForm(idea=visit.idea, initial=initial)
        form.is_open = bool(link)
    return {"links": links, "form": form, "may": may, "has_error": "systems" in visit.forms}


def wordings(visit):
    """Proposed wordings with what differs; to propose one, first a guideline is chosen by `?guideline=3`."""
    form, chooser, may = visit.forms.get("wordings"), None, may_use_registers(visit)
    leading = leads(visit)
    if form is None and may:
        chosen = read_id(visit.query.get("guideline", ""))
        guideline = Guideline.objects.filter(pk=chosen, live=True).first() if chosen else None
        form = WordingForm(guideline=guideline) if guideline else None
    if may:
        chooser = GuidelineChoiceForm(initial={"guideline": form.guideline if form else None})
    changes = visit.idea.policy_changes.with_ideas()
    may_settle = leading and visit.allows(Right.DECIDE, Right.REPORT)
    shown = []
    for change in changes:
        is_own = visit.participation is not None and change.added_by_id == visit.participation.pk
        is_open = change.state == PolicyChange.State.PROPOSED
        may_withdraw = is_open and (leading or (is_own and visit.allows(Right.ELABORATE)))
        wording = wording_of(change, may_withdraw=may_withdraw)
        settle = visit.forms.get(f"settle-{change.pk}")
        if settle is None and may_settle:
            initial = {} if is_open else {"state": change.state, "reason": change.reason}
            settle = SettleForm(change=change, initial=initial)
        shown.append((wording, settle))
    return {
        "wordings": shown,
        "form": form,
        "chooser": chooser,
        "is_about_policy": visit.idea.kind == Kind.POLICY_CHANGE,
        "has_error": "wordings" in visit.forms,
    }


def meter(visit):
    return {"meter": cached_for_room(visit.brainstorm, "meter", lambda: meter_of(visit.brainstorm))}


def unanswered(visit):
    """The pain points that no one has answered yet; empty before the room reads them."""
    pains = visit.brainstorm.ideas.revealed().filter(kind=Kind.PAIN_POINT)
    answered = Idea.objects.revealed().filter(brainstorm=visit.brainstorm, addresses__isnull=False)
    return {
        "pain_points": pains.exclude(pk__in=answered.values("addresses")).order_by("number"),
        "has_pain_points": pains.exists(),
    }
