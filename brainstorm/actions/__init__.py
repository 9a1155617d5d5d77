"""Every change to a brainstorm: one function each, one transaction, one rule broken = one `LMSError`."""

from .decisions import decide_idea, decide_remaining, record_result, start_pilot
from .facilitation import close_brainstorm, extend_time, move_phase, pause_clock, resume_clock, stop_clock
from .participation import claim_code, claim_hash, join_brainstorm, submit_idea, withdraw_idea
from .planning import create_brainstorm, plan_phases, prepare, revise_plan
from .proposals import take_up_proposals
from .voting import cast_votes, rate_ideas

__all__ = [
    "cast_votes",
    "claim_code",
    "claim_hash",
    "close_brainstorm",
    "create_brainstorm",
    "decide_idea",
    "decide_remaining",
    "extend_time",
    "join_brainstorm",
    "move_phase",
    "pause_clock",
    "plan_phases",
    "prepare",
    "rate_ideas",
    "record_result",
    "resume_clock",
    "revise_plan",
    "start_pilot",
    "stop_clock",
    "submit_idea",
    "take_up_proposals",
    "withdraw_idea",
]
