"""What each endpoint of a brainstorm is for: who may, and which right of the phase it takes. A line for each.

get() and post() name who may and what it `needs`; `unless` names a right under which it is over, `told` who gets an
answer and changes nothing. `data` is what is posted: a dict, or a function of the `World` of test_rights_matrix.py
where it holds ids. An endpoint may have several lines, one for each way to use it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from brainstorm.sessions.phases import Right

ROLES = ("anonymous", "guest", "participant", "invited", "outsider", "facilitator", "other facilitator")
ROOM, DESK, INVITED = {"participant", "guest"}, {"facilitator"}, {"invited"}
#: Whose own things they are, or who alone of the room uses what belongs to the firm.
PARTICIPANT, GUEST = {"participant"}, {"guest"}
NO_ACCOUNT = {"anonymous", "guest"}
SIGNED_IN = set(ROLES) - NO_ACCOUNT


@dataclass(frozen=True)
class Row:
    method: str
    who: frozenset
    needs: Right | None = None
    unless: Right | None = None
    told: frozenset = frozenset()
    data: Mapping | Callable | None = None

    def grants(self, role, kind):
        """Whether `role` may in a phase of this `kind`."""
        is_time = (self.needs is None or kind.allows(self.needs)) and (
            self.unless is None or not kind.allows(self.unless)
        )
        return role in self.who and is_time

    def posted(self, world):
        return dict(self.data(world) if callable(self.data) else self.data or {})


def get(who, needs=None, unless=None):
    return Row("GET", frozenset(who), needs, unless)


def post(who, needs=None, unless=None, *, told=(), data=None):
    return Row("POST", frozenset(who), needs, unless, frozenset(told), data)


def moderate(world):
    """Hold the idea back, or let it through: each press changes something."""
    idea = world.idea
    idea.refresh_from_db()
    moderation = "held" if idea.moderation == "passed" else "passed"
    return {"idea": idea.submission_key, "expected": idea.moderation, "moderation": moderation}


DECISION = {"outcome": "declined", "reason": "Done already."}
PILOT = {
    "hypothesis": "Fewer.",
    "measure": "Calls",
    "baseline": "12",
    "starts_on": "2026-01-01",
    "due_on": "2126-02-01",
}
RESULT = {"result": "keep", "measured": "8", "learned": "It works."}
KEY = "12345678-1234-4234-8234-123456789abc"
IDEA = {"kind": "use_case", "text": "Another", "submission_key": KEY}


def elaborate(data, room=ROOM):
    """Participants say what an idea touches where the phase asks for it; who leads may once the room reads."""
    return [post(room, Right.ELABORATE, data=data), post(DESK, Right.READ, data=data)]


def settle(world):
    prefix = f"change-{world.change.pk}"
    return {"change": world.change.pk, f"{prefix}-state": "adopted", f"{prefix}-reason": "It is safe enough."}


KEY = "12345678-1234-4234-8234-123456789abd"
STANCE_KEY = {"stance-submission_key": KEY}
IMPACT = {"impact-kind": "cost", "impact-size": 2, "impact-confidence": 1, "impact-words": "More calls."}
ARGUMENT = {"argument-side": "pro", "argument-text": "Cheap.", "argument-submission_key": KEY, "version": 1}

TABLE = {
    "outcomes": [get(SIGNED_IN)],
    "short_join": [get(ROLES)],
    "join": [
        get(SIGNED_IN),
        get(NO_ACCOUNT, unless=Right.REPORT),
        post(
            set(ROLES) - ROOM,
            unless=Right.REPORT,
            told=ROOM,
            data=lambda world: {"code": world.brainstorm.join_code, "name": "Gil"},
        ),
    ],
    "claims": [get(ROLES), post((), told=ROLES, data={"code": "ABCD EFGH JKLM"})],
    "codes": [get(ROOM)],
    "leave": [post((), told=GUEST)],
    "guests": [post(DESK, unless=Right.REPORT, data={"close": 1})],
    "detail": [get(ROOM | DESK), get(INVITED, unless=Right.REPORT)],
    "enter": [post(INVITED, unless=Right.REPORT, told=ROOM)],
    "stream": [get(ROOM | DESK)],
    "events": [get(ROOM | DESK)],
    "idea_create": [post(ROOM, Right.COLLECT, data=IDEA)],
    "idea_withdraw": [post(PARTICIPANT, Right.COLLECT)],
    "idea_change": [post((), told=PARTICIPANT, data={"text": "Another"})],
    "moderation": [
        get(DESK),
        post(DESK, unless=Right.READ, data=moderate),
    ],
    "idea": [get(ROOM | DESK, Right.READ)],
    "unread": [get(ROOM | DESK)],
    "similar": [post((), told=ROOM, data={"text": "Another", "fragment": ""})],
    "groups": [get(ROOM | DESK)],
    "arrange": [post(ROOM | DESK, Right.GROUP, data={"ideas": [1], "act": "move", "title": "Fewer calls"})],
    "split": [post(ROOM | DESK, Right.GROUP)],
    "rename_group": [post(ROOM | DESK, Right.GROUP, data={"title": "Fewer calls"})],
    "point_create": [post(ROOM, Right.DISCUSS, data={"side": "question", "text": "Who?", "submission_key": KEY})],
    "point_adopt": [post(ROOM, Right.DISCUSS)],
    "point_withdraw": [post(PARTICIPANT, Right.DISCUSS, told=GUEST)],
    "balance": elaborate({"balance": "both"}),
    "addresses": elaborate({"addresses": [6]}),
    "system_link": elaborate({"new_system": "Tickets", "flow": "link", "risk": 2, "effort": 2}, PARTICIPANT),
    "system_unlink": elaborate(lambda world: {"system": world.system.pk}, PARTICIPANT),
    "wording_create": elaborate(
        lambda world: {"guideline": world.guideline.pk, "clause": "", "wording": "Ask first."}, PARTICIPANT
    ),
    "wording_withdraw": elaborate(lambda world: {"change": world.change.pk}, PARTICIPANT),
    "wording_settle": [post(DESK, Right.DECIDE, data=settle), post(DESK, Right.REPORT)],
    "systems": [get(SIGNED_IN)],
    "system": [get(PARTICIPANT | DESK), get(SIGNED_IN, Right.REPORT)],
    "guideline_changes": [get(SIGNED_IN)],
    "stakeholders": [get(DESK), get(ROOM, Right.READ)],
    "stakeholder_add": [
        post(DESK, unless=Right.REPORT, data={"name": "Field service"}),
        post(ROOM, Right.WEIGH),
    ],
    "stakeholder_change": [
        post(DESK, unless=Right.REPORT, data=lambda world: {f"stakeholder-{world.stakeholder.pk}-name": "Dispatch"}),
        post(ROOM, Right.WEIGH),
    ],
    "stakeholders_copy": [post(DESK, unless=Right.REPORT)],
    "impact": [
        post(ROOM, Right.WEIGH, data=lambda world: IMPACT | {"impact-stakeholder": world.stakeholder.pk}),
        post(DESK, Right.READ, unless=Right.REPORT),
    ],
    "propose": [
        post(ROOM | DESK, Right.NEGOTIATE, data={"proposal-text": "From May on, all of us.", "version": 1}),
    ],
    "argument": [post(ROOM, Right.NEGOTIATE, data=ARGUMENT), post(ROOM, Right.DISCUSS)],
    "stance": [post(ROOM, Right.NEGOTIATE, data={"stance-position": "consent", "version": 1} | STANCE_KEY)],
    "objection_withdraw": [post(PARTICIPANT, Right.NEGOTIATE, told=GUEST)],
    "objection_settle": [
        post(DESK, Right.NEGOTIATE, data=lambda world: {f"answer-{world.objection.pk}-state": "standing"}),
        post(DESK, Right.DECIDE),
    ],
    "export": [get(DESK)],
    "health": [get(SIGNED_IN)],  # the page of a role: tests/permission_table.py says whose
    "seal": [post(DESK, Right.REPORT, data={"understood": "on"})],
    "votes": [post(ROOM, Right.VOTE, data={"vote-1": 1})],
    "ratings": [post(ROOM, Right.RATE, data={"impact-1": 4, "effort-1": 2})],
    "console": [get(DESK)],
    "console_stream": [get(DESK)],
    "console_events": [get(DESK)],
    "console_pulse": [get(DESK)],
    "move": [post(DESK, unless=Right.REPORT, data=lambda world: {"direction": "repeat", "expected_step": world.step})],
    "time": [post(DESK, unless=Right.REPORT, data={"minutes": 1})],
    "proposals": [post(DESK, unless=Right.READ, data=lambda world: {"proposal": world.proposal.pk})],
    "decision": [get(DESK, Right.READ), post(DESK, Right.DECIDE, data=DECISION)],
    "remaining": [post(DESK, Right.DECIDE, data={f"rest-{name}": value for name, value in DECISION.items()})],
    "pilot": [get(PARTICIPANT | DESK), post(PARTICIPANT | DESK, data=RESULT)],
    "pilot_create": [
        get(DESK, Right.READ),
        post(DESK, Right.READ, data=lambda world: PILOT | {"owner": world.people["participant"].pk}),
    ],
    "screen": [get(DESK)],
    "screen_pulse": [get(DESK)],
}
