"""Every change to a brainstorm: one function each, one transaction, one rule broken = one `LMSError`."""

from .decisions import decide_idea, decide_remaining, record_result, start_pilot
from .facilitation import close_brainstorm, extend_time, move_phase, stop_clock
from .participation import cast_votes, join_brainstorm, submit_idea, withdraw_idea
from .proposals import take_up_proposals

__all__ = [
    "cast_votes",
    "close_brainstorm",
    "decide_idea",
    "decide_remaining",
    "extend_time",
    "join_brainstorm",
    "move_phase",
    "record_result",
    "start_pilot",
    "stop_clock",
    "submit_idea",
    "take_up_proposals",
    "withdraw_idea",
]
