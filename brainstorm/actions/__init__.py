"""Every change to a brainstorm: one function each, one transaction, one rule broken = one `LMSError`."""

from .claims import answer_by_code, claimed_idea
from .decisions import decide_idea, decide_remaining, record_result, start_pilot
from .elaborating import address_pain_points, link_system, mark_balance, unlink_system
from .facilitation import close_brainstorm, extend_time, move_phase, pause_clock, resume_clock, stop_clock
from .grouping import merge_ideas, move_to_group, rename_group, split_idea
from .guests import join_as_guest, let_guests_in, remove_guest
from .moderation import moderate_idea
from .negotiating import object_to, propose, settle_objection, take_stance, withdraw_objection
from .opening import open_collecting, run_hybrid
from .participation import (
    change_returned_idea,
    claim_code,
    claim_hash,
    join_brainstorm,
    open_brainstorm,
    submit_idea,
    withdraw_idea,
)
from .planning import create_brainstorm, plan_phases, prepare, revise_plan
from .points import adopt_point, submit_point, withdraw_point
from .policies import propose_wording, settle_wording, withdraw_wording
from .proposals import take_up_proposals
from .voting import cast_votes, rate_ideas
from .weighing import (
    add_stakeholder,
    change_stakeholder,
    copy_stakeholders,
    empty_impact,
    remove_stakeholder,
    weigh_impact,
)

__all__ = [
    "add_stakeholder",
    "address_pain_points",
    "adopt_point",
    "answer_by_code",
    "cast_votes",
    "change_returned_idea",
    "change_stakeholder",
    "claim_code",
    "claim_hash",
    "claimed_idea",
    "close_brainstorm",
    "copy_stakeholders",
    "create_brainstorm",
    "decide_idea",
    "decide_remaining",
    "empty_impact",
    "extend_time",
    "join_as_guest",
    "join_brainstorm",
    "let_guests_in",
    "link_system",
    "mark_balance",
    "merge_ideas",
    "moderate_idea",
    "move_phase",
    "move_to_group",
    "object_to",
    "open_brainstorm",
    "open_collecting",
    "pause_clock",
    "plan_phases",
    "prepare",
    "propose",
    "propose_wording",
    "rate_ideas",
    "record_result",
    "remove_guest",
    "remove_stakeholder",
    "rename_group",
    "resume_clock",
    "revise_plan",
    "run_hybrid",
    "settle_objection",
    "settle_wording",
    "split_idea",
    "start_pilot",
    "stop_clock",
    "submit_idea",
    "submit_point",
    "take_stance",
    "take_up_proposals",
    "unlink_system",
    "weigh_impact",
    "withdraw_idea",
    "withdraw_objection",
    "withdraw_point",
    "withdraw_wording",
]
