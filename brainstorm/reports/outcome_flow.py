"""The outcomes page in numbers: which ideas came from which class, what was decided, tried, and learned.

Only brainstorms that have been closed flow in, so that no count tells of ideas that are still hidden.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brainstorm.decisions.models import Decision
from brainstorm.ideas.models import Idea
from brainstorm.pilots.models import Pilot
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.models.brainstorms import Brainstorm

WIDTH, HEIGHT = 1000, 340
NODE_WIDTH, GAP, TOP = 10, 20, 16
COLUMN_X = (0, 200, 400, 600, 800)  # below the five numbers of the page
MOST_SOURCES = 6


@dataclass(eq=False)
class Node:
    """A place on the flow. `count` is in ideas; `x`, `y`, `height` are in units of the drawing."""

    label: str
    tone: str
    count: int
    x: float = 0
    y: float = 0
    height: float = 0
    sent: float = 0
    received: float = 0

    @property
    def label_x(self):
        return self.x + NODE_WIDTH + 8

    @property
    def middle(self):
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True)
class Ribbon:
    """A flow between two nodes, as the path of an SVG."""

    path: str
    tone: str


@dataclass
class OutcomeFlow:
    """Everything the page shows: `steps` are the five numbers, `nodes` and `ribbons` the drawing."""

    brainstorms: list
    pilots: list
    steps: list
    nodes: list = field(default_factory=list)
    ribbons: list = field(default_factory=list)
    width = WIDTH
    height = HEIGHT
    node_width = NODE_WIDTH

    @property
    def is_empty(self):
        return not self.brainstorms

    @property
    def running(self):
        return [pilot for pilot in self.pilots if not pilot.result]

    @property
    def finished(self):
        return [pilot for pilot in self.pilots if pilot.result]


def _lay_out(columns, flows):
    """Give every node its place; return the nodes and the ribbons of `flows`, a list of ((source, target), count).

    All nodes share one scale, ideas to height, so that a thin stream is a thin stream.
    """
    columns = [[node for node in column if node.count] for column in columns]
    most = max(sum(node.count for node in column) for column in columns)
    tallest = max(len(column) for column in columns)
    scale = (HEIGHT - 2 * TOP - GAP * (tallest - 1)) / most
    for x, column in zip(COLUMN_X, columns, strict=True):
        used = sum(node.count for node in column) * scale + GAP * (len(column) - 1)
        y = max(TOP, (HEIGHT - used) / 2)
        for node in column:
            node.x, node.y, node.height = x, round(y, 1), round(max(node.count * scale, 2), 1)
            y += node.height + GAP
    ribbons = [Ribbon(_ribbon_path(source, target, count * scale), target.tone) for (source, target), count in flows]
    return [node for column in columns for node in column], ribbons


def _ribbon_path(source, target, width):
    """Return a band from the right edge of `source` to the left edge of `target`, below what flows there already."""
    left, right = source.x + NODE_WIDTH, target.x
    bend = (left + right) / 2
    from_top, to_top = source.y + source.sent, target.y + target.received
    source.sent += width
    target.received += width
    from_end, to_end = from_top + width, to_top + width
    return (
        f"M{left:.1f} {from_top:.1f}C{bend:.1f} {from_top:.1f} {bend:.1f} {to_top:.1f} {right:.1f} {to_top:.1f}"
        f"V{to_end:.1f}C{bend:.1f} {to_end:.1f} {bend:.1f} {from_end:.1f} {left:.1f} {from_end:.1f}Z"
    )


def _short(text, most):
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _source_label(brainstorm):
    """The day first: classes of one course are called alike."""
    day = date_format(timezone.localtime(brainstorm.closed_at), _("M j"))
    return f"{day}, {_short(brainstorm.origin, 11)}"


def _draw(brainstorms, ideas, latest):
    """Return nodes and ribbons. `ideas` are (pk, brainstorm, kind, outcome); `latest` is {idea: its last pilot}."""
    named = brainstorms[:MOST_SOURCES]
    others = Node(_("Earlier classes"), "source", 0)
    sources = {brainstorm.pk: Node(_source_label(brainstorm), "source", 0) for brainstorm in named}
    kinds = {kind: Node(str(Kind(kind).label), kind, 0) for kind in Kind.values}
    outcomes = {key: Node(str(label), key, 0) for key, label in Decision.Outcome.choices}
    stages = {False: Node(_("Pilot running"), "running", 0), True: Node(_("Pilot finished"), "finished", 0)}
    results = {key: Node(str(label), key, 0) for key, label in Pilot.Result.choices}
    flows = Counter()
    for pk, brainstorm, kind, outcome in ideas:
        way = [sources.get(brainstorm, others), kinds[kind], outcomes[outcome]]
        if pilot := latest.get(pk):
            way.append(stages[bool(pilot.result)])
            if pilot.result:
                way.append(results[pilot.result])
        for node in way:
            node.count += 1
        flows.update(pairwise(way))
    columns = [
        [*sources.values(), others],
        [*kinds.values()],
        [*outcomes.values()],
        [*stages.values()],
        [*results.values()],
    ]
    place = {node: number for number, node in enumerate(node for column in columns for node in column)}
    return _lay_out(columns, sorted(flows.items(), key=lambda flow: (place[flow[0][0]], place[flow[0][1]])))


def build_outcome_flow():
    """Read everything in three queries and return the `OutcomeFlow`."""
    brainstorms = list(
        Brainstorm.objects.reporting()
        .select_related("scheduled_class", "scheduled_class__course", "course")
        .order_by("-closed_at")
    )
    ideas = list(
        Idea.objects.on_the_board()
        .filter(brainstorm__in=brainstorms, decision__isnull=False)
        .values_list("pk", "brainstorm", "kind", "decision__outcome")
        .order_by("brainstorm__closed_at", "number")
    )
    pilots = list(
        Pilot.objects.published().select_related("owner", "decision__idea__brainstorm").order_by("-starts_on", "-pk")
    )
    latest = {}
    for pilot in pilots:
        latest.setdefault(pilot.decision.idea_id, pilot)
    per_outcome = Counter((brainstorm, outcome) for _pk, brainstorm, _kind, outcome in ideas)
    per_brainstorm = Counter(brainstorm for _pk, brainstorm, _kind, _outcome in ideas)
    pilots_of = Counter(pilot.decision.idea.brainstorm_id for pilot in pilots)
    results_of = Counter(pilot.decision.idea.brainstorm_id for pilot in pilots if pilot.result)
    for brainstorm in brainstorms:
        brainstorm.origin = str(brainstorm.scheduled_class or brainstorm.course or brainstorm.title)
        brainstorm.idea_count = per_brainstorm[brainstorm.pk]
        brainstorm.adopted, brainstorm.deferred, brainstorm.declined = (
            per_outcome[brainstorm.pk, outcome] for outcome in Decision.Outcome.values
        )
        brainstorm.pilot_count, brainstorm.result_count = pilots_of[brainstorm.pk], results_of[brainstorm.pk]
    classes = len({brainstorm.scheduled_class_id for brainstorm in brainstorms} - {None})
    adopted = sum(outcome == Decision.Outcome.ADOPTED for *_rest, outcome in ideas)
    results = sum(bool(pilot.result) for pilot in pilots)
    steps = [
        (classes, ngettext("class", "classes", classes)),
        (len(ideas), ngettext("idea", "ideas", len(ideas))),
        (adopted, _("adopted")),
        (len(pilots), ngettext("pilot", "pilots", len(pilots))),
        (results, ngettext("result", "results", results)),
    ]
    flow = OutcomeFlow(brainstorms, pilots, steps)
    if ideas:
        flow.nodes, flow.ribbons = _draw(brainstorms, ideas, latest)
    return flow
