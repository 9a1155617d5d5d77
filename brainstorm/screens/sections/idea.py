"""The page of one idea, from top to bottom: what was said of it, what it touches, who stands where."""

from brainstorm.ideas.sections import Section
from brainstorm.screens.sections import details as elaborating
from brainstorm.screens.sections import negotiating
from brainstorm.sessions.phases import Right

READ = frozenset({Right.READ})

SECTIONS = (
    Section("addresses", "lms_brainstorm/screens/idea/addresses.html", elaborating.addresses, needs=READ),
    Section("points", "lms_brainstorm/screens/idea/points.html", elaborating.points, needs=READ),
    Section("balance", "lms_brainstorm/screens/idea/balance.html", elaborating.balance, needs=READ),
    Section("systems", "lms_brainstorm/screens/idea/systems.html", elaborating.systems, needs=READ),
    Section("wordings", "lms_brainstorm/screens/idea/wordings.html", elaborating.wordings, needs=READ),
    Section("weigh", "lms_brainstorm/screens/idea/weigh.html", negotiating.weigh, needs=READ),
    Section("negotiation", "lms_brainstorm/screens/idea/negotiation.html", negotiating.negotiation, needs=READ),
)
